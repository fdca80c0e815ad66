/** @file Random calls of kernels that move elements and compute none. */
import {
  batchToSpaceND,
  broadcastArgs,
  concat,
  depthToSpace,
  gather,
  gatherND,
  linspace,
  oneHot,
  range,
  reverse,
  scatterND,
  slice,
  spaceToBatchND,
  sparse,
  sparseToDense,
  split,
  stack,
  stridedSlice,
  string,
  tensor,
  tensorScatterUpdate,
  tile,
  transpose,
  unstack,
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import type { Dice } from '../grid.ts';
import { flags, fractions, integers, kernel, shapeOf, sizes, someAxes, type Makers } from './draw.ts';

const anyOf = (dice: Dice, shape: readonly number[]): Tensor =>
  dice.of([() => fractions(dice, shape, -5, 5), () => integers(dice, shape), () => flags(dice, shape)])();

function blocks(dice: Dice) {
  const block = sizes(dice, dice.from(1, 2), 3);
  const crops = block.map((size): [number, number] => [dice.from(0, size - 1), dice.from(0, size - 1)]);
  return { block, crops };
}

/** Indices of rows along the first axes of a shape, all different. */
function placesIn(dice: Dice, shape: readonly number[], depth: number): Tensor {
  const all = shape.slice(0, depth).reduce((product, size) => product * size, 1);
  const order = Array.from({ length: all }, (_, i) => i).toSorted(() => dice.unit() - 0.5);
  const taken = order.slice(0, dice.from(1, all));
  const places = taken.map((flat) => {
    const index: number[] = [];
    let rest = flat;
    for (const size of shape.slice(0, depth).toReversed()) {
      index.unshift(rest % size);
      rest = Math.floor(rest / size);
    }
    return index;
  });
  return tensor(places.flat(), [taken.length, depth], 'int32');
}

function scattered(dice: Dice) {
  const shape = shapeOf(dice, 1, 4);
  const depth = dice.from(1, shape.length);
  const indices = placesIn(dice, shape, depth);
  const updates = dice.tensor([indices.shape[0], ...shape.slice(depth)]);
  return { shape, indices, updates };
}

const words = (dice: Dice): Tensor1D =>
  tensor(
    Array.from({ length: dice.from(1, 5) }, () => dice.of(['a b', 'red', '', 'c d e', 'blue sky'])),
    undefined,
    'string',
  ) as Tensor1D;

function segments(dice: Dice) {
  const data = dice.tensor([dice.from(1, 5), dice.from(1, 4)]) as never;
  const length = dice.from(1, 6);
  const indices = integers(dice, [length], 0, (data as Tensor).shape[0] - 1) as Tensor1D;
  const ids = Array.from({ length }, () => dice.from(0, 3)).toSorted((a, b) => a - b);
  return { data, indices, ids: tensor(ids, [length], 'int32') as Tensor1D };
}

export const SHAPES: Makers = {
  BatchToSpaceND(dice) {
    const { block, crops } = blocks(dice);
    const cells = block.reduce((product, size) => product * size, dice.from(1, 2));
    const x = dice.tensor([cells, ...block.map(() => dice.from(2, 4)), ...shapeOf(dice, 1, 2)]);
    return () => batchToSpaceND(x, block, crops);
  },
  SpaceToBatchND(dice) {
    const { block } = blocks(dice);
    const inside = block.map((size) => size * dice.from(1, 3));
    const paddings = block.map((size): [number, number] => [0, size * dice.from(0, 1)]);
    const x = dice.tensor([dice.from(1, 2), ...inside, ...shapeOf(dice, 1, 2)]);
    return () => spaceToBatchND(x, block, paddings);
  },
  BroadcastArgs(dice) {
    const shape = sizes(dice, 3, 4);
    const [s0, s1] = [shape, shape.map((size) => (dice.unit() < 0.5 ? 1 : size))];
    const [a, b] = [tensor(s0, [3], 'int32'), tensor(s1, [3], 'int32')];
    return () => broadcastArgs(a, b);
  },
  Concat(dice) {
    const shape = shapeOf(dice, 1, 4);
    const axis = dice.from(0, shape.length - 1);
    const dtype = dice.of([fractions, integers] as const);
    const parts = Array.from({ length: dice.from(1, 4) }, () => {
      const own = shape.with(axis, dice.from(1, 4));
      return dtype === integers ? integers(dice, own) : fractions(dice, own, -3, 3);
    });
    return () => concat(parts, axis);
  },
  DepthToSpace(dice) {
    const block = dice.from(2, 3);
    const [batch, height, width] = sizes(dice, 3, 3) as [number, number, number];
    const depth = block * block * dice.from(1, 3);
    // NCHW is refused on cpu.
    const x = dice.tensor([batch, height, width, depth]) as Tensor4D;
    return () => depthToSpace(x, block, 'NHWC');
  },
  Diag(dice) {
    const x = anyOf(dice, shapeOf(dice, 1, 3));
    return () => kernel('Diag', { x });
  },
  ExpandDims(dice) {
    const x = anyOf(dice, shapeOf(dice));
    return () => kernel('ExpandDims', { input: x }, { dim: dice.from(0, x.rank) });
  },
  Reshape(dice) {
    const x = anyOf(dice, shapeOf(dice));
    return () => kernel('Reshape', { x }, { shape: [x.size] });
  },
  Fill(dice) {
    const [shape, dtype] = [shapeOf(dice), dice.of(['float32', 'int32'] as const)];
    return () => kernel('Fill', {}, { shape, value: dice.from(-3, 3), dtype });
  },
  GatherNd(dice) {
    const shape = shapeOf(dice, 1, 4);
    const depth = dice.from(1, shape.length);
    const [params, indices] = [anyOf(dice, shape), placesIn(dice, shape, depth)];
    return () => gatherND(params, indices);
  },
  GatherV2(dice) {
    const shape = shapeOf(dice, 1, 4);
    const axis = dice.from(0, shape.length - 1);
    const batchDims = dice.unit() < 0.3 ? dice.from(0, axis) : 0;
    const x = anyOf(dice, shape);
    const batches = shape.slice(0, batchDims).reduce((product, size) => product * size, 1);
    // As many indices as batches at least: with fewer wasm reads beyond them, anything.
    const inner = batchDims > 0 ? [batches + dice.from(0, 2)] : shapeOf(dice, 0, 3);
    const indices = integers(dice, [...shape.slice(0, batchDims), ...inner], 0, shape[axis]! - 1);
    return () => gather(x, indices, axis, batchDims);
  },
  LinSpace(dice) {
    const [start, count] = [dice.unit() * 4 - 2, dice.from(1, 9)];
    return () => linspace(start, start + dice.unit() * 9, count);
  },
  Range(dice) {
    const [start, step] = [dice.from(-5, 5), dice.of([1, 2, 0.5])];
    return () => range(start, start + dice.from(1, 9), step, dice.of(['float32', 'int32']));
  },
  OneHot(dice) {
    const indices = integers(dice, shapeOf(dice, 0, 3), -1, 6);
    return () => oneHot(indices, dice.from(2, 6), dice.of([1, 3]), dice.of([0, -1]));
  },
  Pack(dice) {
    const shape = shapeOf(dice, 0, 4);
    const parts = Array.from({ length: dice.from(1, 4) }, () => fractions(dice, shape, -3, 3));
    return () => stack(parts, dice.from(0, shape.length));
  },
  Unpack(dice) {
    const x = anyOf(dice, shapeOf(dice));
    return () => unstack(x, dice.from(0, x.rank - 1));
  },
  Reverse(dice) {
    // No flags: of those wasm writes four bytes for each, beyond the tensor's memory.
    const x = dice.unit() < 0.5 ? integers(dice, shapeOf(dice)) : dice.tensor(shapeOf(dice));
    return () => reverse(x, someAxes(dice, x.rank));
  },
  ScatterNd(dice) {
    const { shape, indices, updates } = scattered(dice);
    return () => scatterND(indices, updates, shape as never);
  },
  TensorScatterUpdate(dice) {
    const { shape, indices, updates } = scattered(dice);
    const whole = dice.tensor(shape);
    return () => tensorScatterUpdate(whole, indices, updates);
  },
  Slice(dice) {
    const x = anyOf(dice, shapeOf(dice, 1, 6));
    const begin = x.shape.map((size) => dice.from(0, size - 1));
    return () =>
      slice(
        x,
        begin,
        x.shape.map((size, axis) => dice.from(1, size - begin[axis]!)),
      );
  },
  SplitV(dice) {
    const shape = shapeOf(dice);
    const axis = dice.from(0, shape.length - 1);
    const parts = sizes(dice, dice.from(1, 3), 3);
    const x = anyOf(
      dice,
      shape.with(
        axis,
        parts.reduce((sum, size) => sum + size, 0),
      ),
    );
    return () => split(x, parts, axis);
  },
  StridedSlice(dice) {
    const x = anyOf(dice, shapeOf(dice, 1, 4));
    const isBack = dice.unit() < 0.3;
    const shrunk = !isBack && x.rank > 1 && dice.unit() < 0.3 ? 1 : 0;
    // With another stride cpu looks an axis that is dropped up where it is no more, and throws.
    const strides = x.shape.map(() => (isBack ? -1 : 1) * (shrunk === 1 ? 1 : dice.from(1, 2)));
    const begin = x.shape.map((size) => (isBack ? size - 1 : dice.from(0, size - 1)));
    const last = (size: number, axis: number): number =>
      axis < shrunk ? begin[axis]! + 1 : dice.from(begin[axis]! + 1, size);
    const end = x.shape.map((size, axis) => (isBack ? -size - 1 : last(size, axis)));
    return () => stridedSlice(x, begin, end, strides, 0, 0, 0, 0, shrunk);
  },
  Tile(dice) {
    const x = anyOf(dice, shapeOf(dice, 1, 4));
    return () => tile(x, sizes(dice, x.rank, 3));
  },
  Transpose(dice) {
    const x = anyOf(dice, shapeOf(dice, 1, 6));
    const order = x.shape.map((_, axis) => axis).toSorted(() => dice.unit() - 0.5);
    return () => transpose(x, order);
  },
  SparseToDense(dice) {
    const shape = shapeOf(dice, 1, 3);
    const indices = placesIn(dice, shape, shape.length);
    const values = dice.tensor([indices.shape[0]]);
    return () => sparseToDense(indices, values, shape as never, fractions(dice, [], 0, 1) as Scalar);
  },
  SparseFillEmptyRows(dice) {
    const rows = dice.from(2, 5);
    const indices = placesIn(dice, [rows, 3], 2) as never;
    const values = dice.tensor([(indices as Tensor).shape[0]]) as Tensor1D;
    const denseShape = tensor([rows, 3], [2], 'int32') as Tensor1D;
    const fill = fractions(dice, [], 0, 1) as never;
    return () => Object.values(sparse.sparseFillEmptyRows(indices, values, denseShape, fill));
  },
  SparseReshape(dice) {
    const [rows, columns] = [dice.from(1, 4), dice.from(1, 4)];
    const indices = placesIn(dice, [rows, columns], 2) as never;
    const [from, to] = [
      [rows, columns],
      [columns, dice.of([-1, rows])],
    ].map((shape) => tensor(shape, [2], 'int32') as Tensor1D);
    return () => Object.values(sparse.sparseReshape(indices, from!, to!));
  },
  SparseSegmentMean(dice) {
    const { data, indices, ids } = segments(dice);
    return () => sparse.sparseSegmentMean(data, indices, ids);
  },
  SparseSegmentSum(dice) {
    const { data, indices, ids } = segments(dice);
    return () => sparse.sparseSegmentSum(data, indices, ids);
  },
  StringNGrams(dice) {
    const data = words(dice);
    const splits = tensor([0, data.size], [2], 'int32');
    return () =>
      Object.values(
        string.stringNGrams(data, splits, '|', [1, 2], 'L', 'R', dice.from(0, 1), dice.unit() < 0.5),
      );
  },
  StringSplit(dice) {
    const input = words(dice);
    return () => Object.values(string.stringSplit(input, ' ', dice.unit() < 0.5));
  },
  StringToHashBucketFast(dice) {
    const input = words(dice);
    return () => string.stringToHashBucketFast(input, dice.from(1, 99));
  },
};
