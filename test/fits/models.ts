/** @file Small graphs, most of which some backend refuses, each with the backends that do not run it. */
import {
  float,
  floats,
  integer,
  integers,
  FLOAT,
  INT,
  placeholder,
  type Constant,
  type GraphNode,
  type HandMadeGraph,
} from '../support/graph-def.ts';

export interface SmallModel {
  readonly name: string;
  readonly graph: HandMadeGraph;
  /** Of cpu, wasm, webgl and webgpu. */
  readonly refusedBy: readonly string[];
}

const text = (value: string): object => ({ s: Buffer.from(value).toString('base64') });
const texts = (...values: string[]): object => ({
  list: { s: values.map((value) => Buffer.from(value).toString('base64')) },
});
const i = (value: number): object => ({ i: String(value) });
const is = (...values: number[]): object => ({ list: { i: values.map(String) } });

const node = (op: string, input: readonly string[], attr: object = {}): GraphNode => ({
  name: 'y',
  op,
  input,
  attr: { ...FLOAT, ...attr },
});

const x = (...shape: number[]): GraphNode => placeholder('x', shape);
const ints = (...shape: number[]): GraphNode => placeholder('x', shape, 'DT_INT32');

const small = (
  name: string,
  nodes: readonly GraphNode[],
  weights: readonly Constant[],
  ...refusedBy: readonly string[]
): SmallModel => ({ name, graph: { nodes, weights }, refusedBy });

const window = { strides: is(1, 1, 1, 1), padding: text('SAME'), dilations: is(1, 1, 1, 1) };
const NHWC = { data_format: text('NHWC') };
const factors = { transpose_a: { b: false }, transpose_b: { b: false } };
const spaces = (rank: number): number[] => [2, 2, ...Array.from({ length: rank - 2 }, () => 1)];

