/** @file Graphs of one op with multiply-adds; each count is the product of its dimensions. */
import { b, i, input, int, ints, list, node, s, texts, weight } from '../build.ts';
import { single, type GraphCase } from './single.ts';

const SAME = s('SAME');
const VALID = s('VALID');
const EXPLICIT = s('EXPLICIT');
const once = list(1, 1, 1, 1);

const CONVOLUTIONS: readonly GraphCase[] = [
  single(
    'conv: same, strides 2 and 1',
    'Conv2D',
    { x: input(2, 9, 8, 3), w: weight(3, 5, 3, 4) },
    { strides: list(1, 2, 1, 1), padding: SAME, data_format: s('NHWC'), dilations: once },
    3 * 5 * 3 * 4 * (5 * 8) * 2,
  ),
  single(
    'conv: valid, window of 3 × 2',
    'Conv2D',
    { x: input(1, 9, 8, 3), w: weight(3, 2, 3, 4) },
    { strides: list(1, 2, 2, 1), padding: VALID, dilations: once },
    3 * 2 * 3 * 4 * (4 * 4),
  ),
  single(
    'conv: dilated',
    'Conv2D',
    { x: input(1, 12, 11, 2), w: weight(3, 3, 2, 5) },
    { strides: once, padding: VALID, dilations: list(1, 2, 3, 1) },
    3 * 3 * 2 * 5 * (8 * 5),
  ),
  single(
    'conv: explicit paddings, each side its own',
    'Conv2D',
    { x: input(1, 7, 8, 2), w: weight(3, 3, 2, 3) },
    {
      strides: list(1, 2, 2, 1),
      padding: EXPLICIT,
      explicit_paddings: list(0, 0, 0, 1, 2, 3, 0, 0),
      dilations: once,
    },
    3 * 3 * 2 * 3 * (3 * 6),
  ),
  single(
    'conv: channels first',
    'Conv2D',
    { x: input(2, 3, 7, 9), w: weight(3, 3, 3, 4) },
    { strides: once, padding: VALID, data_format: s('NCHW'), dilations: once },
    3 * 3 * 3 * 4 * (5 * 7) * 2,
  ),
  single(
    'conv: channels first, explicit paddings',
    'Conv2D',
    { x: input(1, 3, 7, 9), w: weight(3, 3, 3, 4) },
    {
      strides: once,
      padding: EXPLICIT,
      data_format: s('NCHW'),
      explicit_paddings: list(0, 0, 0, 0, 1, 1, 2, 0),
      dilations: once,
    },
    3 * 3 * 3 * 4 * (7 * 9),
  ),
  single(
    'fused conv: bias and relu',
    '_FusedConv2D',
    { x: input(1, 6, 6, 3), w: weight(1, 1, 3, 8), bias: weight(8) },
    { strides: once, padding: SAME, fused_ops: texts('BiasAdd', 'Relu'), num_args: i(1) },
    3 * 8 * (6 * 6),
  ),
  single(
    'fused conv: bias and prelu',
    '_FusedConv2D',
    { x: input(1, 6, 6, 3), w: weight(3, 3, 3, 8), bias: weight(8), slope: weight(8) },
    { strides: list(1, 2, 2, 1), padding: SAME, fused_ops: texts('BiasAdd', 'Prelu'), num_args: i(2) },
    3 * 3 * 3 * 8 * (3 * 3),
  ),
  ...['DepthwiseConv2dNative', 'DepthwiseConv2d'].map((op) =>
    single(
      `depthwise: multiplier 2, ${op}`,
      op,
      { x: input(2, 9, 7, 3), w: weight(3, 5, 3, 2) },
      { strides: list(1, 2, 2, 1), padding: SAME, data_format: s('NHWC'), dilations: once },
      3 * 5 * 3 * 2 * (5 * 4) * 2,
    ),
  ),
  single(
    'depthwise: explicit paddings',
    'DepthwiseConv2dNative',
    { x: input(1, 9, 7, 3), w: weight(3, 3, 3, 1) },
    { strides: once, padding: EXPLICIT, explicit_paddings: list(0, 0, 1, 0, 0, 2, 0, 0), dilations: once },
    3 * 3 * 3 * (8 * 7),
  ),
  single(
    'fused depthwise: dilated, bias and relu6',
    'FusedDepthwiseConv2dNative',
    { x: input(1, 10, 10, 4), w: weight(3, 3, 4, 1), bias: weight(4) },
    {
      strides: once,
      padding: VALID,
      dilations: list(1, 2, 2, 1),
      fused_ops: texts('BiasAdd', 'Relu6'),
      num_args: i(1),
    },
    3 * 3 * 4 * (6 * 6),
  ),
  single(
    'transposed: same',
    'Conv2DBackpropInput',
    { shape: ints([2, 10, 8, 5]), w: weight(3, 3, 5, 4), x: input(2, 5, 4, 4) },
    { strides: list(1, 2, 2, 1), padding: SAME, data_format: s('NHWC') },
    3 * 3 * 4 * 5 * (5 * 4) * 2,
  ),
  single(
    'transposed: valid',
    'Conv2DBackpropInput',
    { shape: ints([1, 11, 9, 2]), w: weight(3, 3, 2, 3), x: input(1, 5, 4, 3) },
    { strides: list(1, 2, 2, 1), padding: VALID },
    3 * 3 * 3 * 2 * (5 * 4),
  ),
  single(
    'conv of one axis: dilated',
    'Conv1D',
    { x: input(2, 12, 3), w: weight(3, 3, 5) },
    { stride: i(1), padding: VALID, dilation: i(2) },
    3 * 3 * 5 * 8 * 2,
  ),
  single(
    'conv of one axis: strides',
    'Conv1D',
    { x: input(1, 11, 3), w: weight(4, 3, 5) },
    { stride: i(3), padding: SAME },
    4 * 3 * 5 * 4,
  ),
  single(
    'conv of three axes',
    'Conv3D',
    { x: input(2, 5, 6, 7, 2), w: weight(2, 3, 3, 2, 4) },
    { strides: list(1, 1, 2, 2, 1), padding: SAME, data_format: s('NDHWC'), dilations: list(1, 1, 1, 1, 1) },
    2 * 3 * 3 * 2 * 4 * (5 * 3 * 4) * 2,
  ),
  single(
    'conv of three axes: valid',
    'Conv3D',
    { x: input(1, 5, 6, 7, 2), w: weight(2, 3, 3, 2, 4) },
    { strides: list(1, 1, 1, 1, 1), padding: VALID, data_format: s('NDHWC'), dilations: list(1, 2, 1, 1, 1) },
    2 * 3 * 3 * 2 * 4 * (3 * 4 * 5),
  ),
];

