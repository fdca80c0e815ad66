/** @file Strides and padding of windows whose sizes are known, and the layouts and sizes of convolutions. */
import type { Json, Shape } from '../../core/shape.ts';
import { at, firstOf, type Attributes, type Derivation, type Seen } from './seen.ts';

interface Axis {
  readonly size: number;
  readonly window: number;
  readonly out: number;
}

const VALID = 'valid';
const SAME = 'same';

/** Added to an axis in front and behind together. */
const added = (pad: Json, axis: number): number => {
  if (typeof pad === 'number') return 2 * pad;
  const sides = Array.isArray(pad) ? (pad as readonly (readonly number[])[])[axis + 1] : undefined;
  return (sides ?? []).reduce((sum, side) => sum + side, 0);
};

const reach = ({ size, window }: Axis, pad: Json, i: number, stride: number): number =>
  pad === SAME ? Math.ceil(size / stride) : Math.floor((size - window + added(pad, i)) / stride) + 1;

/** The stride that is the window's size, where that fits, as pools mostly have it; else the least that does. */
function strideOf(axis: Axis, pad: Json, i: number): number | null {
  const fits = (stride: number): boolean => reach(axis, pad, i, stride) === axis.out;
  return fits(axis.window) ? axis.window : firstOf(1, Math.max(axis.size, 1), fits);
}

/**
 * @param image from its first spatial axis on, as `out`
 * @param known the padding, where a trace keeps it
 */
function windows(image: Shape, window: Shape, out: Shape, known?: Json): Attributes | null {
  const axes = window.map((size, i) => ({ size: at(image, i), window: size, out: at(out, i) }));
  const widest = Math.max(...window);
  const sides = Array.from({ length: Math.max(widest - 1, 0) }, (_, i) => i + 1);
  for (const pad of known === undefined ? [VALID, SAME, ...sides] : [known]) {
    const strides = axes.map((axis, i) => strideOf(axis, pad, i));
    if (!strides.includes(null)) return { strides, pad };
  }
  return null;
}

const listOf = (size: Json | undefined, axes: number): readonly number[] =>
  Array.isArray(size) ? (size as readonly number[]) : Array.from({ length: axes }, () => Number(size));

/** Of a pool: channels are last. */
const pooled = ({ attrs }: Seen, image: Shape, out: Shape): Attributes | null => {
  const window = listOf(attrs['filterSize'], image.length - 2);
  return windows(image.slice(1, -1), window, out.slice(1, -1), attrs['pad']);
};

export const pool: Derivation = (seen) => pooled(seen, seen.of('x'), seen.out);
export const pool3D: Derivation = (seen) => {
  const found = pool(seen);
  return found && { ...found, dataFormat: 'NDHWC' };
};
export const poolWithArgmax: Derivation = (seen) => {
  const found = pool(seen);
  return found && { ...found, includeBatchInIndex: false };
};
export const poolGrad: Derivation = (seen) => pooled(seen, seen.of('input'), seen.of('dy'));

/** @param out of the forward pass */
const dilated = ({ of }: Seen, out: Shape): Attributes | null => {
  const found = windows(of('x').slice(1, 3), of('filter').slice(0, 2), out.slice(1, 3));
  return found && { ...found, dilations: [1, 1] };
};
export const dilation: Derivation = (seen) => dilated(seen, seen.out);
export const dilationGrad: Derivation = (seen) => dilated(seen, seen.of('dy'));

const leaky = ({ attrs }: Seen): Attributes =>
  attrs['activation'] === 'leakyrelu' ? { leakyreluAlpha: 0.2 } : {};

/** All of it is kept by the trace, but the slope of an activation. */
export const convolution: Derivation = leaky;

/** Channels are last unless their number is found on the second axis alone. */
export const depthwise: Derivation = (seen) => ({
  ...leaky(seen),
  dataFormat: at(seen.of('x'), -1) === at(seen.of('filter'), 2) ? 'NHWC' : 'NCHW',
});
export const convolution3D: Derivation = () => ({ dataFormat: 'NDHWC' });
export const inputGradient: Derivation = ({ out }) => ({ inputShape: out });
export const filterGradient: Derivation = ({ out }) => ({ filterShape: out });

/** Where both fit, the second matrix is as it is. */
export const matMul: Derivation = (seen) => {
  const { of, out, attrs } = seen;
  const inner = at(of('a'), attrs['transposeA'] === true ? -2 : -1);
  const fits = (k: number, n: number): boolean => at(of('b'), k) === inner && at(of('b'), n) === at(out, -1);
  if (fits(-2, -1)) return { ...leaky(seen), transposeB: false };
  return fits(-1, -2) ? { ...leaky(seen), transposeB: true } : null;
};
