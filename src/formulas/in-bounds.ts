/**
 * @file How many taps of a padded window touch the image, in closed form. A window is separable: the taps of
 * an image are the product over its axes.
 */
import type { Shape } from '../core/shape.ts';
import { dim, sizesOf, type Window } from './shapes.ts';

/** One spatial axis of a window: sizes in elements, `before` the padding in front of the image. */
export interface Axis {
  readonly image: number;
  readonly outputs: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
}

/**
 * Pairs (output y, tap t) with 0 ≤ y·s + t·d − p < i: for each tap the y run from ⌈(p − t·d) / s⌉ to
 * ⌊(i − 1 − t·d + p) / s⌋, cut to 0 … n − 1.
 */
export function tapsInside({
  image: i,
  outputs: n,
  kernel: k,
  stride: s,
  dilation: d,
  before: p,
}: Axis): number {
  let taps = 0;
  for (let t = 0; t < k; t++) {
    const first = Math.max(0, Math.ceil((p - t * d) / s));
    const last = Math.min(n - 1, Math.floor((i - 1 - t * d + p) / s));
    taps += Math.max(0, last - first + 1);
  }
  return taps;
}

/**
 * Padding of 'same' in front: half of max((⌈i/s⌉ − 1)·s + (k − 1)·d + 1 − i, 0), rounded down (TensorFlow).
 */
export const samePaddingBefore = ({
  image: i,
  kernel: k,
  stride: s,
  dilation: d,
}: Omit<Axis, 'before' | 'outputs'>): number =>
  Math.floor(Math.max((Math.ceil(i / s) - 1) * s + (k - 1) * d + 1 - i, 0) / 2);

/** Padding in front of an axis, for each form that tfjs allows; `axis` is the tensor's own. */
function paddingBefore(pad: Window['pad'], axis: number, sizes: Omit<Axis, 'before' | 'outputs'>): number {
  if (typeof pad === 'number') return pad;
  if (typeof pad === 'object') return dim(pad[axis] ?? [], 0);
  if (pad === 'valid') return 0;
  if (pad === 'same') return samePaddingBefore(sizes);
  throw new Error(`Expected the padding same, valid, a number or a list, got "${pad}".`);
}

/**
 * Shapes of one convolution: `image` and `outputs` in the tensors' order, `kernel` the spatial sizes alone.
 */
export interface WindowShapes<Kernel extends Shape> {
  readonly image: Shape;
  readonly outputs: Shape;
  readonly kernel: Kernel;
  /** The first spatial axis of `image` and `outputs`: 1 where channels are last, 2 where they are first. */
  readonly firstAxis: number;
}

/** Taps inside the image along each spatial axis, outermost first. @throws Error for an unknown padding */
export function tapsPerAxis<const Kernel extends Shape>(
  { strides, pad, dilations }: Window,
  shapes: WindowShapes<Kernel>,
): { readonly [I in keyof Kernel]: number } {
  const rank = shapes.kernel.length;
  const stride = sizesOf(strides, rank);
  const dilation = sizesOf(dilations, rank);
  const taps = shapes.kernel.map((kernel, i) => {
    const axis = shapes.firstAxis + i;
    const sizes = {
      image: dim(shapes.image, axis),
      kernel,
      stride: dim(stride, i),
      dilation: dim(dilation, i),
    };
    return tapsInside({
      ...sizes,
      outputs: dim(shapes.outputs, axis),
      before: paddingBefore(pad, axis, sizes),
    });
  });
  return taps as { [I in keyof Kernel]: number };
}
