/** @file Ops that give the same elements another shape or order, or repeat them. None has multiply-adds. */
import { sameShape, sizeOf } from '../../../core/shape.ts';
import { axisOf } from '../../config.ts';
import { numbers } from '../attributes.ts';
import {
  axesAt,
  axisAt,
  broadcast,
  gives,
  input,
  numbersOf,
  shapeOf,
  written,
  type GraphRules,
} from '../rule.ts';
import { integers, rearranged, reshaped, unvalued } from '../tensor.ts';

/** The size that −1 stands for is the one that fits. */
const reshape = gives((call) => {
  const x = input(call, 0);
  const wanted = numbersOf(call, 1, 'its new shape is');
  const rest = sizeOf(wanted.filter((size) => size !== -1));
  const shape = wanted.map((size) => (size === -1 ? sizeOf(x.shape) / rest : size));
  const isOne = wanted.filter((size) => size === -1).length <= 1;
  if (!isOne || !shape.every(Number.isInteger) || sizeOf(shape) !== sizeOf(x.shape))
    throw new Error(`${written(x.shape)} does not fit into ${written(wanted)}`);
  return reshaped(x, shape);
});

/** Axes of size 1 are left out: those that it names, or all. */
const squeeze = gives((call) => {
  const x = input(call, 0);
  const named = [...numbers(call.attributes, 'axis', []), ...numbers(call.attributes, 'squeeze_dims', [])];
  const axes = named.map((axis) => axisOf(axis, x.shape.length));
  if (axes.some((axis) => x.shape[axis] !== 1))
    throw new Error(`axes ${written(named)} of ${written(x.shape)} are not of size 1`);
  const isKept = (size: number, axis: number): boolean =>
    axes.length > 0 ? !axes.includes(axis) : size !== 1;
  return reshaped(x, x.shape.filter(isKept));
});

const expandDims = gives((call) => {
  const x = input(call, 0);
  return reshaped(x, x.shape.toSpliced(axisAt(call, 1, x.shape.length + 1), 0, 1));
});

const transpose = gives((call) => {
  const x = input(call, 0);
  const order = axesAt(call, 1, x.shape.length);
  if (order.length !== x.shape.length)
    throw new Error(`its order must name each axis of ${written(x.shape)} once`);
  const shape = order.map((axis) => x.shape[axis] ?? 0);
  return rearranged(x, shape, (index) => x.shape.map((_, axis) => index[order.indexOf(axis)] ?? 0));
});

const tile = gives((call) => {
  const x = input(call, 0);
  const times = numbersOf(call, 1, 'its number of repetitions is');
  if (times.length !== x.shape.length)
    throw new Error(`${written(times)} repetitions do not fit ${written(x.shape)}`);
  const shape = x.shape.map((size, axis) => size * (times[axis] ?? 1));
  return rearranged(x, shape, (index) => index.map((at, axis) => at % (x.shape[axis] ?? 1)));
});

const broadcastTo = gives((call) => {
  const x = input(call, 0);
  const shape = shapeOf(call, 1);
  if (!sameShape(broadcast(x.shape, shape), shape))
    throw new Error(`${written(x.shape)} does not broadcast to ${written(shape)}`);
  return rearranged(x, shape, (index) =>
    x.shape.map((size, axis) => (size === 1 ? 0 : (index[axis - x.shape.length + shape.length] ?? 0))),
  );
});

/** The shape that two shapes broadcast to. */
const broadcastArgs = gives((call) => integers(broadcast(shapeOf(call, 0), shapeOf(call, 1))));

const reversed = gives((call) => unvalued(input(call, 0).shape, input(call, 0).dtype));

const ensureShape = gives((call) => {
  const x = input(call, 0);
  const wanted = numbersOf(call, 1, 'the shape that it asks for is');
  const fits =
    wanted.length === x.shape.length && wanted.every((size, axis) => size === -1 || size === x.shape[axis]);
  if (!fits) throw new Error(`${written(x.shape)} is not ${written(wanted)}`);
  return x;
});

export const REARRANGEMENTS: GraphRules = {
  Reshape: reshape,
  EnsureShape: ensureShape,
  Squeeze: squeeze,
  ExpandDims: expandDims,
  Transpose: transpose,
  Tile: tile,
  BroadcastTo: broadcastTo,
  BroadcastArgs: broadcastArgs,
  Reverse: reversed,
  ReverseV2: reversed,
};
