/**
 * @file The closed form of in-bounds taps with one planted fault each. That an odd element of 'same' stands after the
 * image cannot be told from counts: mirrored windows have as many taps.
 */
import type { Formulas } from '../../src/core/formula.ts';
import type { KernelCall } from '../../src/core/kernel-call.ts';
import type { Factors } from '../../src/core/work.ts';
import { dim, dimsOf, sizesOf } from '../../src/formulas/shapes.ts';
import { samePaddingBefore, tapsInside, type Axis } from '../../src/formulas/in-bounds.ts';
import { replaceWork } from '../formulas/formula-faults.ts';

type Taps = (axis: Axis) => number;
type Conv = KernelCall<'Conv2D'>;

/** The axis of a convolution as its attributes state it: 0 is the height, 1 the width. */
function axisOf({ inputs: { x, filter }, outputs, attrs }: Conv, axis: 0 | 1): Axis {
  const at = axis + (attrs.dataFormat === 'NCHW' ? 2 : 1);
  const sizes = {
    image: dim(x.shape, at),
    kernel: dimsOf(filter.shape, 4)[axis],
    stride: dim(sizesOf(attrs.strides, 2), axis),
    dilation: dim(sizesOf(attrs.dilations, 2), axis),
  };
  const { pad } = attrs;
  const before =
    typeof pad === 'number'
      ? pad
      : typeof pad === 'object'
        ? dim(pad[at] ?? [], 0)
        : pad === 'same'
          ? samePaddingBefore(sizes)
          : 0;
  return { ...sizes, outputs: dim(outputs[0].shape, at), before };
}

const inBoundsFactors = (change: (factors: Factors, call: Conv) => Factors): Formulas =>
  replaceWork('Conv2D', (work, call) =>
    work.map((part) => (part.term === 'in-bounds' ? { ...part, factors: change(part.factors, call) } : part)),
  );

/** Conv2D's formula with other taps per axis; the right ones give the right formula. */
export const withTaps = (taps: Taps): Formulas =>
  inBoundsFactors((factors, call) => ({
    ...factors,
    tapsH: taps(axisOf(call, 0)),
    tapsW: taps(axisOf(call, 1)),
  }));

/** Σ over taps of a run of outputs, from `first` to `last`. */
const runs =
  (first: (axis: Axis, tap: number) => number, last: (axis: Axis, tap: number) => number, least = 0): Taps =>
  (axis) =>
    Array.from({ length: axis.kernel }, (_, tap) =>
      Math.max(least, last(axis, tap) - first(axis, tap) + 1),
    ).reduce((sum, run) => sum + run, 0);

const first = ({ before, dilation, stride }: Axis, tap: number): number =>
  Math.max(0, Math.ceil((before - tap * dilation) / stride));
const last = ({ image, outputs, before, dilation, stride }: Axis, tap: number): number =>
  Math.min(outputs - 1, Math.floor((image - 1 - tap * dilation + before) / stride));

/** What the mutants are made from: equal to `tapsInside`. */
export const SOUND_TAPS: Taps = runs(first, last);

export const TAP_FAULTS: readonly (readonly [string, Formulas])[] = [
  [
    'the first output is rounded down',
    withTaps(
      runs((axis, tap) => Math.max(0, Math.floor((axis.before - tap * axis.dilation) / axis.stride)), last),
    ),
  ],
  [
    'the last output is rounded up',
    withTaps(
      runs(first, (axis, tap) =>
        Math.min(
          axis.outputs - 1,
          Math.ceil((axis.image - 1 - tap * axis.dilation + axis.before) / axis.stride),
        ),
      ),
    ),
  ],
  [
    'outputs run beyond the last one',
    withTaps(runs(first, (axis, tap) => last({ ...axis, outputs: Infinity }, tap))),
  ],
  [
    'outputs run from before the first one',
    withTaps(
      runs(({ before, dilation, stride }, tap) => Math.ceil((before - tap * dilation) / stride), last),
    ),
  ],
  ['taps that no output meets count as negative', withTaps(runs(first, last, -Infinity))],
  ['the image is one larger', withTaps((axis) => tapsInside({ ...axis, image: axis.image + 1 }))],
  ['the image is one smaller', withTaps((axis) => tapsInside({ ...axis, image: axis.image - 1 }))],
  ['the padding is forgotten', withTaps((axis) => tapsInside({ ...axis, before: 0 }))],
  ['the padding is one wider', withTaps((axis) => tapsInside({ ...axis, before: axis.before + 1 }))],
  ['the stride is forgotten', withTaps((axis) => tapsInside({ ...axis, stride: 1 }))],
  ['the dilation is forgotten', withTaps((axis) => tapsInside({ ...axis, dilation: 1 }))],
  ['the last output is forgotten', withTaps((axis) => tapsInside({ ...axis, outputs: axis.outputs - 1 }))],
  ['the last tap is forgotten', withTaps((axis) => tapsInside({ ...axis, kernel: axis.kernel - 1 }))],
  ['padding counts, as in the dense product', withTaps(({ outputs, kernel }) => outputs * kernel)],
  [
    'the height is taken for the width',
    inBoundsFactors((factors, call) => ({ ...factors, tapsW: tapsInside(axisOf(call, 0)) })),
  ],
  [
    'NCHW is read as NHWC',
    inBoundsFactors((factors, call) => {
      const misread = { ...call, attrs: { ...call.attrs, dataFormat: 'NHWC' } };
      return { ...factors, tapsH: tapsInside(axisOf(misread, 0)), tapsW: tapsInside(axisOf(misread, 1)) };
    }),
  ],
];
