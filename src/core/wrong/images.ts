/** @file Kernels of images with wrong results: those of wasm by its C++ of tfjs 4.22, those of cpu by its JavaScript. */
import { sizeOf, type Json } from '../shape.ts';
import { inputOf, type Check } from './rule.ts';

/** Found by 35,848 pixels of random boxes against rounding: 38 differ, all of them here. */
export const narrowCrop: Check = (call) => {
  const image = inputOf(call, 'image');
  const isNarrow = image?.shape[2] === 1 && call.outputs[0].shape[2] === 1;
  return isNarrow && call.attrs['method'] === 'nearest'
    ? 'from images of one pixel width to crops of one it takes the row above'
    : null;
};

/** A fill has three colours and an opacity; a fifth channel reads what lies behind them. */
const FILLED_CHANNELS = 4;

/** Fills are whole numbers without a sign there. */
export const turnedFill: Check = (call) => {
  const channels = call.outputs[0].shape[3] ?? 0;
  if (channels > FILLED_CHANNELS) return 'corners of channels beyond the fourth hold what lies in memory';
  const fill: Json | undefined = call.attrs['fillValue'];
  const isWhole = (Array.isArray(fill) ? fill : [fill ?? 0]).every(
    (value) => typeof value === 'number' && Number.isInteger(value) && value >= 0,
  );
  return isWhole ? null : 'corners are filled with whole numbers';
};

/** It compares with −length, which without a sign is a large number. */
export const reflected: Check = (call) => {
  const [, height = 1, width = 1] = inputOf(call, 'image')?.shape ?? [];
  return call.attrs['fillMode'] === 'reflect' && (height > 1 || width > 1)
    ? "with fillMode 'reflect', what lies before the first row or column is taken from the far side"
    : null;
};

/** It returns from inside its loop over the batch. */
export const firstOfBatch: Check = (call) =>
  (call.outputs[0].shape[0] ?? 1) > 1 ? 'only the first image of the batch is transformed' : null;

export const swappedSides: Check = (call) => {
  const [, height, width] = inputOf(call, 'images')?.shape ?? [];
  return height === width ? null : 'height and width of the result are interchanged';
};

/** It steps through the batch of gradients by the size of an image. */
export const otherBatchStep: Check = (call) => {
  const [dy, dx] = [inputOf(call, 'dy'), call.outputs[0]];
  return dy !== undefined && (dx.shape[0] ?? 1) > 1 && sizeOf(dy.shape) !== sizeOf(dx.shape)
    ? 'gradients of the second image on are read from the wrong places'
    : null;
};
