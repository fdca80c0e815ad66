/** @file Graphs of one op that rearranges, slices, looks up or makes a tensor: what shape it gives. */
import { b, bools, i, indexInput, input, int, ints, list, s, type, weight } from '../build.ts';
import { single, x, type GraphCase } from './single.ts';

const FLOATS = type('DT_FLOAT');

const REARRANGED: readonly GraphCase[] = [
  single('Reshape: one size from the others', 'Reshape', { x, shape: ints([4, -1, 2]) }),
  single('Reshape: to a scalar', 'Reshape', { x: input(1, 1), shape: ints([]) }),
  single('EnsureShape', 'EnsureShape', { x, shape: ints([2, 3, 4]) }),
  single('Squeeze: all', 'Squeeze', { x: input(1, 3, 1, 4) }, { squeeze_dims: { list: {} } }),
  single('Squeeze: one of two', 'Squeeze', { x: input(1, 3, 1, 4) }, { squeeze_dims: list(0) }),
  single('Squeeze: axis from the end', 'Squeeze', { x: input(1, 3, 1, 4) }, { axis: list(-2) }),
  single('ExpandDims: at the end', 'ExpandDims', { x, axis: int(-1) }),
  single('ExpandDims: in the middle', 'ExpandDims', { x, axis: int(1) }),
  single('Transpose', 'Transpose', { x, order: ints([2, 0, 1]) }),
  single('ConcatV2', 'ConcatV2', { x, y: input(2, 5, 4), z: input(2, 1, 4), axis: int(-2) }, { N: i(3) }),
  single('Concat', 'Concat', { axis: int(0), x, y: input(1, 3, 4) }, { N: i(2) }),
  single('Pack: at the end', 'Pack', { x, y: input(2, 3, 4) }, { N: i(2), axis: i(-1) }),
  single(
    'Pack: second of two differs in size 1',
    'Pack',
    { x: input(1, 3), y: input(3) },
    { N: i(2), axis: i(0) },
  ),
  single('Unpack', 'Unpack', { x }, { num: i(3), axis: i(1) }),
  single('Split', 'Split', { axis: int(-1), x }, { num_split: i(2) }),
  single(
    'SplitV: the rest',
    'SplitV',
    { x: input(2, 9), sizes: ints([2, -1, 3]), axis: int(1) },
    { num_split: i(3) },
  ),
  single('Tile', 'Tile', { x, times: ints([2, 1, 3]) }),
  single('BroadcastTo', 'BroadcastTo', { x: input(3, 1), shape: ints([2, 3, 4]) }),
  single('BroadcastArgs', 'BroadcastArgs', { x: ints([1, 5]), y: ints([2, 3, 1]) }),
  single('ReverseV2', 'ReverseV2', { x, axis: ints([1]) }),
  single('Reverse', 'Reverse', { x, dims: bools([0, 1, 0]) }),
  single('Pad', 'Pad', { x, pads: ints([1, 2, 0, 0, 3, 0], [3, 2]) }),
  single('PadV2', 'PadV2', { x, pads: ints([0, 1, 2, 0, 0, 3], [3, 2]), value: int(7) }),
  single('MirrorPad', 'MirrorPad', { x, pads: ints([0, 0, 1, 1, 2, 1], [3, 2]) }, { mode: s('REFLECT') }),
  single('SpaceToBatchND', 'SpaceToBatchND', {
    x: input(1, 5, 6, 2),
    block: ints([2, 3]),
    pads: ints([1, 0, 0, 0], [2, 2]),
  }),
  single('BatchToSpaceND', 'BatchToSpaceND', {
    x: input(12, 3, 2, 2),
    block: ints([2, 3]),
    crops: ints([1, 0, 0, 2], [2, 2]),
  }),
  single(
    'DepthToSpace',
    'DepthToSpace',
    { x: input(1, 3, 4, 8) },
    { block_size: i(2), data_format: s('NHWC') },
  ),
];

const SLICED: readonly GraphCase[] = [
  single('Slice: the rest', 'Slice', { x, begin: ints([1, 0, 1]), size: ints([1, -1, 2]) }),
  ...(
    [
      ['steps', [0, 2, 1], [2, 0, 4], [1, -1, 2], {}],
      ['fewer than axes', [1], [2], [1], {}],
      ['from the end', [-1, -3, 0], [9, -1, -1], [1, 1, 1], {}],
      ['begin mask', [1, 1, 1], [2, 3, 4], [1, 1, 1], { begin_mask: i(5) }],
      ['end mask', [0, 1, 1], [1, 2, 2], [1, 1, 1], { end_mask: i(6) }],
      ['both masks, backwards', [0, 0, 0], [0, 0, 0], [-1, 1, -2], { begin_mask: i(7), end_mask: i(7) }],
      ['new axis', [0, 0, 1], [1, 0, 2], [1, 1, 1], { new_axis_mask: i(2) }],
      ['shrunk axis', [1, -1], [2, 0], [1, 1], { shrink_axis_mask: i(2) }],
      ['ellipsis', [0, 0, 1], [1, 0, 3], [1, 1, 1], { ellipsis_mask: i(2) }],
      ['ellipsis, then shrunk', [0, 1], [0, 2], [1, 1], { ellipsis_mask: i(1), shrink_axis_mask: i(2) }],
      [
        'new axis, ellipsis, shrunk',
        [0, 0, 2],
        [0, 0, 3],
        [1, 1, 1],
        {
          new_axis_mask: i(1),
          ellipsis_mask: i(2),
          shrink_axis_mask: i(4),
        },
      ],
      ['nothing', [2, 0, 0], [1, 3, 4], [1, 1, 1], {}],
    ] as const
  ).map(([name, begin, end, steps, attr]) =>
    single(
      `StridedSlice: ${name}`,
      'StridedSlice',
      { x, begin: ints(begin), end: ints(end), steps: ints(steps) },
      attr,
    ),
  ),
];

