/** @file Ops beside those that run every counted kernel: convolutions, products, and what moves data. */
import * as tf from '@tensorflow/tfjs';
import { gradients } from '../formulas/record-kernels.ts';

const range = (shape: number[], dtype: tf.DataType = 'float32'): tf.Tensor =>
  tf.tidy(() =>
    tf.cast(
      tf.reshape(
        tf.range(
          0,
          shape.reduce((a, b) => a * b, 1),
        ),
        shape,
      ),
      dtype,
    ),
  );

const image = (): tf.Tensor4D => range([2, 7, 6, 4]) as tf.Tensor4D;
const filter = (): tf.Tensor4D => range([3, 2, 4, 5]) as tf.Tensor4D;
const integers = (...values: number[]): tf.Tensor1D => tf.tensor1d(values, 'int32');
const text = (...values: string[]): tf.Tensor1D => tf.tensor1d(values, 'string');

/** A linter takes it for an array's. */
const { fill: filled } = tf;

const WINDOWS = (['same', 'valid', 1] as const).flatMap((pad) =>
  [1, 2].flatMap((stride) => [
    () =>
      tf.conv2d(
        image(),
        range([3, 3, 4, 5]) as tf.Tensor4D,
        stride,
        pad,
        'NHWC',
        1,
        typeof pad === 'number' ? 'floor' : undefined,
      ),
    () =>
      tf.depthwiseConv2d(
        image(),
        range([3, 3, 4, 2]) as tf.Tensor4D,
        stride,
        pad,
        'NHWC',
        1,
        typeof pad === 'number' ? 'floor' : undefined,
      ),
    () => tf.maxPool(image(), [3, 3], stride, pad, typeof pad === 'number' ? 'ceil' : undefined),
    () => tf.avgPool(image(), [3, 3], stride, pad, typeof pad === 'number' ? 'ceil' : undefined),
  ]),
);

