/** @file Whether it is the shape backend that tfjs runs on now. */
import { getBackend } from '@tensorflow/tfjs-core';
import { SHAPE_BACKEND } from '../core/shape-backend.ts';
import type { ShapeBackend } from './backend.ts';
import { shapeBackend } from './in-place.ts';

/** The shape backend while it is the current one; `null` on any other. */
export const activeShapes = (): ShapeBackend | null =>
  getBackend() === SHAPE_BACKEND ? shapeBackend() : null;
