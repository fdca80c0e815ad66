/** @file Functions that files call as layers, each with the same computation by tfjs's functions. */
import * as tf from '@tensorflow/tfjs';
import type { Json, Shape } from '../../../src/core/shape.ts';
import { keras2 } from '../repairs/keras.ts';
import { gelu, hardSigmoid, hardSwish } from '../repairs/means.ts';
import { BATCH } from '../repairs/trial.ts';

type Keywords = { readonly [key: string]: Json };
type Means = (x: tf.Tensor, z: tf.Tensor) => tf.Tensor;
export type Case = readonly [
  called: string,
  sizes: Shape,
  keywords: Keywords,
  means: Means,
  other?: Shape | undefined,
];

/** The second input as an argument. */
export const Z = keras2.ref('z');
const range = (start: number | null, stop: number | null, step: number | null = null): Json => ({
  start,
  stop,
  step,
});
const ELLIPSIS = { class_name: '__ellipsis__' };

const CASES: readonly Case[] = [
  ['compat.v1.transpose', [3, 4], { perm: [0, 2, 1] }, (x) => tf.transpose(x, [0, 2, 1])],
  ['transpose', [3, 4, 5], { perm: [0, 3, 1, 2], conjugate: false }, (x) => tf.transpose(x, [0, 3, 1, 2])],
  ['reshape', [4, 6], { shape: [-1, 4, 2, 3] }, (x) => tf.reshape(x, [BATCH, 4, 2, 3])],
  ['reshape', [4, 6], { shape: [-1, 6] }, (x) => tf.reshape(x, [BATCH * 4, 6])],
  ['cast', [3], { dtype: 'float16' }, (x) => x],
  ['compat.v1.shape', [3, 4], { out_type: 'int32' }, () => tf.tensor1d([BATCH, 3, 4], 'int32')],
  ['compat.v1.pad', [4, 5, 2], { paddings: [[0, 0], [1, 2], [0, 3], [0, 0]], mode: 'CONSTANT', constant_values: 0 }, (x) => tf.pad(x, [[0, 0], [1, 2], [0, 3], [0, 0]])],
  ['pad', [4, 5], { paddings: [[0, 0], [1, 1], [2, 0]], mode: 'REFLECT' }, (x) => tf.mirrorPad(x, [[0, 0], [1, 1], [2, 0]], 'reflect')],
  ['stack', [4], { axis: 1 }, (x) => tf.stack([x, x], 1)],
  ['expand_dims', [4, 5], { axis: -1 }, (x) => tf.expandDims(x, -1)],
  ['compat.v1.squeeze', [4, 1, 5], { axis: [2] }, (x) => tf.squeeze(x, [2])],
  ['tile', [4, 5], { multiples: [1, 2, 3] }, (x) => tf.tile(x, [1, 2, 3])],
  ['compat.v1.gather', [4, 5], { indices: [3, 0], axis: 1 }, (x) => tf.gather(x, [3, 0], 1)],
  ['linalg.matmul', [3, 4], { b: Z }, (x, z) => tf.matMul(x, z), [4, 5]],
  ['linalg.matmul', [3, 4], { b: Z, transpose_b: true, adjoint_a: false }, (x, z) => tf.matMul(x, z, false, true), [5, 4]],
  ['math.subtract', [3, 4], { y: Z }, (x, z) => tf.sub(x, z), [3, 4]],
  ['math.divide', [3, 4], { y: Z }, (x, z) => tf.div(x, z), [1, 4]],
  ['__operators__.add', [BATCH, 4], { y: Z }, (x, z) => tf.add(x, z), [4]],
  ['math.multiply', [2, 4], { y: [1, 2, 3, 4] }, (x) => tf.mul(x, [1, 2, 3, 4])],
  ['math.squared_difference', [3], { y: Z }, (x, z) => tf.squaredDifference(x, z), [3]],
  ['math.maximum', [3], { y: 0.5 }, (x) => tf.maximum(x, 0.5)],
  ['math.pow', [3], { y: 2 }, (x) => tf.square(x)],
  ['math.reduce_mean', [3, 4], { axis: -1, keepdims: true }, (x) => tf.mean(x, -1, true)],
  ['math.reduce_sum', [3, 4], { axis: 1 }, (x) => tf.sum(x, 1)],
  ['math.reduce_max', [3, 4], { axis: [1, 2], keepdims: false }, (x) => tf.max(x, [1, 2])],
  ['math.reduce_variance', [3, 4], { axis: [-1], keepdims: true }, (x) => tf.moments(x, -1, true).variance],
  ['math.argmax', [3, 4], { axis: -1 }, (x) => tf.argMax(x, -1)],
  ['math.sqrt', [3], {}, (x) => tf.sqrt(x)],
  ['math.erf', [3], {}, (x) => tf.erf(x)],
  ['math.negative', [3], {}, (x) => tf.neg(x)],
  ['nn.gelu', [3], { approximate: false }, gelu],
  ['keras.activations.gelu', [3], { approximate: true }, (x) =>
    tf.mul(tf.mul(x, 0.5), tf.add(1, tf.tanh(tf.mul(Math.sqrt(2 / Math.PI), tf.add(x, tf.mul(0.044715, tf.pow(x, 3)))))))],
  ['keras.activations.swish', [3], {}, (x) => tf.mul(x, tf.sigmoid(x))],
  ['keras.activations.relu', [3], { alpha: 0, max_value: null, threshold: 0 }, (x) => tf.relu(x)],
  ['keras.activations.hard_sigmoid', [3], {}, hardSigmoid],
  ['keras.activations.softmax', [3, 4], { axis: 1 }, (x) => tf.transpose(tf.softmax(tf.transpose(x, [0, 2, 1])), [0, 2, 1])],
  ['compat.v1.nn.softmax', [3], { axis: -1 }, (x) => tf.softmax(x)],
  ['nn.leaky_relu', [3], { alpha: 0.1 }, (x) => tf.leakyRelu(x, 0.1)],
  ['math.l2_normalize', [4], { axis: -1 }, (x) => tf.div(x, tf.norm(x, 2, -1, true))],
  ['clip_by_value', [4], { clip_value_min: -1, clip_value_max: 2 }, (x) => tf.clipByValue(x, -1, 2)],
  ['nn.bias_add', [3, 2], { bias: [1, -2], data_format: 'NHWC' }, (x) => tf.add(x, [1, -2])],
  ['image.resize', [4, 5, 2], { size: [8, 10], method: 'bilinear', antialias: false }, (x) => tf.image.resizeBilinear(x as tf.Tensor4D, [8, 10], false, true)],
  ['nn.depth_to_space', [2, 3, 8], { block_size: 2, data_format: 'NHWC' }, (x) => tf.depthToSpace(x as tf.Tensor4D, 2)],
  ['nn.space_to_depth', [4, 6, 2], { block_size: 2 }, (x) => tf.reshape(tf.transpose(tf.reshape(x, [BATCH, 2, 2, 3, 2, 2]), [0, 1, 3, 2, 4, 5]), [BATCH, 2, 3, 8])],
  ['roll', [4, 5], { shift: [1, -2], axis: [1, 2] }, (x) => rolled(rolled(x, 1, 1), 2, -2)],
  ['nn.avg_pool', [6, 6, 2], { ksize: 3, strides: 2, padding: 'SAME' }, (x) => tf.avgPool(x as tf.Tensor4D, 3, 2, 'same')],
  ['nn.max_pool', [6, 7, 2], { ksize: [1, 3, 2, 1], strides: [1, 2, 1, 1], padding: 'VALID' }, (x) => tf.maxPool(x as tf.Tensor4D, [3, 2], [2, 1], 'valid')],
  ['__operators__.getitem', [4, 5], { slice_spec: [range(null, null), range(1, null), range(null, -1)] }, (x) => tf.slice(x, [0, 1, 0], [BATCH, 3, 4])],
  ['__operators__.getitem', [4, 5], { slice_spec: [ELLIPSIS, range(null, null, -1)] }, (x) => tf.reverse(x, -1)],
  ['__operators__.getitem', [4, 5], { slice_spec: [range(null, null), 0] }, (x) => tf.gather(x, 0, 1)],
  ['__operators__.getitem', [4, 5], { slice_spec: [range(null, null), null, range(0, 4, 2), -1] }, (x) => tf.reshape(tf.stridedSlice(x, [0, 0, 4], [BATCH, 4, 5], [1, 2, 1]), [BATCH, 1, 2])],
  ['where', [3], { x: Z, y: 0 }, (x, z) => tf.where(tf.cast(x, 'bool'), z, tf.zerosLike(z)), [3]],
  ['math.exp', [3], { name: null }, (x) => tf.exp(x)],
]; // prettier-ignore

