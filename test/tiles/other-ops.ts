/** @file Ops of kernels that only move, choose or compare, and of those whose work is measured. */
import * as tf from '@tensorflow/tfjs';
import { filled, flags, gradients, integers, type Fill, type NamedOp } from './tensors.ts';

/** The op is composed of others; the kernel is run by its name. */
const logicalXor = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.engine().runKernel('LogicalXor', { a, b });

/** Ops on values of one kind. */
export function otherOps(fill: Fill): readonly NamedOp[] {
  const t = (shape: number[]): tf.Tensor => filled(fill, shape);
  const image = (): tf.Tensor4D => t([2, 4, 5, 3]) as tf.Tensor4D;
  const volume = (): tf.Tensor5D => t([2, 4, 5, 6, 3]) as tf.Tensor5D;
  return [
    ['logic', () => [tf.logicalAnd(flags(), flags()), tf.logicalNot(flags())]],
    ['more logic', () => [tf.logicalOr(flags(), flags()), logicalXor(flags(), flags())]],
    ['all and any', () => [tf.all(flags()), tf.any(flags())]],
    [
      'bits and choices',
      () => [tf.bitwiseAnd(integers([5]), integers([5])), tf.where(flags(), t([5]), t([5]))],
    ],
    ['topk and search', () => [tf.topk(t([3, 9]), 4), tf.searchSorted(tf.tensor1d([1, 2, 3]), tf.ones([5]))]],
    [
      'moves',
      () => [
        tf.reshape(t([3, 4]), [12]),
        tf.expandDims(t([3])),
        tf.cast(t([9]), 'int32'),
        tf.transpose(t([3, 4, 5]), [2, 0, 1]),
      ],
    ],
    [
      'parts',
      () => [
        tf.slice(t([4, 4]), [1, 1], [2, 2]),
        tf.stridedSlice(t([9]), [0], [9], [2]),
        tf.split(t([4, 6]), 2, 1),
        tf.unstack(t([3, 4])),
      ],
    ],
    ['joins', () => [tf.concat([t([3, 4]), t([3, 4])]), tf.stack([t([3]), t([3])]), tf.tile(t([3]), [4])]],
    [
      'margins',
      () => [
        tf.pad(t([3, 3]), [
          [1, 1],
          [1, 1],
        ]),
        tf.mirrorPad(
          t([3, 3]),
          [
            [1, 1],
            [1, 1],
          ],
          'reflect',
        ),
        tf.reverse(t([5])),
      ],
    ],
    [
      'gathers',
      () => [
        tf.gather(t([4, 4]), integers([3])),
        tf.gatherND(t([4, 4]), tf.tensor2d([0, 2], [2, 1], 'int32')),
      ],
    ],
    [
      'scatters',
      () => [
        tf.tensorScatterUpdate(t([5, 4]), tf.tensor2d([0, 2], [2, 1], 'int32'), t([2, 4])),
        tf.sparseToDense(tf.tensor1d([0, 2], 'int32'), t([2]), [4], tf.scalar(0)),
      ],
    ],
    [
      'blocks',
      () => [
        tf.batchToSpaceND(
          t([4, 2, 2, 1]),
          [2, 2],
          [
            [0, 0],
            [0, 0],
          ],
        ),
        tf.spaceToBatchND(
          t([1, 4, 4, 1]),
          [2, 2],
          [
            [0, 0],
            [0, 0],
          ],
        ),
        tf.depthToSpace(t([1, 2, 2, 4]) as tf.Tensor4D, 2, 'NHWC'),
      ],
    ],
    [
      'makers',
      () => [
        // oxlint-disable-next-line unicorn/no-array-fill-with-reference-type -- tfjs's fill takes a shape
        tf.fill([4], 2),
        tf.oneHot(integers([5]), 9),
        tf.diag(t([4])),
        tf.image.flipLeftRight(image()),
        tf.unique(integers([20], 5)),
      ],
    ],
    ['broadcastArgs', () => tf.broadcastArgs(tf.tensor1d([1, 3], 'int32'), tf.tensor1d([2, 1], 'int32'))],
    [
      'sparse',
      () => [
        tf.sparse.sparseFillEmptyRows(
          tf.tensor2d(
            [
              [0, 0],
              [2, 1],
            ],
            [2, 2],
            'int32',
          ),
          t([2]) as tf.Tensor1D,
          tf.tensor1d([3, 2], 'int32'),
          tf.scalar(0),
        ),
        tf.sparse.sparseReshape(
          tf.tensor2d(
            [
              [0, 0],
              [2, 1],
            ],
            [2, 2],
            'int32',
          ),
          tf.tensor1d([3, 2], 'int32'),
          tf.tensor1d([2, 3], 'int32'),
        ),
        tf.sparse.sparseSegmentSum(t([5, 4]), tf.tensor1d([0, 1], 'int32'), tf.tensor1d([0, 0], 'int32')),
        tf.sparse.sparseSegmentMean(t([5, 4]), tf.tensor1d([0, 1], 'int32'), tf.tensor1d([0, 0], 'int32')),
      ],
    ],
    [
      'text',
      () => [
        tf.string.stringNGrams(
          tf.tensor1d(['a', 'b'], 'string'),
          tf.tensor1d([0, 2], 'int32'),
          '|',
          [1],
          '',
          '',
          0,
          false,
        ),
        tf.string.stringSplit(tf.tensor1d(['a b'], 'string'), tf.scalar(' ', 'string')),
        tf.string.stringToHashBucketFast(tf.tensor1d(['a'], 'string'), 10),
      ],
    ],
    ['resizing', () => gradients((x: tf.Tensor4D) => tf.image.resizeBilinear(x, [7, 6]))([image()])],
    ['nearest', () => gradients((x: tf.Tensor4D) => tf.image.resizeNearestNeighbor(x, [7, 6]))([image()])],
    [
      'warps',
      () => [
        tf.image.cropAndResize(image(), tf.tensor2d([[0, 0, 1, 1]]), tf.tensor1d([0], 'int32'), [3, 3]),
        tf.image.transform(image(), tf.tensor2d([[1, 0, 0, 0, 1, 0, 0, 0]]), 'bilinear'),
        tf.image.rotateWithOffset(image(), 0.3),
      ],
    ],
    [
      'gradients of pools',
      () => [
        gradients((x: tf.Tensor4D) => tf.avgPool(x, 2, 1, 'same'))([image()]),
        gradients((x: tf.Tensor4D) => tf.maxPool(x, 2, 1, 'same'))([image()]),
        gradients((x: tf.Tensor5D) => tf.avgPool3d(x, 2, 1, 'same'))([volume()]),
        gradients((x: tf.Tensor5D) => tf.maxPool3d(x, 2, 1, 'same'))([volume()]),
      ],
    ],
    [
      'gradients of windows',
      () => [
        gradients((x: tf.Tensor4D, f: tf.Tensor3D) => tf.dilation2d(x, f, 1, 'same'))([
          image(),
          t([2, 2, 3]),
        ]),
        gradients((x: tf.Tensor5D, f: tf.Tensor5D) => tf.conv3d(x, f, 1, 'same'))([
          volume(),
          t([2, 2, 2, 3, 2]),
        ]),
        gradients((x: tf.Tensor4D) => tf.localResponseNormalization(x, 1))([image()]),
        gradients((x: tf.Tensor) => tf.elu(x))([t([21])]),
      ],
    ],
    [
      'choices by score',
      () => [
        tf.image.nonMaxSuppression(
          tf.tensor2d([
            [0, 0, 1, 1],
            [0, 0, 0.5, 1],
          ]),
          tf.tensor1d([0.9, 0.8]),
          2,
        ),
        tf.image.nonMaxSuppressionPadded(tf.tensor2d([[0, 0, 1, 1]]), tf.tensor1d([0.9]), 2, 0.5, 0.1, true),
        tf.image.nonMaxSuppressionWithScore(
          tf.tensor2d([[0, 0, 1, 1]]),
          tf.tensor1d([0.9]),
          2,
          0.5,
          0.1,
          0.5,
        ),
      ],
    ],
    [
      'draws and bins',
      () => [
        tf.multinomial(tf.ones([2, 3]) as tf.Tensor2D, 4, 1),
        tf.bincount(integers([9]) as tf.Tensor1D, tf.ones([9]), 4),
        tf.denseBincount(integers([9]) as tf.Tensor1D, tf.ones([9]), 4),
      ],
    ],
  ];
}
