/**
 * @file Gradients of volumes that wasm sums over other ranges than it should: `conv3d_impl.h` and `pool3d_impl.h` of
 * tfjs-backend-wasm 4.22, range by range as they are written there.
 */
import type { Json, Shape } from '../shape.ts';
import { inputOf, sizesOf, type Check } from './rule.ts';

const AXES = 3;

interface Axis {
  readonly size: number;
  readonly window: number;
  readonly outputs: number;
  readonly stride: number;
  readonly before: number;
}

/** The axes of a window over a volume; sizes without batch and channels. tfjs lets `same` take away from a volume. */
function axesOf(
  volume: Shape,
  windows: readonly number[],
  outputs: Shape,
  attributes: Readonly<Record<string, Json>>,
): Axis[] {
  const { pad } = attributes;
  const strides = sizesOf(attributes['strides'], AXES);
  return strides.map((stride, axis) => {
    const [size, window, count] = [volume[1 + axis]!, windows[axis]!, outputs[1 + axis]!];
    const named = pad === 'same' ? Math.floor(((count - 1) * stride + window - size) / 2) : 0;
    return { size, window, outputs: count, stride, before: typeof pad === 'number' ? pad : named };
  });
}

type Range = readonly [from: number, to: number];
/** Its `DivCeil` rounds what is below 0 up twice, its `DivFloor` towards 0. */
const ceiledTwice = (value: number, by: number): number =>
  Math.trunc(value / by) + (value % by === 0 ? 0 : 1);
const floored = (value: number, by: number): number => Math.trunc(value / by);

const isSame = ([from, to]: Range, [first, end]: Range): boolean =>
  (from >= to && first >= end) || (from === first && to === end);

const upTo = (length: number): number[] => Array.from({ length }, (_, i) => i);

/** Of a filter's gradient: which outputs a tap has met. */
export const filterOfVolume: Check = (call) => {
  const [x, dy, dw] = [inputOf(call, 'x'), inputOf(call, 'dy'), call.outputs[0]];
  if (x === undefined || dy === undefined) return null;
  const isWrong = axesOf(x.shape, dw.shape, dy.shape, call.attrs).some(
    ({ size, window, outputs, stride, before }) =>
      upTo(window).some((tap) => {
        const end = size + before - tap;
        const right: Range = [
          Math.max(0, Math.ceil((before - tap) / stride)),
          Math.min(outputs, Math.ceil(end / stride)),
        ];
        const taken: Range = [
          Math.max(0, ceiledTwice(before - tap, stride)),
          Math.min(outputs, floored(end, stride)),
        ];
        return !isSame(right, taken);
      }),
  );
  return isWrong ? 'with these strides it leaves out a part of the windows' : null;
};

/** Of an input's gradient: which outputs an element went into. Along the depth all elements take those of the first. */
export const inputOfVolume: Check = (call) => {
  const [filter, dy, dx] = [inputOf(call, 'filter'), inputOf(call, 'dy'), call.outputs[0]];
  if (filter === undefined || dy === undefined) return null;
  const axes = axesOf(dx.shape, filter.shape, dy.shape, call.attrs);
  const isWrong = axes.some(({ size, window, outputs, stride, before }, axis) =>
    upTo(size).some((place) => {
      const corner = place - (window - 1 - before);
      const right: Range = [
        Math.max(0, Math.ceil(corner / stride)),
        Math.min(outputs, Math.ceil((window + corner) / stride)),
      ];
      const taken: Range = [
        Math.max(0, ceiledTwice(corner, stride)),
        Math.min(outputs, floored(axis === 0 ? window : window + corner, stride)),
      ];
      return !isSame(right, taken);
    }),
  );
  return isWrong ? 'it computes a part of its outputs' : null;
};

/** The padding is turned round twice: before the gradient, and in it. */
export const maximaOfVolume: Check = (call) => {
  const [dy, dx] = [inputOf(call, 'dy'), call.outputs[0]];
  if (dy === undefined) return null;
  const attributes = call.attrs as Record<string, Json>;
  const windows = sizesOf(attributes['filterSize'], AXES);
  const isWrong = axesOf(dx.shape, windows, dy.shape, attributes).some(
    ({ window, before }) => 2 * before !== window - 1,
  );
  return isWrong ? 'gradients are looked for beside the window that they belong to' : null;
};