/** Functions of one tensor that tfjs has too. */
const UNARY: readonly (readonly [called: string, means: (x: tf.Tensor) => tf.Tensor])[] = [
  ['math.abs', tf.abs], ['math.exp', tf.exp], ['math.square', tf.square], ['math.reciprocal', tf.reciprocal],
  ['math.sin', tf.sin], ['math.cos', tf.cos], ['math.erf', tf.erf], ['math.floor', tf.floor], ['math.ceil', tf.ceil],
  ['math.round', tf.round], ['math.sign', tf.sign], ['math.expm1', tf.expm1], ['math.negative', tf.neg],
  ['zeros_like', tf.zerosLike], ['ones_like', tf.onesLike],
  ['keras.activations.mish', (x) => tf.mul(x, tf.tanh(tf.softplus(x)))],
  ['keras.activations.hard_swish', hardSwish],
  ['nn.log_softmax', (x) => tf.logSoftmax(x)],
]; // prettier-ignore
/** Of numbers above 0 alone. */
const OF_POSITIVES: readonly (readonly [called: string, means: (x: tf.Tensor) => tf.Tensor])[] = [
  ['math.sqrt', tf.sqrt],
  ['math.rsqrt', tf.rsqrt],
  ['math.log', tf.log],
  ['math.log1p', tf.log1p],
];
const BINARY: readonly (readonly [called: string, means: Means])[] = [
  ['math.floordiv', tf.floorDiv], ['math.floormod', tf.mod], ['math.minimum', tf.minimum], ['math.greater', tf.greater],
  ['math.greater_equal', tf.greaterEqual], ['math.less', tf.less], ['math.less_equal', tf.lessEqual],
  ['math.equal', tf.equal], ['math.not_equal', tf.notEqual],
]; // prettier-ignore

