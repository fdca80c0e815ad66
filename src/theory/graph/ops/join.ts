/** @file Tensors joined along an axis, and cut apart again. None has multiply-adds. */
import { sameShape, type Shape } from '../../../core/shape.ts';
import { axisOf } from '../../config.ts';
import { number } from '../attributes.ts';
import {
  assertSame,
  axisAt,
  gives,
  givesAll,
  input,
  numbersOf,
  written,
  type GraphCall,
  type GraphRules,
} from '../rule.ts';
import { isKnown, rearranged, reshaped, tabulated, unvalued, valueAt, type GraphTensor } from '../tensor.ts';

/** Tensors end to end along an axis. */
function concatenated(tensors: readonly GraphTensor[], axisOfRank: (rank: number) => number): GraphTensor {
  const [first] = tensors;
  if (first === undefined) throw new Error('it joins no tensors');
  const axis = axisOfRank(first.shape.length);
  assertSame(tensors.map(({ shape }) => shape.toSpliced(axis, 1)));
  const lengths = tensors.map(({ shape }) => shape[axis] ?? 0);
  const shape = first.shape.with(
    axis,
    lengths.reduce((sum, length) => sum + length, 0),
  );
  const known = tensors.filter(isKnown);
  if (known.length < tensors.length) return unvalued(shape, first.dtype);
  return tabulated(shape, first.dtype, (index) => {
    let at = index[axis] ?? 0;
    const source = known.find((tensor) => {
      const length = tensor.shape[axis] ?? 0;
      if (at < length) return true;
      at -= length;
      return false;
    });
    return source === undefined ? Number.NaN : valueAt(source, index.with(axis, at));
  });
}

/** tfjs joins as many as the attribute N says. */
const joined = (call: GraphCall, tensors: readonly GraphTensor[]): readonly GraphTensor[] =>
  tensors.slice(0, number(call.attributes, 'N', 2));

const concat = gives((call) =>
  concatenated(joined(call, call.inputs.slice(0, -1)), (rank) => axisAt(call, -1, rank)),
);

/** Its first form has the axis before the tensors. */
const oldConcat = gives((call) =>
  concatenated(joined(call, call.inputs.slice(1)), (rank) => axisAt(call, 0, rank)),
);

const bare = (sizes: Shape): Shape => sizes.filter((size) => size !== 1);

/** Along a new axis. Tensors that differ in axes of size 1 alone take the first one's shape. */
const pack = gives((call) => {
  const { shape } = input(call, 0);
  if (!call.inputs.every((tensor) => sameShape(bare(tensor.shape), bare(shape))))
    assertSame(call.inputs.map((tensor) => tensor.shape));
  const axis = axisOf(number(call.attributes, 'axis', 0), shape.length + 1);
  const deeper = shape.toSpliced(axis, 0, 1);
  return concatenated(
    call.inputs.map((tensor) => reshaped(tensor, deeper)),
    () => axis,
  );
});

const unpack = givesAll((call) => {
  const x = input(call, 0);
  const axis = axisOf(number(call.attributes, 'axis', 0), x.shape.length);
  return Array.from({ length: x.shape[axis] ?? 0 }, (_, i) =>
    rearranged(x, x.shape.toSpliced(axis, 1), (index) => index.toSpliced(axis, 0, i)),
  );
});

/** Pieces of the given lengths along an axis. */
function pieces(x: GraphTensor, axis: number, lengths: readonly number[]): readonly GraphTensor[] {
  let end = 0;
  return lengths.map((length) => {
    const start = end;
    end += length;
    return rearranged(x, x.shape.with(axis, length), (index) => index.with(axis, start + (index[axis] ?? 0)));
  });
}

const split = givesAll((call) => {
  const x = input(call, 1);
  const axis = axisAt(call, 0, x.shape.length);
  const count = number(call.attributes, 'num_split', 1);
  const length = (x.shape[axis] ?? 0) / count;
  if (!Number.isInteger(length))
    throw new Error(`${x.shape[axis] ?? 0} do not split into ${count} equal pieces`);
  return pieces(
    x,
    axis,
    Array.from({ length: count }, () => length),
  );
});

/** One length may be −1: what the others leave. */
const splitV = givesAll((call) => {
  const x = input(call, 0);
  const lengths = numbersOf(call, 1, 'the lengths of its pieces are');
  const axis = axisAt(call, 2, x.shape.length);
  const size = x.shape[axis] ?? 0;
  const rest = size - lengths.reduce((sum, length) => sum + Math.max(length, 0), 0);
  const closed = lengths.map((length) => (length === -1 ? rest : length));
  if (closed.reduce((sum, length) => sum + length, 0) !== size)
    throw new Error(`pieces of ${written(lengths)} do not add up to ${size}`);
  return pieces(x, axis, closed);
});

export const JOINS: GraphRules = {
  ConcatV2: concat,
  Concat: oldConcat,
  Pack: pack,
  Unpack: unpack,
  Split: split,
  SplitV: splitV,
};
