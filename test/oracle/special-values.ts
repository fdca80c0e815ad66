/** @file Element operations and reductions of values that branches and conversions treat apart. */
import * as tf from '@tensorflow/tfjs';

const SPECIAL = [NaN, Infinity, -Infinity, 0, -0, 1e-42, -1e-42, 1.5, -2.5, 3.4e38, -100, 30];

const UNARY = [
  'neg square reciprocal abs floor ceil round sign exp expm1 log log1p sqrt rsqrt erf sin cos tan asin acos',
  'atan sinh cosh tanh asinh acosh atanh relu relu6 leakyRelu elu selu sigmoid softplus step isNaN isInf',
  'isFinite softmax cumsum cumprod sum mean prod max min argMax argMin',
].flatMap((names) => names.split(' '));
const BINARY = [
  'add sub mul div floorDiv mod squaredDifference maximum minimum pow atan2 prelu',
  'equal notEqual less lessEqual greater greaterEqual',
].flatMap((names) => names.split(' '));

const op = (name: string): ((...x: tf.Tensor[]) => tf.Tensor) =>
  (tf as unknown as Record<string, (...x: tf.Tensor[]) => tf.Tensor>)[name]!;

/** The numbers that each op gives on the backend that is active; pairs meet all others. */
export function outputsOfSpecialValues(): readonly (readonly number[])[] {
  const n = SPECIAL.length;
  const x = tf.tensor1d(SPECIAL);
  const column = tf.tensor2d(SPECIAL, [n, 1]);
  const column4d = tf.tensor4d(SPECIAL, [1, n, 1, 1]);
  const row = tf.tensor2d(SPECIAL, [1, n]);
  return [
    ...UNARY.map((name) => op(name)(x)),
    ...BINARY.map((name) => op(name)(tf.tile(column, [1, n]), row)),
    tf.maxPool(column4d, [2, 1], 1, 'same'),
    tf.avgPool(column4d, [2, 1], 1, 'same'),
    tf.clipByValue(x, -1, 1),
  ].map((tensor) => [...tensor.dataSync()]);
}
