/** @file Windows over images with wrong results on wasm: XNNPACK sizes outputs by itself. */
import { inputOf, sizesOf, type Check } from './rule.ts';

/**
 * tfjs sizes an output that is padded by numbers with the height of the window and its stride along the height, in both
 * axes, and rounds as it is asked to; XNNPACK takes each axis's own, rounds down, and writes what it makes.
 */
export const ownOutputSize: Check = (call) => {
  const { pad } = call.attrs;
  const [x, filter] = [inputOf(call, 'x'), inputOf(call, 'filter')];
  if (typeof pad !== 'number' || x === undefined) return null;
  const window = filter?.shape ?? sizesOf(call.attrs['filterSize'], 2);
  const [strides, dilations] = [sizesOf(call.attrs['strides'], 2), sizesOf(call.attrs['dilations'], 2)];
  const own = [0, 1].map((axis) => {
    const reach = (window[axis]! - 1) * dilations[axis]! + 1;
    return Math.floor((x.shape[1 + axis]! + 2 * pad - reach) / strides[axis]!) + 1;
  });
  const [, height, width] = call.outputs[0].shape;
  return own[0] === height && own[1] === width
    ? null
    : `padded by a number, it writes ${own.join('×')} values a channel where ${height}×${width} have room`;
};