const [rows, inner, columns, batch, heads] = [3, 5, 4, 2, 6];

const MATRICES: readonly GraphCase[] = [
  single(
    'matmul',
    'MatMul',
    { a: input(rows, inner), w: weight(inner, columns) },
    { transpose_a: b(false), transpose_b: b(false) },
    rows * inner * columns,
  ),
  single(
    'matmul: left transposed',
    'MatMul',
    { a: input(inner, rows), w: weight(inner, columns) },
    { transpose_a: b(true) },
    rows * inner * columns,
  ),
  single(
    'matmul: right transposed',
    'MatMul',
    { a: input(rows, inner), w: weight(columns, inner) },
    { transpose_b: b(true) },
    rows * inner * columns,
  ),
  single(
    'fused matmul: bias and relu',
    '_FusedMatMul',
    { a: input(rows, inner), w: weight(inner, columns), bias: weight(columns) },
    { fused_ops: texts('BiasAdd', 'Relu'), num_args: i(1) },
    rows * inner * columns,
  ),
  single(
    'batched matmul',
    'BatchMatMul',
    { a: input(batch, heads, rows, inner), c: input(batch, heads, inner, columns) },
    {},
    batch * heads * rows * inner * columns,
  ),
  single(
    'batched matmul: right adjoint',
    'BatchMatMulV2',
    { a: input(batch, rows, inner), c: input(batch, columns, inner) },
    { adj_y: b(true) },
    batch * rows * inner * columns,
  ),
  single(
    'batched matmul: left adjoint',
    'BatchMatMulV2',
    { a: input(batch, inner, rows), c: input(batch, inner, columns) },
    { adj_x: b(true) },
    batch * rows * inner * columns,
  ),
  single(
    'batched matmul: batches broadcast',
    'BatchMatMulV2',
    { a: input(1, heads, rows, inner), c: input(batch, 1, inner, columns) },
    {},
    batch * heads * rows * inner * columns,
  ),
  single(
    'batched matmul: one matrix for all',
    'BatchMatMulV2',
    { a: input(batch, rows, inner), w: weight(inner, columns) },
    {},
    batch * rows * inner * columns,
  ),
];

