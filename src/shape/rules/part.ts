/** @file Kernels that take a tensor apart or join several. */
import { backend_util, slice_util, type Tensor } from '@tensorflow/tfjs-core';
import type { Shape } from '../../core/shape.ts';
import { front, product, resized } from '../axes.ts';
import { demand, described, named, rule, text, type Described, type OnX, type ShapeRules } from '../rule.ts';
import { sliceOf, type Strided } from '../strided.ts';

type Sizes = number | readonly number[];

const list = (sizes: Sizes | null | undefined): readonly number[] =>
  typeof sizes === 'number' ? [sizes] : (sizes ?? []);

/** Axes that are left out begin at 0 and are taken whole; a size of −1 goes to the end. */
const slice = rule<OnX, { begin: Sizes; size: Sizes | null }>(({ x }, { begin, size }) => {
  const [begins, sizes] = [list(begin), list(size)];
  const shape = x.shape.map((all, axis) => {
    const [from, asked] = [begins[axis] ?? 0, sizes[axis] ?? -1];
    const taken = asked < 0 ? all - from : asked;
    demand(
      from >= 0 && taken >= 0 && from + taken <= all,
      () => `${taken} elements from ${from} on are not within axis ${axis} of ${text(x.shape)}`,
    );
    return taken;
  });
  return described(shape, x.dtype);
});

/** Where kernels take it as a plain slice, −1 goes to its axis's end there, and what is less is refused. */
const stridedSlice = rule<OnX, Strided>(({ x }, at) => {
  const { finalShape, isIdentity, sliceDim0, isSimpleSlice, begin, end, strides } = sliceOf(x.shape, at);
  if (!isIdentity && (sliceDim0 || isSimpleSlice)) {
    const taken = slice_util
      .computeOutShape(begin, end, strides)
      .map((size, axis) => (size === -1 ? x.shape[axis]! - begin[axis]! : size));
    demand(
      taken.every((size) => size >= 0) && product(taken) === product(finalShape),
      () => `from ${text(begin)} to ${text(end)} is no part of ${text(x.shape)}`,
    );
  }
  return described(finalShape, x.dtype);
});

const concat = rule<readonly Described[], { axis: number }>((all, { axis: given }) => {
  const first = all[0]!;
  const axis = front(given, first.shape.length);
  let size = 0;
  for (const { shape } of all) {
    demand(
      shape.length === first.shape.length && shape.every((each, i) => i === axis || each === first.shape[i]),
      () => `${text(first.shape)} and ${text(shape)} do not join along axis ${axis}`,
    );
    size += shape[axis]!;
  }
  // What is empty says nothing of the dtype.
  const { dtype } = all.find(({ shape }) => product(shape) > 0) ?? first;
  return described(resized(first.shape, axis, size), dtype);
});

const bordered = rule<OnX, { paddings: readonly (readonly [number, number])[] }>(({ x }, { paddings }) => {
  demand(
    paddings.length === x.shape.length,
    () => `paddings of ${paddings.length} axes do not fit ${text(x.shape)}`,
  );
  return described(
    x.shape.map((size, axis) => size + paddings[axis]![0] + paddings[axis]![1]),
    x.dtype,
  );
});

export const PART: ShapeRules = {
  Slice: slice,
  StridedSlice: stridedSlice,
  SplitV: rule<OnX, { numOrSizeSplits: number | number[]; axis: number }>(
    ({ x }, { numOrSizeSplits, axis: given }) => {
      const axis = front(given, x.shape.length);
      const sizes = backend_util.prepareSplitSize(x as unknown as Tensor, numOrSizeSplits, axis);
      return sizes.map((size) => described(resized(x.shape, axis, size), x.dtype));
    },
  ),
  Unpack: rule<{ value: Described }, { axis: number }>(({ value: { shape, dtype } }, { axis: given }) => {
    const axis = front(given, shape.length);
    const each = described(shape.toSpliced(axis, 1), dtype);
    return Array.from({ length: shape[axis]! }, () => each);
  }),
  Concat: concat,
  Pack: rule<readonly Described[], { axis: number }>((all, { axis }) => {
    const { shape, dtype } = all[0]!;
    for (const other of all)
      demand(
        other.dtype === dtype && other.shape.join() === shape.join(),
        () => `${dtype} ${text(shape)} and ${other.dtype} ${text(other.shape)} do not stack`,
      );
    return described(shape.toSpliced(front(axis, shape.length + 1), 0, all.length), dtype);
  }),
  Tile: rule<OnX, { reps: Shape }>(({ x }, { reps }) =>
    described(
      x.shape.map((size, axis) => size * reps[axis]!),
      x.dtype,
    ),
  ),
  ...named('PadV2 MirrorPad', bordered),
};