/** By functions that a layer of tfjs says: as operations they are tried by what their layer does not take. */
const BESIDE_LAYERS: readonly Case[] = [
  ['concat', [4], { axis: 0 }, (x) => tf.concat([x, x], 0)],
  [
    'repeat',
    [4, 2],
    { repeats: 3, axis: 1 },
    (x) =>
      tf.gather(
        x,
        Array.from({ length: 12 }, (_, i) => Math.floor(i / 3)),
        1,
      ),
  ],
  ['math.reduce_min', [3, 4], { axis: 2 }, (x) => tf.min(x, 2)],
  ['math.reduce_prod', [3, 4], { axis: 2 }, (x) => tf.prod(x, 2)],
  ['math.reduce_std', [3, 4], { axis: 2 }, (x) => tf.sqrt(tf.moments(x, 2).variance)],
  ['one_hot', [4], { depth: 6, on_value: null }, (x) => tf.oneHot(tf.cast(x, 'int32'), 6)],
  ['broadcast_to', [1, 4], { shape: [BATCH, 3, 4] }, (x) => tf.broadcastTo(x, [BATCH, 3, 4])],
];

export const OPERATION_CASES: readonly Case[] = [
  ...CASES,
  ...BESIDE_LAYERS,
  ...[...UNARY, ...OF_POSITIVES].map(([called, means]): Case => [called, [3, 4], {}, means]),
  ...BINARY.map(([called, means]): Case => [called, [3], { y: Z }, means, [3]]),
];

export const POSITIVES: ReadonlySet<string> = new Set(OF_POSITIVES.map(([called]) => called));

/** As numpy rolls. */
function rolled(x: tf.Tensor, axis: number, by: number): tf.Tensor {
  const size = x.shape[axis]!;
  return tf.gather(
    x,
    Array.from({ length: size }, (_, i) => (i - by + size) % size),
    axis,
  );
}
