/** @file Graphs of one op whose inputs are broadcast or keep their shape: functions of elements, normalisation, spectra. */
import { b, bools, i, indexInput, input, int, ints, node, type, weight } from '../build.ts';
import { single, x, type GraphCase } from './single.ts';

const UNARY: readonly GraphCase[] = [
  ...'Abs Neg Sign Square Floor Ceil Round Relu Relu6 IsNan IsInf IsFinite'.split(' '),
  ...'Acos Acosh Asin Asinh Atan Atanh Cos Cosh Sin Sinh Tan Tanh Elu Selu Sigmoid Softplus'.split(' '),
  ...'Erf Exp Expm1 Log Log1p Sqrt Rsqrt Reciprocal Softmax LogSoftmax LeakyRelu'.split(' '),
  ...'Identity StopGradient Snapshot FakeQuantWithMinMaxVars ZerosLike OnesLike'.split(' '),
].map((op) => single(op, op, { x }));

const BINARY: readonly GraphCase[] = [
  ...'Add AddV2 Sub Mul RealDiv Div DivNoNan Minimum Maximum Pow SquaredDifference FloorMod Mod'.split(' '),
  ...'Equal NotEqual Greater GreaterEqual Less LessEqual Atan2'.split(' '),
].map((op) => single(`${op}: both broadcast`, op, { x: input(2, 1, 4), y: input(3, 1) }));

export const ELEMENTWISE_CASES: readonly GraphCase[] = [
  ...UNARY,
  ...BINARY,
  single('FloorDiv: integers', 'FloorDiv', { x: indexInput(2, 3), y: ints([2, 3, 4]) }),
  single('LogicalNot', 'LogicalNot', { x: bools([1, 0, 1]) }),
  single('LogicalAnd', 'LogicalAnd', { x: bools([1, 0, 1]), y: bools([1, 0], [2, 1]) }),
  single('LogicalOr', 'LogicalOr', { x: bools([1, 0, 1]), y: bools([1], []) }),
  single('BiasAdd', 'BiasAdd', { x, bias: weight(4) }),
  single('AddN', 'AddN', { x, y: input(2, 3, 4), z: input(2, 3, 4) }, { N: i(3) }),
  single('Prelu', 'Prelu', { x, slope: weight(3, 4) }),
  single('ClipByValue', 'ClipByValue', { x, low: int(0), high: int(6) }),
  single('Cast', 'Cast', { x }, { DstT: type('DT_INT32') }),
  single('Select: a scalar condition', 'Select', { c: bools([1], []), x, y: input(2, 3, 4) }),
  single('SelectV2: all broadcast', 'SelectV2', {
    c: bools([1, 0, 1], [3, 1]),
    x: input(2, 1, 4),
    y: input(1),
  }),
  single('IdentityN', 'IdentityN', { x, y: input(3) }),
  single('Cumsum', 'Cumsum', { x, axis: int(1) }, { exclusive: b(true) }),
  single('Cumprod', 'Cumprod', { x, axis: int(1) }),
  single('MatrixBandPart', 'MatrixBandPart', { x: input(4, 4), low: int(1) }),
  single(
    'LRN',
    'LRN',
    { x: input(1, 4, 4, 6) },
    { depth_radius: i(2), bias: { f: 1 }, alpha: { f: 1 }, beta: { f: 0.5 } },
  ),
  ...['FusedBatchNorm', 'FusedBatchNormV2', 'FusedBatchNormV3'].map((op) =>
    single(
      op,
      op,
      { x: input(2, 5, 5, 3), scale: weight(3), offset: weight(3), mean: weight(3), variance: weight(3) },
      { epsilon: { f: 0.001 } },
    ),
  ),
  {
    name: 'complex numbers: parts, size, spectra',
    sources: { re: input(2, 8), im: input(2, 8), length: ints([8]), half: ints([5]) },
    nodes: [
      node('c', 'Complex', ['re', 'im']),
      node('r', 'Real', ['c']),
      node('m', 'Imag', ['c']),
      node('abs', 'ComplexAbs', ['c']),
      node('fft', 'FFT', ['c']),
      node('ifft', 'IFFT', ['c']),
      node('rfft', 'RFFT', ['re', 'length']),
      node('irfft', 'IRFFT', ['rfft', 'length']),
    ],
    multiplyAdds: 0,
  },
];