const SUMS: readonly GraphCase[] = [
  single(
    'einsum: scores of attention',
    'Einsum',
    { q: input(batch, rows, heads, inner), k: input(batch, columns, heads, inner) },
    { equation: s('bqhd,bkhd->bhqk'), N: i(2) },
    batch * heads * rows * inner * columns,
  ),
  single(
    'einsum: an outer product is no sum',
    'Einsum',
    { a: input(rows), c: input(columns) },
    { equation: s('a,c->ac'), N: i(2) },
  ),
  single(
    'einsum: two letters are summed',
    'Einsum',
    { a: input(batch, heads, inner), w: weight(heads, inner, columns) },
    { equation: s('bhd,hdc->bc'), N: i(2) },
    batch * heads * inner * columns,
  ),
  single('einsum: one operand', 'Einsum', { a: input(rows, inner) }, { equation: s('ab->b'), N: i(1) }),
];

/** Each leads to a product whose shape is computed at run time, as an open batch makes it. */
const CHAINS: readonly GraphCase[] = [
  {
    name: 'an open batch: shape, slice, pack, reshape, matmul',
    sources: {
      x: input(batch, rows, inner),
      w: weight(inner, columns),
      zero: ints([0]),
      one: ints([1]),
      width: int(inner),
      rest: int(-1),
      wide: int(columns),
      many: int(rows),
    },
    nodes: [
      node('shape', 'Shape', ['x']),
      node('batch', 'StridedSlice', ['shape', 'zero', 'one', 'one'], { shrink_axis_mask: i(1) }),
      node('flatShape', 'Pack', ['rest', 'width'], { N: i(2), axis: i(0) }),
      node('flat', 'Reshape', ['x', 'flatShape']),
      node('product', 'MatMul', ['flat', 'w']),
      node('deepShape', 'Pack', ['batch', 'many', 'wide'], { N: i(3), axis: i(0) }),
      node('deep', 'Reshape', ['product', 'deepShape']),
    ],
    multiplyAdds: batch * rows * inner * columns,
  },
  {
    name: 'tensordot: gathers and products of sizes',
    sources: {
      x: input(batch, rows, inner),
      w: weight(inner, columns),
      free: ints([0, 1]),
      axes: ints([2]),
      zero: int(0),
      reduced: ints([0]),
      wide: ints([columns]),
    },
    nodes: [
      node('shape', 'Shape', ['x']),
      node('freeSizes', 'GatherV2', ['shape', 'free', 'zero']),
      node('summedSizes', 'GatherV2', ['shape', 'axes', 'zero']),
      node('freeCount', 'Prod', ['freeSizes', 'reduced']),
      node('summedCount', 'Prod', ['summedSizes', 'reduced']),
      node('flatShape', 'Pack', ['freeCount', 'summedCount'], { N: i(2) }),
      node('flat', 'Reshape', ['x', 'flatShape']),
      node('product', 'MatMul', ['flat', 'w']),
      node('outShape', 'ConcatV2', ['freeSizes', 'wide', 'zero'], { N: i(2) }),
      node('out', 'Reshape', ['product', 'outShape']),
    ],
    multiplyAdds: batch * rows * inner * columns,
  },
  {
    name: 'transposed conv: the output shape is packed at run time',
    sources: {
      x: input(batch, 4, 5, 3),
      w: weight(3, 3, 2, 3),
      first: ints([0]),
      second: ints([1]),
      third: ints([2]),
      end: ints([3]),
      ones: ints([1]),
      twice: int(2),
      channels: int(2),
    },
    nodes: [
      node('shape', 'Shape', ['x']),
      node('n', 'StridedSlice', ['shape', 'first', 'second', 'ones'], { shrink_axis_mask: i(1) }),
      node('h', 'StridedSlice', ['shape', 'second', 'third', 'ones'], { shrink_axis_mask: i(1) }),
      node('hh', 'Mul', ['h', 'twice']),
      node('w1', 'StridedSlice', ['shape', 'third', 'end', 'ones'], { shrink_axis_mask: i(1) }),
      node('ww', 'Mul', ['w1', 'twice']),
      node('outShape', 'Pack', ['n', 'hh', 'ww', 'channels'], { N: i(4) }),
      node('up', 'Conv2DBackpropInput', ['outShape', 'w', 'x'], { strides: list(1, 2, 2, 1), padding: SAME }),
    ],
    multiplyAdds: 3 * 3 * 3 * 2 * (4 * 5) * batch,
  },
];

export const PRODUCT_CASES: readonly GraphCase[] = [...CONVOLUTIONS, ...MATRICES, ...SUMS, ...CHAINS];
