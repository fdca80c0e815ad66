/** @file The bytes of a tensor as `tf.memory()` counts them. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { bytesOf, type DType, type Shape } from '../core/shape.ts';
import { engine } from './engine.ts';

/** What the engine adds for a tensor; a complex one's bytes are its parts', a string's are counted by its values. */
export const trackedBytes = (shape: Shape, dtype: DType): number =>
  dtype === 'complex64' ? 0 : bytesOf(shape, dtype);

/** Of a tensor that is alive; NaN for strings whose values are no texts. */
export const bytesAlive = ({ shape, dtype, dataId }: Tensor): number =>
  dtype === 'string'
    ? (engine().state.tensorInfo.get(dataId)?.bytes ?? Number.NaN)
    : trackedBytes(shape, dtype);