const LOOKED_UP: readonly GraphCase[] = [
  single('Gather', 'Gather', { x: weight(9, 4), at: indexInput(2, 3) }),
  single('GatherV2: middle axis', 'GatherV2', { x, at: indexInput(5, 6), axis: int(1) }),
  single('GatherV2: axis from the end', 'GatherV2', { x, at: ints([0, 1]), axis: int(-1) }),
  single(
    'GatherV2: batches',
    'GatherV2',
    { x: input(2, 3, 4), at: indexInput(2, 5), axis: int(1) },
    { batch_dims: i(1) },
  ),
  single('GatherNd', 'GatherNd', { x, at: indexInput(5, 2) }),
  single('ScatterNd', 'ScatterNd', { at: ints([1, 3], [2, 1]), x: input(2, 4), shape: ints([5, 4]) }),
  single('TensorScatterUpdate', 'TensorScatterUpdate', {
    x: input(5, 4),
    at: ints([1, 3], [2, 1]),
    y: input(2, 4),
  }),
  single('SparseToDense', 'SparseToDense', { at: ints([1, 3]), shape: ints([6]), x: input(2), rest: int(0) }),
  single(
    'OneHot',
    'OneHot',
    { x: indexInput(2, 3), depth: int(7), on: int(1), off: int(0) },
    { axis: i(-1), T: FLOATS },
  ),
];

const MADE: readonly GraphCase[] = [
  single('Shape', 'Shape', { x }),
  single('ShapeN', 'ShapeN', { x, y: input(5) }, { N: i(2) }),
  single('Size', 'Size', { x }),
  single('Rank', 'Rank', { x }),
  single('NoOp', 'NoOp', {}),
  single('PlaceholderWithDefault', 'PlaceholderWithDefault', { x: weight(2, 5) }),
  single('Fill', 'Fill', { shape: ints([2, 3]), value: weight() }, { T: FLOATS }),
  single('Zeros', 'Zeros', { shape: ints([2, 3]) }, { T: FLOATS }),
  single('Ones', 'Ones', { shape: ints([2, 3]) }, { T: FLOATS }),
  ...['RandomStandardNormal', 'RandomUniform', 'TruncatedNormal'].map((op) =>
    single(op, op, { shape: ints([2, 3]) }, { dtype: FLOATS, stddev: { f: 1 } }),
  ),
  single('RandomUniformInt', 'RandomUniformInt', { shape: ints([2, 3]) }, { minval: i(0), maxval: i(4) }),
  single('Multinomial', 'Multinomial', { x: input(2, 5), samples: int(7) }, { seed: i(1) }),
  single(
    'Range: backwards',
    'Range',
    { start: int(9), stop: int(0), step: int(-2) },
    { Tidx: type('DT_INT32') },
  ),
  single(
    'Range: nothing',
    'Range',
    { start: int(3), stop: int(3), step: int(1) },
    { Tidx: type('DT_INT32') },
  ),
  single('LinSpace', 'LinSpace', { start: int(0), stop: int(1), count: int(5) }),
  single(
    'ResizeBilinear',
    'ResizeBilinear',
    { x: input(2, 4, 5, 3), size: ints([8, 7]) },
    { align_corners: b(false) },
  ),
  single('ResizeNearestNeighbor', 'ResizeNearestNeighbor', { x: input(2, 4, 5, 3), size: ints([8, 7]) }),
  single(
    'CropAndResize',
    'CropAndResize',
    {
      x: input(2, 8, 8, 3),
      boxes: weight(5, 4),
      of: ints([0, 1, 0, 1, 0]),
      size: ints([3, 2]),
    },
    { method: s('bilinear') },
  ),
  single(
    'ImageProjectiveTransformV3',
    'ImageProjectiveTransformV3',
    {
      x: input(2, 8, 8, 3),
      transforms: weight(2, 8),
      size: ints([5, 6]),
      value: int(0),
    },
    { interpolation: s('NEAREST'), fill_mode: s('CONSTANT') },
  ),
];

export const SHAPE_CASES: readonly GraphCase[] = [...REARRANGED, ...SLICED, ...LOOKED_UP, ...MADE];
