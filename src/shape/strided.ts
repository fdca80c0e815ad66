/** @file The attributes of StridedSlice, and what they take, as tfjs reads them. */
import { slice_util } from '@tensorflow/tfjs-core';
import type { Shape } from '../core/shape.ts';

export interface Strided {
  readonly begin: number[];
  readonly end: number[];
  readonly strides: number[];
  readonly beginMask: number;
  readonly endMask: number;
  readonly ellipsisMask: number;
  readonly newAxisMask: number;
  readonly shrinkAxisMask: number;
}

/** What is taken of a tensor of this shape. */
export const sliceOf = (shape: Shape, at: Strided): ReturnType<typeof slice_util.sliceInfo> =>
  slice_util.sliceInfo(
    [...shape],
    at.begin,
    at.end,
    at.strides,
    at.beginMask,
    at.endMask,
    at.ellipsisMask,
    at.newAxisMask,
    at.shrinkAxisMask,
  );
