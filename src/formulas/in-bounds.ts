/**
 * @file How many taps of a padded window touch the image, in closed form. A window is separable: the taps of
 * an image are the product over its axes.
 */
import type { TensorSpec } from '../core/kernel-call.ts';
import type { Shape } from '../core/shape.ts';
import { partOf, type Factors, type Work } from '../core/work.ts';
import { marginsOf, type ZeroMargins } from '../core/zero-margins.ts';
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
  /** What of `image` are zeros of a padding kernel: taps on those are outside too. */
  readonly zeros?: ZeroMargins | undefined;
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
    const [outputs, padding] = [dim(shapes.outputs, axis), paddingBefore(pad, axis, sizes)];
    return marginsOf(shapes.zeros, axis).reduce((sum, [before, after]) => {
      const image = sizes.image - before - after;
      return sum + tapsInside({ ...sizes, outputs, image, before: padding + before });
    }, 0);
  });
  return taps as { [I in keyof Kernel]: number };
}

/** The batch of which `tapsPerAxis` gives the taps: phases of an axis that is dealt out are among those. */
export const batchInside = (shape: Shape, zeros: ZeroMargins | undefined): number =>
  shape.reduce(
    (batch, _, axis) => batch / marginsOf(zeros, axis).length,
    dim(shape, 0) - zerosAlong(0, zeros),
  );

/** How much of an axis is zeros of a padding kernel: channels and batches can be padded too. */
export const zerosAlong = (axis: number, zeros: ZeroMargins | undefined): number =>
  marginsOf(zeros, axis).reduce((sum, [before, after]) => sum + before + after, 0);

/**
 * The taps that touch real elements, and where a padding kernel made the image those that touch it as it came, zeros
 * included: the difference is what that kernel hides.
 */
export function insideOf({ zeros }: TensorSpec, taps: (zeros: ZeroMargins | undefined) => Factors): Work {
  const real = partOf('products', 'in-bounds', 'multiplyAdds', taps(zeros));
  return zeros === undefined
    ? [real]
    : [real, partOf('products', 'in-padded', 'multiplyAdds', taps(undefined))];
}