export const SMALL_MODELS: readonly SmallModel[] = [
  // Kernels that a backend lacks.
  small(
    'Einsum',
    [x(2, 3), node('Einsum', ['x', 'w'], { N: i(2), equation: text('ij,jk->ik') })],
    [floats('w', 3, 4)],
    'wasm',
  ),
  small(
    'RFFT',
    [x(2, 8), node('RFFT', ['x', 'n']), { ...node('ComplexAbs', ['y']), name: 'z' }],
    [integers('n', [8])],
    'wasm',
  ),
  small('Unique', [x(6), node('Unique', ['x'])], [], 'webgpu'),
  // webgpu has no kernel of its name, and a graph that suppresses runs it outside kernels.
  small(
    'NonMaxSuppressionV4',
    [
      x(6, 4),
      node('NonMaxSuppressionV4', ['x', 's', 'n', 'i', 't'], { pad_to_max_output_size: { b: true } }),
    ],
    [floats('s', 6), integer('n', 3), float('i', 0.5), float('t', 0)],
  ),
  small(
    'SparseReshape',
    [x(3), node('SparseReshape', ['i', 's', 'n'], INT), { ...node('Relu', ['x']), name: 'z' }],
    [integers('i', [0, 0, 1, 1], [2, 2]), integers('s', [2, 4]), integers('n', [4, 2])],
    'webgpu',
  ),
  // Calls that a backend refuses.
  small(
    'MatMul of int32',
    [ints(2, 3), node('MatMul', ['x', 'w'], { ...INT, ...factors })],
    [integers('w', [1, 2, 3], [3, 1])],
    'wasm',
  ),
  small(
    'MaxPool of int32',
    [ints(1, 4, 4, 2), node('MaxPool', ['x'], { ...INT, ...NHWC, ...window, ksize: is(1, 2, 2, 1) })],
    [],
    'wasm',
  ),
  small(
    'Conv2D in NCHW',
    [x(1, 3, 6, 6), node('Conv2D', ['x', 'w'], { ...window, data_format: text('NCHW') })],
    [floats('w', 3, 3, 3, 4)],
    'wasm',
  ),
  small(
    'DepthToSpace in NCHW',
    [x(1, 8, 3, 3), node('DepthToSpace', ['x'], { block_size: i(2), data_format: text('NCHW') })],
    [],
    'cpu',
  ),
  small(
    'a fused product with a bias of 2 axes',
    [
      x(2, 3),
      node('_FusedMatMul', ['x', 'w', 'b'], { ...factors, num_args: i(1), fused_ops: texts('BiasAdd') }),
    ],
    [floats('w', 3, 4), floats('b', 1, 4)],
    'wasm',
  ),
  small(
    'Cumsum of 5 axes',
    [x(...spaces(5)), node('Cumsum', ['x', 'a'], { exclusive: { b: false }, reverse: { b: false } })],
    [integer('a', 0)],
    'webgl',
    'webgpu',
  ),
  small(
    'ReverseV2 of 5 axes',
    [x(2, 1, 1, 2, 3), node('ReverseV2', ['x', 'a'])],
    [integers('a', [4])],
    'webgl',
    'webgpu',
  ),
  small(
    'ReverseV2 of 1 and 4 axes',
    [x(1, 2, 1, 2, 3), node('ReverseV2', ['x', 'a'])],
    [integers('a', [4])],
    'webgl',
  ),
  small(
    'SelectV2 of 5 axes',
    [x(...spaces(5)), { ...node('Greater', ['x', 'h']), name: 'c' }, node('SelectV2', ['c', 'x', 'x'])],
    [float('h', 0.5)],
    'webgl',
    'webgpu',
  ),
  small(
    'SpaceToBatchND of 5 axes',
    [x(1, 4, 4, 2, 3), node('SpaceToBatchND', ['x', 'b', 'p'])],
    [integers('b', [2, 2]), integers('p', [0, 0, 0, 0], [2, 2])],
    'webgl',
    'webgpu',
  ),
  small(
    'Transpose of 7 axes',
    [x(2, 4, 2, 4, 2, 4, 4), node('Transpose', ['x', 'p'])],
    [integers('p', [6, 5, 4, 3, 2, 1, 0])],
    'webgl',
    'webgpu',
  ),
  // Neighbours that all run.
  small(
    'Transpose of 6 axes',
    [x(2, 3, 1, 2, 1, 2), node('Transpose', ['x', 'p'])],
    [integers('p', [5, 4, 3, 2, 1, 0])],
  ),
  small(
    'Cumsum of 4 axes',
    [x(...spaces(4)), node('Cumsum', ['x', 'a'], { exclusive: { b: false }, reverse: { b: false } })],
    [integer('a', 0)],
  ),
  small(
    'Tile of 6 axes',
    [x(2, 3, 1, 2, 1, 2), node('Tile', ['x', 'r'])],
    [integers('r', [1, 1, 2, 1, 2, 1])],
  ),
  small(
    'LRN',
    [
      x(1, 4, 4, 8),
      node('LRN', ['x'], { depth_radius: i(2), bias: { f: 1 }, alpha: { f: 1 }, beta: { f: 0.5 } }),
    ],
    [],
  ),
  small('Erf', [x(2, 8), node('Erf', ['x'])], []),
  small(
    'Multinomial',
    [x(2, 8), node('Multinomial', ['x', 'n'], { seed: i(1), seed2: i(2) })],
    [integer('n', 4)],
  ),
  small('TopKV2', [x(2, 8), node('TopKV2', ['x', 'k'], { sorted: { b: true } })], [integer('k', 3)]),
  small(
    'a transposed convolution',
    [
      x(1, 4, 4, 3),
      node('Conv2DBackpropInput', ['s', 'w', 'x'], { ...window, ...NHWC, strides: is(1, 2, 2, 1) }),
    ],
    [integers('s', [1, 8, 8, 5]), floats('w', 3, 3, 5, 3)],
  ),
  small(
    'Conv3D',
    [
      x(1, 4, 4, 4, 2),
      node('Conv3D', ['x', 'w'], {
        ...window,
        strides: is(1, 1, 1, 1, 1),
        dilations: is(1, 1, 1, 1, 1),
        data_format: text('NDHWC'),
      }),
    ],
    [floats('w', 3, 3, 3, 2, 3)],
  ),
  small(
    'a fused product with a bias of 1 axis',
    [
      x(2, 3),
      node('_FusedMatMul', ['x', 'w', 'b'], { ...factors, num_args: i(1), fused_ops: texts('BiasAdd') }),
    ],
    [floats('w', 3, 4), floats('b', 4)],
  ),
];