/** Each is run once. */
export const MORE_OPS: readonly (() => unknown)[] = [
  ...WINDOWS,
  () => tf.conv2d(image(), filter(), [2, 1], 'same'),
  () => tf.conv2d(range([2, 4, 7, 6]) as tf.Tensor4D, filter(), 1, 'valid', 'NCHW'),
  () => tf.conv2d(image(), filter(), 1, 'valid', 'NHWC', [2, 3]),
  () =>
    tf.fused.conv2d({
      x: image(),
      filter: filter(),
      strides: 1,
      pad: 'same',
      bias: range([5]),
      activation: 'relu',
    }),
  () => tf.conv2dTranspose(image(), range([3, 3, 5, 4]) as tf.Tensor4D, [2, 14, 12, 5], 2, 'same'),
  () => tf.conv1d(range([2, 9, 3]) as tf.Tensor3D, range([3, 3, 4]) as tf.Tensor3D, 2, 'valid'),
  () =>
    tf.separableConv2d(
      image(),
      range([3, 3, 4, 1]) as tf.Tensor4D,
      range([1, 1, 4, 6]) as tf.Tensor4D,
      1,
      'same',
    ),
  () => gradients((x: tf.Tensor4D, f: tf.Tensor4D) => tf.conv2d(x, f, 2, 'same').sum())([image(), filter()]),
  () =>
    gradients((x: tf.Tensor4D, f: tf.Tensor4D) => tf.depthwiseConv2d(x, f, 1, 'same').sum())([
      image(),
      range([3, 2, 4, 2]),
    ]),
  () =>
    gradients((x: tf.Tensor5D, f: tf.Tensor5D) => tf.conv3d(x, f, 1, 'same').sum())([
      range([1, 4, 5, 6, 2]),
      range([2, 3, 2, 2, 3]),
    ]),
  () =>
    tf.conv3dTranspose(
      range([1, 3, 4, 5, 2]) as tf.Tensor5D,
      range([2, 2, 2, 3, 2]) as tf.Tensor5D,
      [1, 6, 8, 10, 3],
      2,
      'same',
    ),
  () => tf.dilation2d(image(), range([2, 3, 4]) as tf.Tensor3D, [1, 2], 'same'),
  () => tf.matMul(range([2, 1, 3, 4]), range([5, 6, 4]), false, true),
  () => tf.matMul(range([4, 3]), range([4, 5]), true),
  ...(['leakyrelu', 'relu', 'elu'] as const).map(
    (activation) => () =>
      tf.fused.matMul({ a: range([3, 4], 'int32'), b: range([4, 5], 'int32'), activation }),
  ),
  () => tf.unsortedSegmentSum(range([3, 2], 'int32'), integers(0, 1, 1), 2),
  () => tf.unsortedSegmentSum(range([3, 2], 'bool'), integers(0, 1, 1), 2),
  () => tf.fused.matMul({ a: range([3, 4]), b: range([4, 5]), bias: range([5]), activation: 'relu' }),
  () => [tf.einsum('bij,bjk->bik', range([2, 3, 4]), range([2, 4, 5])), tf.einsum('ij->ji', range([3, 4]))],
  () => [
    tf.sum(range([2, 3, 4], 'bool'), 1),
    tf.sum(range([2, 3, 4], 'int32'), [0, 2], true),
    tf.sum(range([2, 3])),
  ],
  () => [
    tf.prod(range([2, 3], 'bool')),
    tf.mean(range([2, 3], 'int32'), 1, true),
    tf.cumprod(range([4], 'bool')),
  ],
  () => [
    tf.max(range([2, 3, 4], 'int32'), [1]),
    tf.min(range([2, 3, 4]), -1, true),
    tf.any(range([2, 3], 'bool'), 0),
  ],
  () => [
    tf.add(range([2, 1, 4], 'int32'), range([3, 1])),
    tf.mul(range([0, 3]), range([1])),
    tf.sub(range([3], 'bool'), range([3], 'int32')),
  ],
  () => [
    tf.where(range([3], 'bool'), range([3], 'int32'), range([3])),
    tf.where(range([2, 1], 'bool'), range([2, 3]), range([2, 3])),
  ],
  () => [
    tf.logicalXor(range([2], 'bool'), range([2], 'bool')),
    tf.floorDiv(range([4], 'int32'), tf.scalar(2, 'int32')),
  ],
  () => [
    tf.reshape(range([2, 6]), [3, -1]),
    tf.expandDims(range([2, 3]), -1),
    tf.expandDims(range([2, 3]), 1),
    tf.squeeze(range([1, 3, 1])),
  ],
  () => [
    tf.transpose(range([2, 3, 4]), [2, 0, 1]),
    tf.transpose(range([2, 1, 4]), [1, 0, 2]),
    tf.reverse(range([2, 3]), 1),
  ],
  () => [tf.depthToSpace(image(), 2, 'NHWC')],
  () => [
    tf.spaceToBatchND(
      range([1, 3, 4, 2]),
      [2, 2],
      [
        [1, 0],
        [0, 0],
      ],
    ),
    tf.batchToSpaceND(
      range([8, 2, 3, 2]),
      [2, 2],
      [
        [0, 1],
        [1, 0],
      ],
    ),
  ],
  () => [
    tf.slice(range([4, 5, 6]), [1, 2], [2]),
    tf.slice(range([4, 5]), 2),
    tf.slice(range([4, 5]), [0, 1], [-1, 3]),
  ],
  () => [
    tf.stridedSlice(range([5, 6]), [4, 0], [0, 6], [-2, 2]),
    tf.stridedSlice(range([5, 6]), [1, 2], [2, 4], [1, 1], 0, 0, 0, 0, 1),
    tf.stridedSlice(range([5, 6]), [0, 0], [5, 6], [1, 1], 0, 0, 0, 1),
  ],
  () => [tf.split(range([6, 4]), 3), tf.split(range([4, 7]), [2, 4, 1], 1), tf.unstack(range([3, 4]), 1)],
  () => [
    tf.concat([range([2, 3]), range([4, 3])], 0),
    tf.concat([range([2, 3]), range([2, 1])], -1),
    tf.concat([tf.zeros([0, 3], 'int32'), range([2, 3])], 0),
  ],
  () => [
    tf.stack([range([2, 3]), range([2, 3])], 1),
    tf.stack([range([2])], -1),
    tf.tile(range([2, 3]), [2, 3]),
  ],
  () => [
    tf.pad(range([2, 3]), [
      [1, 2],
      [0, 3],
    ]),
    tf.mirrorPad(
      range([3, 4]),
      [
        [1, 1],
        [2, 0],
      ],
      'reflect',
    ),
  ],
  () => [
    tf.gather(range([4, 5]), integers(0, 2, 3), 1),
    tf.gather(range([2, 5, 3]), range([2, 4], 'int32').mod(tf.scalar(5, 'int32')), 1, 1),
  ],
  () => [
    tf.gatherND(
      range([3, 4, 5]),
      tf.tensor2d(
        [
          [0, 1],
          [2, 3],
        ],
        [2, 2],
        'int32',
      ),
    ),
    tf.oneHot(integers(0, 2), 4),
    tf.oneHot(integers(1), 3, 1, 0, 'bool'),
    tf.diag(range([3])),
  ],
  () => [
    tf.scatterND(tf.tensor2d([[0], [2]], [2, 1], 'int32'), range([2, 3], 'int32'), [4, 3]),
    tf.sparseToDense(integers(0, 2), range([2]), [5]),
  ],
  () => [
    tf.tensorScatterUpdate(range([4, 2]), tf.tensor2d([[0], [2]], [2, 1], 'int32'), range([2, 2])),
    tf.unsortedSegmentSum(range([3, 4]), integers(0, 1, 1), 5),
  ],
  () => [
    tf.topk(range([2, 5], 'int32'), 3),
    tf.multinomial(range([2, 3]) as tf.Tensor2D, 4),
    tf.bincount(integers(1, 2), tf.tensor1d([]), 5),
    tf.denseBincount(range([2, 3], 'int32') as tf.Tensor2D, tf.tensor2d([], [0, 0]), 7),
  ],
  () => [tf.searchSorted(range([2, 5]), range([2, 3]), 'right'), tf.ensureShape(range([2]), [2])],
  () => [
    tf.image.resizeBilinear(image(), [5, 9]),
    tf.image.resizeNearestNeighbor(image().toInt(), [3, 4]),
    tf.image.flipLeftRight(image()),
  ],
  () => [
    tf.image.cropAndResize(image(), range([3, 4]) as tf.Tensor2D, integers(0, 1, 0), [4, 5]),
    tf.image.transform(image(), range([2, 8]) as tf.Tensor2D, 'nearest', 'constant', 0, [3, 5]),
  ],
  () => [
    filled([2, 3], 1),
    filled([2], 'a', 'string'),
    filled([3], 1, 'bool'),
    tf.range(5, 0, -2, 'int32'),
    tf.linspace(0, 1, 5),
    tf.range(3, 3),
  ],
  () => [
    tf.complex(range([2, 3]), range([2, 3])),
    tf.real(tf.complex(range([2]), range([2]))),
    tf.imag(tf.complex(range([2]), range([2]))),
  ],
  () => [
    tf.cast(range([2, 3]), 'bool'),
    tf.spectral.rfft(range([2, 8])),
    tf.spectral.irfft(tf.complex(range([2, 5]), range([2, 5]))),
  ],
  () => [
    tf.string.stringToHashBucketFast(text('a', 'b'), 4),
    tf.string.staticRegexReplace(text('ab'), 'a', 'b'),
    tf.broadcastArgs(integers(2, 1), integers(3)),
  ],
  () => [
    tf.onesLike(range([2], 'int32')),
    tf.zerosLike(range([2], 'bool')),
    tf.prelu(range([2, 3]), range([3])),
    tf.leakyRelu(range([2], 'int32')),
  ],
  () => [
    tf.softmax(range([2, 3])),
    tf.logSoftmax(range([2, 3])),
    tf.exp(range([2], 'int32')),
    tf.sign(range([2], 'int32')),
    tf.clone(range([3])),
  ],
  () => [
    tf.add(integers(1, 2), integers(3)),
    tf.spaceToBatchND(
      range([1, 4, 6, 1]),
      [2, 2],
      [
        [0, 0],
        [1, 1],
      ],
    ),
  ],
];
