/** @file Calls that kernels of tfjs-backend-wasm 4.22 throw at, as their JavaScript says. */
import { anyOf, channelsLast, inputNamed, rankOf, takes, type Refusal, type Refusals } from './rule.ts';

const biasOfOneAxis: Refusal = (call) => {
  const bias = inputNamed(call, 'bias');
  return bias !== undefined && rankOf(bias) !== 1
    ? `takes a bias of 1 axis, and not of ${rankOf(bias)}`
    : null;
};

const biasPerChannel: Refusal = (call) => {
  const [length] = inputNamed(call, 'bias')?.shape ?? [];
  const channels = call.outputs[0].shape.at(-1);
  return length !== undefined && length !== channels
    ? `takes a bias for each of ${channels} channels, and not ${length}`
    : null;
};

/** Its list of activations that can be fused. */
const FUSED: ReadonlySet<unknown> = new Set([
  'linear',
  'relu',
  'relu6',
  'prelu',
  'leakyrelu',
  'sigmoid',
  'elu',
]);
const fusedActivation: Refusal = ({ attrs: { activation } }) =>
  typeof activation === 'string' && !FUSED.has(activation) ? `has no activation ${activation}` : null;

const sameType =
  (...names: readonly string[]): Refusal =>
  (call) => {
    const types = new Set(names.map((name) => inputNamed(call, name)?.dtype));
    return types.size > 1 ? `takes ${names.join(' and ')} of one type` : null;
  };

/** It has no complex numbers, nor a kernel to make them. */
const noComplex: Refusal = ({ outputs }) =>
  outputs.some(({ dtype }) => dtype === 'complex64') ? 'gives no complex64' : null;

const floats = takes(['float32']);
const factors = takes(['float32'], ['a', 'b']);
const scanned = takes(['float32', 'int32']);
const convolution = anyOf(fusedActivation, biasOfOneAxis, biasPerChannel);

export const WASM_REFUSALS: Refusals = {
  BatchMatMul: factors,
  _FusedMatMul: anyOf(factors, biasOfOneAxis, fusedActivation),
  Conv2D: channelsLast,
  FusedConv2D: anyOf(convolution, channelsLast),
  FusedDepthwiseConv2D: anyOf(convolution, channelsLast),
  Cast: noComplex,
  ZerosLike: noComplex,
  Conv3D: floats,
  Conv3DBackpropInputV2: floats,
  Conv3DBackpropFilterV2: floats,
  MaxPool: floats,
  LRN: floats,
  LRNGrad: floats,
  Multinomial: floats,
  Cumsum: scanned,
  Cumprod: scanned,
  SearchSorted: sameType('sortedSequence', 'values'),
  Dilation2D: sameType('x', 'filter'),
  Dilation2DBackpropInput: sameType('x', 'filter', 'dy'),
  Dilation2DBackpropFilter: sameType('x', 'filter', 'dy'),
};
