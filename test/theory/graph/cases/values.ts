/**
 * @file Graphs that compute a shape from shapes and constants: each op's values become the sizes of a tensor, so that
 * tfjs says whether they were followed rightly.
 */
import { b, bools, i, input, int, ints, list, node, type, type Source } from '../build.ts';
import type { GraphCase } from './single.ts';

type Attributes = Parameters<typeof node>[3];

/** The op's result, as integers without sign in one row, is the shape of a new tensor. */
function followed(
  name: string,
  op: string,
  sources: Readonly<Record<string, Source>>,
  attr: Attributes = {},
  output = 'op',
): GraphCase {
  return {
    name: `${name}, followed`,
    sources: { ...sources, $all: ints([-1]), $one: int(1) },
    nodes: [
      node('op', op, Object.keys(sources), attr),
      node('$whole', 'Cast', [output], { DstT: type('DT_INT32') }),
      node('$row', 'Reshape', ['$whole', '$all']),
      node('$sizes', 'Abs', ['$row']),
      node('$made', 'Fill', ['$sizes', '$one'], { T: type('DT_INT32') }),
    ],
    multiplyAdds: 0,
  };
}

const [a, c] = [ints([7, -3, 4]), ints([2, 2, -3])];

const ARITHMETIC: readonly GraphCase[] = [
  ...'Add AddV2 Sub Mul RealDiv Div FloorDiv FloorMod Mod Minimum Maximum SquaredDifference'
    .split(' ')
    .map((op) => followed(op, op, { a, c })),
  followed('Pow', 'Pow', { a: ints([2, 3]), c: ints([3, 2]) }),
  followed('AddN', 'AddN', { a, c, d: a }, { N: i(3) }),
  followed('Mul: broadcast', 'Mul', { a: ints([2, 3], [2, 1]), c: ints([1, 2]) }),
  ...'Abs Neg Sign Square Identity'.split(' ').map((op) => followed(op, op, { a })),
  ...'Equal NotEqual Greater GreaterEqual Less LessEqual'
    .split(' ')
    .map((op) => followed(op, op, { a: ints([1, 2, 3]), c: ints([2, 2, 2]) })),
  followed('LogicalNot', 'LogicalNot', { a: bools([1, 0]) }),
  followed('LogicalAnd', 'LogicalAnd', { a: bools([1, 0, 1]), c: bools([1, 1, 0]) }),
  followed('LogicalOr', 'LogicalOr', { a: bools([1, 0, 0]), c: bools([1, 1, 0]) }),
  followed('Select', 'Select', { which: bools([1, 0]), a: ints([2, 3]), c: ints([4, 5]) }),
  followed('SelectV2: broadcast', 'SelectV2', { which: bools([0], []), a: ints([2, 3]), c: ints([4, 5]) }),
];

const REDUCED: readonly GraphCase[] = [
  ...'Sum Prod Max Min'
    .split(' ')
    .flatMap((op) => [
      followed(`${op} of rows`, op, { a: ints([1, 2, 3, 4, 2, 1], [2, 3]), axes: ints([1]) }),
      followed(
        `${op} of columns, kept`,
        op,
        { a: ints([1, 2, 3, 4, 2, 1], [2, 3]), axes: ints([0]) },
        { keep_dims: b(true) },
      ),
    ]),
  followed('Prod of nothing', 'Prod', { a: ints([]), axes: ints([0]) }),
  followed('All', 'All', { a: bools([1, 0, 1, 1], [2, 2]), axes: ints([1]) }),
  followed('Any', 'Any', { a: bools([1, 0, 0, 0], [2, 2]), axes: ints([1]) }),
];

const six = ints([1, 2, 3, 4, 5, 6], [2, 3]);

