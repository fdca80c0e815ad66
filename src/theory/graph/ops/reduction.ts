/** @file Reductions along axes, pools over windows, and what sorts. None has multiply-adds. */
import type { DType, Shape } from '../../../core/shape.ts';
import { flag } from '../attributes.ts';
import {
  axesAt,
  axisAt,
  gives,
  givesAll,
  input,
  numberOf,
  type GraphCall,
  type GraphRule,
  type GraphRules,
} from '../rule.ts';
import { indicesOf, isKnown, tabulated, unvalued, valueAt, type GraphTensor, type Index } from '../tensor.ts';
import {
  assertChannelsLast,
  paddingOf,
  perAxis,
  readFeatures,
  windowCounts,
  writeFeatures,
} from './window.ts';

const without = <T>(list: readonly T[], axes: readonly number[]): readonly T[] =>
  list.filter((_, axis) => !axes.includes(axis));

/** Reduced axes are left out, or kept with size 1. */
const reducedShape = (shape: Shape, axes: readonly number[], keepsDims: boolean): Shape =>
  keepsDims ? shape.map((size, axis) => (axes.includes(axis) ? 1 : size)) : without(shape, axes);

/** Folds the elements that differ in the reduced axes only. */
function folded(
  x: GraphTensor,
  axes: readonly number[],
  shape: Shape,
  type: DType | null,
  fold: Fold,
): GraphTensor {
  if (!isKnown(x)) return unvalued(shape, type);
  const spans = indicesOf(axes.map((axis) => x.shape[axis] ?? 0));
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  return tabulated(shape, type, (index) => {
    const rest = shape.length === x.shape.length ? without(index, axes) : index;
    const at = (span: Index): Index =>
      x.shape.map(
        (_, axis) => (axes.includes(axis) ? span[axes.indexOf(axis)] : rest[kept.indexOf(axis)]) ?? 0,
      );
    return fold(spans.map((span) => valueAt(x, at(span))));
  });
}

type Fold = (values: readonly number[]) => number;

/** Along the axes that the second input says. */
const reduction = (type: DType | 'same', fold?: Fold): GraphRule =>
  gives((call) => {
    const x = input(call, 0);
    const axes = axesAt(call, 1, x.shape.length);
    const shape = reducedShape(x.shape, axes, flag(call.attributes, 'keep_dims'));
    const result = type === 'same' ? x.dtype : type;
    return fold === undefined ? unvalued(shape, result) : folded(x, axes, shape, result, fold);
  });

/** A running sum or product. tfjs 4.22 counts its axis from the start alone, and makes a wrong shape of another. */
const running = gives((call) => {
  const { shape, dtype } = input(call, 0);
  const axis = numberOf(call, 1, 'its axis is');
  if (axis < 0) throw new Error(`axis is ${axis}, of which tfjs makes a wrong shape`);
  return unvalued(shape, dtype);
});

/** The position of an extreme along one axis. */
const position = gives((call) => {
  const { shape } = input(call, 0);
  return unvalued(without(shape, [axisAt(call, 1, shape.length)]), 'int32');
});

const topK = givesAll((call) => {
  const { shape, dtype } = input(call, 0);
  const k = numberOf(call, 1, 'its k is');
  if (shape.length === 0 || k > (shape.at(-1) ?? 0))
    throw new Error(`there are no ${k} largest of ${shape.at(-1) ?? 1}`);
  const best = [...shape.slice(0, -1), k];
  return [unvalued(best, dtype), unvalued(best, 'int32')];
});

/** A table of counts, a row for each example of a matrix. */
const bincount = gives((call) => {
  const { shape } = input(call, 0);
  return unvalued([...shape.slice(0, -1), numberOf(call, 1, 'its size is')], 'float32');
});

/** For each of the second input's values a place in a sorted row. */
const bound = gives((call) => unvalued(input(call, 1).shape, 'int32'));

function pooled(call: GraphCall, axes: number): GraphTensor {
  const { attributes } = call;
  assertChannelsLast(attributes, axes);
  const { shape, dtype } = input(call, 0);
  const x = readFeatures(shape, axes, 'last');
  const window = {
    sizes: perAxis(attributes, 'ksize', axes),
    strides: perAxis(attributes, 'strides', axes),
    dilations: [],
  };
  const space = windowCounts(attributes, x.space, window, paddingOf(attributes, 'same', 'valid'));
  return unvalued(writeFeatures({ ...x, space }, 'last'), dtype);
}

/** A maximum of sums over dilated windows; grey-scale morphology, no product. */
const dilation = gives((call) => {
  const { attributes } = call;
  const x = readFeatures(input(call, 0).shape, 2, 'last');
  const window = {
    sizes: input(call, 1).shape.slice(0, 2),
    strides: perAxis(attributes, 'strides', 2),
    dilations: perAxis(attributes, 'rates', 2),
  };
  const space = windowCounts(attributes, x.space, window, paddingOf(attributes, 'same', 'valid'));
  return unvalued(writeFeatures({ ...x, space }, 'last'), 'float32');
});

const pool = (axes: number): GraphRule => gives((call) => pooled(call, axes));

export const REDUCTIONS: GraphRules = {
  Sum: reduction('same', (values) => values.reduce((sum, value) => sum + value, 0)),
  Prod: reduction('same', (values) => values.reduce((product, value) => product * value, 1)),
  Max: reduction('same', (values) => Math.max(...values)),
  Min: reduction('same', (values) => Math.min(...values)),
  All: reduction('bool', (values) => (values.every((value) => value !== 0) ? 1 : 0)),
  Any: reduction('bool', (values) => (values.some((value) => value !== 0) ? 1 : 0)),
  Mean: reduction('float32'),
  EuclideanNorm: reduction('float32'),
  Cumsum: running,
  Cumprod: running,
  ArgMax: position,
  ArgMin: position,
  TopKV2: topK,
  Bincount: bincount,
  DenseBincount: bincount,
  LowerBound: bound,
  UpperBound: bound,
  MaxPool: pool(2),
  AvgPool: pool(2),
  MaxPool3D: pool(3),
  AvgPool3D: pool(3),
  MaxPoolWithArgmax: givesAll((call) => {
    const best = pooled(call, 2);
    return [best, unvalued(best.shape, 'int32')];
  }),
  Dilation2D: dilation,
};
