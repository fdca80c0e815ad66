/** @file Ops that together run every counted kernel of the cpu backend which is no convolution or matmul. */
import * as tf from '@tensorflow/tfjs';
import { gradients } from './record-kernels.ts';

const UNARY = [
  'neg square reciprocal abs floor ceil round sign exp expm1 log log1p sqrt rsqrt erf sin cos',
  'tan asin acos atan sinh cosh tanh asinh atanh relu relu6 leakyRelu elu selu sigmoid',
  'softplus step isNaN isInf isFinite',
].flatMap((names) => names.split(' '));
const BINARY = [
  'add sub mul div floorDiv mod squaredDifference maximum minimum pow atan2 equal notEqual',
  'less lessEqual greater greaterEqual',
].flatMap((names) => names.split(' '));

function op(name: string): (...x: tf.Tensor[]) => unknown {
  const found = (tf as unknown as Record<string, ((...x: tf.Tensor[]) => unknown) | undefined>)[name];
  if (found === undefined) throw new Error(`tfjs has no op ${name}.`);
  return found;
}

export function opsOfEveryKernel(): readonly (() => unknown)[] {
  const x = tf.tensor2d([0.1, 0.2, 0.3, 0.4, 0.5, 0.6], [2, 3]);
  const integers = tf.tensor1d([1, 0, 2], 'int32');
  const flags = tf.tensor1d([true, false]);
  const image: tf.Tensor4D = tf.ones([1, 6, 6, 2]);
  const volume: tf.Tensor5D = tf.ones([1, 4, 4, 4, 2]);
  const complex = tf.complex([1, 2, 3, 4], [0, 1, 0, 1]);
  const boxes = tf.tensor2d([0, 0, 0.5, 0.5, 0.2, 0.2, 1, 1], [2, 4]);
  const scores = tf.tensor1d([0.9, 0.8]);
  return [
    ...UNARY.map((name) => () => op(name)(x)),
    ...BINARY.map((name) => () => op(name)(x, x)),
    () => [tf.softmax(x), tf.cumsum(x, 1), tf.batchNorm(image, tf.zeros([2]), tf.ones([2]))],
    () => tf.acosh(tf.add(x, 1)),
    () => tf.clipByValue(x, 0.2, 0.4),
    () => tf.prelu(x, tf.tensor2d([[0.1, 0.2, 0.3]])),
    () => tf.addN([x, x, x]),
    () => tf.bitwiseAnd(integers, integers),
    () => tf.logicalAnd(flags, flags),
    () => tf.logicalOr(flags, flags),
    () => tf.logicalNot(flags),
    () => tf.where(tf.tensor2d([[true], [false]]), x, x),
    () => gradients((t: tf.Tensor) => tf.elu(t).sum())([x]),
    () => [tf.mean(x, 0), tf.prod(x, 1), tf.max(x), tf.min(x, 0), tf.argMax(x, 1), tf.argMin(x, 1)],
    () => [tf.all(flags), tf.any(flags), tf.cumprod(x, 1)],
    () => gradients((a: tf.Tensor4D) => tf.maxPool(a, 2, 2, 'valid').sum())([image]),
    () => gradients((a: tf.Tensor4D) => tf.avgPool(a, 2, 2, 'valid').sum())([image]),
    () => gradients((a: tf.Tensor5D) => tf.maxPool3d(a, 2, 2, 'valid').sum())([volume]),
    () => gradients((a: tf.Tensor5D) => tf.avgPool3d(a, 2, 2, 'valid').sum())([volume]),
    () => tf.maxPoolWithArgmax(image, 2, 2, 'valid'),
    () =>
      gradients((a: tf.Tensor4D, f: tf.Tensor3D) => tf.dilation2d(a, f, 1, 'valid').sum())([
        image,
        tf.ones([2, 2, 2]),
      ]),
    () => gradients((a: tf.Tensor4D) => tf.localResponseNormalization(a, 1).sum())([image]),
    () => gradients((a: tf.Tensor4D) => tf.image.resizeBilinear(a, [9, 9]).sum())([image]),
    () => gradients((a: tf.Tensor4D) => tf.image.resizeNearestNeighbor(a, [9, 9]).sum())([image]),
    () => tf.image.cropAndResize(image, boxes, tf.tensor1d([0, 0], 'int32'), [3, 3]),
    () => tf.image.transform(image, tf.tensor2d([1, 0, 0, 0, 1, 0, 0, 0], [1, 8]), 'bilinear'),
    () => tf.image.rotateWithOffset(image, 0.3),
    () => [tf.spectral.fft(complex), tf.spectral.ifft(complex), tf.abs(complex), tf.mul(complex, complex)],
    () => [tf.topk(x, 2), tf.searchSorted(tf.tensor1d([0.1, 0.5]), scores), tf.multinomial(scores, 4)],
    () => tf.image.nonMaxSuppression(boxes, scores, 2),
    () => tf.image.nonMaxSuppressionPadded(boxes, scores, 2, 0.5, 0.1, true),
    () => tf.image.nonMaxSuppressionWithScore(boxes, scores, 2, 0.5, 0.1, 0.5),
    () => [tf.bincount(integers, tf.ones([3]), 4), tf.denseBincount(integers, tf.ones([3]), 4)],
    () => tf.unsortedSegmentSum(tf.ones([3, 2]), integers, 3),
    () => tf.scatterND(tf.tensor2d([0, 2], [2, 1], 'int32'), tf.ones([2, 3]), [4, 3]),
    () => tf.sparse.sparseSegmentSum(x, tf.tensor1d([0, 1], 'int32'), tf.tensor1d([0, 0], 'int32')),
    () => tf.sparse.sparseSegmentMean(x, tf.tensor1d([0, 1], 'int32'), tf.tensor1d([0, 0], 'int32')),
    () => [tf.range(0, 9), tf.linspace(0, 1, 9)],
    () => tf.raggedRange(tf.tensor1d([0, 2]), tf.tensor1d([3, 5]), tf.tensor1d([1, 1])),
    () =>
      tf.fused.depthwiseConv2d({
        x: image,
        filter: tf.ones([3, 3, 2, 1]),
        strides: 1,
        pad: 'same',
        activation: 'relu6',
      }),
  ];
}