const MOVED: readonly GraphCase[] = [
  followed('Transpose', 'Transpose', { six, order: ints([1, 0]) }),
  followed('ConcatV2', 'ConcatV2', { six, more: ints([7, 8], [2, 1]), axis: int(1) }, { N: i(2) }),
  followed('Pack', 'Pack', { a: ints([1, 2]), c: ints([3, 4]) }, { N: i(2), axis: i(1) }),
  followed('Unpack: second', 'Unpack', { six }, { num: i(2), axis: i(0) }, 'op:1'),
  followed('Split: third', 'Split', { axis: int(1), six }, { num_split: i(3) }, 'op:2'),
  followed(
    'SplitV: second',
    'SplitV',
    { six, sizes: ints([1, 2]), axis: int(1) },
    { num_split: i(2) },
    'op:1',
  ),
  followed('Slice', 'Slice', { six, begin: ints([0, 1]), size: ints([2, 1]) }),
  followed('StridedSlice: backwards', 'StridedSlice', {
    six,
    begin: ints([1, 2]),
    end: ints([2, -4]),
    steps: ints([1, -2]),
  }),
  followed(
    'StridedSlice: new and shrunk axes',
    'StridedSlice',
    { six, begin: ints([0, 1, 0]), end: ints([0, 2, 2]), steps: ints([1, 1, 1]) },
    { new_axis_mask: i(1), shrink_axis_mask: i(2) },
  ),
  followed('Tile', 'Tile', { a: ints([2, 3]), times: ints([2]) }),
  followed('BroadcastTo', 'BroadcastTo', { a: ints([2, 3], [2, 1]), shape: ints([2, 2]) }),
  followed('BroadcastArgs', 'BroadcastArgs', { a: ints([1, 5]), c: ints([2, 3, 1]) }),
  followed('Gather', 'Gather', { six, at: ints([1]) }),
  followed('GatherV2: last axis', 'GatherV2', { six, at: ints([2, 0]), axis: int(1) }),
  followed(
    'GatherV2: batches',
    'GatherV2',
    { six, at: ints([2, 0], [2, 1]), axis: int(1) },
    { batch_dims: i(1) },
  ),
  followed('Squeeze', 'Squeeze', { a: ints([2, 3], [1, 2]) }, { squeeze_dims: list(0) }),
  followed('ExpandDims', 'ExpandDims', { a: ints([2, 3]), axis: int(0) }),
];

const MADE: readonly GraphCase[] = [
  followed('Shape', 'Shape', { x: input(2, 3, 4) }),
  followed('ShapeN: second', 'ShapeN', { x: input(2, 3), y: input(5) }, { N: i(2) }, 'op:1'),
  followed('Size', 'Size', { x: input(2, 3, 4) }),
  followed('Rank', 'Rank', { x: input(2, 3, 4) }),
  followed('Range', 'Range', { start: int(1), stop: int(8), step: int(3) }, { Tidx: type('DT_INT32') }),
  followed('Fill', 'Fill', { shape: ints([3]), value: int(2) }, { T: type('DT_INT32') }),
  followed('ZerosLike', 'ZerosLike', { a }),
  followed('OnesLike', 'OnesLike', { a }),
];

/** Sizes times a fraction, as an upsampling to a ratio computes them: 7·3/2 is cut off to 10, or rounded up to 11. */
const ratio = (name: string, rounding: readonly string[]): GraphCase => ({
  name: `a ratio of sizes: through floats and back, ${name}`,
  sources: {
    x: input(1, 7, 6, 2),
    three: int(3),
    two: int(2),
    from: ints([1]),
    to: ints([3]),
    by: ints([1]),
  },
  nodes: [
    node('shape', 'Shape', ['x']),
    node('space', 'StridedSlice', ['shape', 'from', 'to', 'by']),
    node('floats', 'Cast', ['space'], { DstT: type('DT_FLOAT') }),
    node('threes', 'Cast', ['three'], { DstT: type('DT_FLOAT') }),
    node('twos', 'Cast', ['two'], { DstT: type('DT_FLOAT') }),
    node('tripled', 'Mul', ['floats', 'threes']),
    node('halved', 'RealDiv', ['tripled', 'twos']),
    ...rounding.map((op) => node('rounded', op, ['halved'])),
    node('size', 'Cast', [rounding.length > 0 ? 'rounded' : 'halved'], { DstT: type('DT_INT32') }),
    node('up', 'ResizeNearestNeighbor', ['x', 'size']),
  ],
  multiplyAdds: 0,
});

const RATIOS: readonly GraphCase[] = [
  ratio('cut off', []),
  ratio('rounded down', ['Floor']),
  ratio('rounded up', ['Ceil']),
];

export const VALUE_CASES: readonly GraphCase[] = [...ARITHMETIC, ...REDUCED, ...MOVED, ...MADE, ...RATIOS];
