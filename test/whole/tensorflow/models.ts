/** @file Models that run on cpu and on TensorFlow, each with its multiply-adds as products of its sizes. */
import * as tf from '@tensorflow/tfjs';
import { networkWorkload, zooWorkload, type WeightKind } from '../../../models/index.ts';
import { weightsOf } from '../../../models/weights.ts';
import type { Workload } from '../../../src/index.ts';

export interface Both {
  readonly name: string;
  /** A recipe: the model is built anew on each backend, with the same weights and the same image. */
  readonly workload: (weights: WeightKind, seed?: number) => Workload;
  readonly multiplyAdds: number;
}

const classes = 10;

/** DeiT-Ti/16 at 32 pixels. N tokens of width D, p the patch's side, 12 blocks. */
function deitMultiplyAdds(imageSize: number): number {
  const [p, D, depth] = [16, 192, 12];
  const patches = (imageSize / p) ** 2;
  const N = patches + 1;
  const block = 4 * N * D * D + 2 * N * N * D + 2 * N * D * 4 * D;
  return patches * p * p * 3 * D + depth * block + D * classes;
}

/** [output channels c, stride of the block's depthwise convolution, expansion t] of MobileNetV2's 17 blocks. */
const MOBILENET_V2: readonly (readonly [c: number, stride: number, t: number])[] = (
  [
    [1, 16, 1, 1],
    [6, 24, 2, 2],
    [6, 32, 3, 2],
    [6, 64, 4, 2],
    [6, 96, 3, 1],
    [6, 160, 3, 2],
    [6, 320, 1, 1],
  ] as const
).flatMap(([t, c, blocks, stride]) =>
  Array.from({ length: blocks }, (_, i) => [c, i === 0 ? stride : 1, t] as const),
);

/** Table 2 of the paper (Sandler et al. 2018): a stem of 32, the blocks, a top of 1280, a classifier. */
function mobileNetMultiplyAdds(imageSize: number): number {
  let size = Math.ceil(imageSize / 2);
  let width = 32;
  let sum = size * size * 3 * 3 * 3 * width;
  for (const [c, stride, t] of MOBILENET_V2) {
    const wide = t * width;
    if (t > 1) sum += size * size * width * wide;
    size = Math.ceil(size / stride);
    sum += size * size * 3 * 3 * wide + size * size * wide * c;
    width = c;
  }
  return sum + size * size * width * 1280 + 1280 * classes;
}

const S = 20;
const B = 2;

/** Strides, dilation, a transposed convolution, both poolings, ReLU within a convolution and without. */
function handMade(kind: WeightKind, seed: number): tf.LayersModel {
  const weights = weightsOf(kind, seed);
  return tf.sequential({
    name: 'hand_made',
    layers: [
      tf.layers.conv2d({
        name: 'stem',
        inputShape: [S, S, 3],
        filters: 8,
        kernelSize: 5,
        strides: 2,
        padding: 'same',
        activation: 'relu',
        kernelInitializer: weights.kernel(5 * 5 * 3),
      }),
      tf.layers.batchNormalization({ name: 'norm' }),
      tf.layers.conv2d({
        name: 'dilated',
        filters: 6,
        kernelSize: 3,
        dilationRate: 2,
        padding: 'same',
        activation: 'tanh',
        kernelInitializer: weights.kernel(3 * 3 * 8),
      }),
      tf.layers.maxPooling2d({ name: 'max', poolSize: 2, strides: 2 }),
      tf.layers.depthwiseConv2d({
        name: 'depthwise',
        kernelSize: 3,
        depthMultiplier: 2,
        padding: 'same',
        depthwiseInitializer: weights.kernel(3 * 3),
      }),
      tf.layers.conv2dTranspose({
        name: 'up',
        filters: 4,
        kernelSize: 2,
        strides: 2,
        kernelInitializer: weights.kernel(2 * 2 * 12),
      }),
      tf.layers.averagePooling2d({ name: 'average', poolSize: 2, strides: 2 }),
      tf.layers.flatten({ name: 'flatten' }),
      tf.layers.dense({
        name: 'head',
        units: classes,
        activation: 'softmax',
        kernelInitializer: weights.kernel((S / 4) ** 2 * 4),
      }),
    ],
  });
}

const handMadeMultiplyAdds =
  B *
  ((S / 2) ** 2 * 5 * 5 * 3 * 8 +
    (S / 2) ** 2 * 3 * 3 * 8 * 6 +
    (S / 4) ** 2 * 3 * 3 * 6 * 2 +
    (S / 4) ** 2 * 2 * 2 * 12 * 4 +
    (S / 4) ** 2 * 4 * classes);

export const BOTH: readonly Both[] = [
  {
    name: 'MobileNetV2 at 32 pixels',
    workload: (weights, seed) => zooWorkload('mobilenet-v2', { imageSize: 32, classes, weights, seed }),
    multiplyAdds: mobileNetMultiplyAdds(32),
  },
  {
    name: 'DeiT-Ti at 32 pixels',
    workload: (weights, seed) => zooWorkload('deit-ti16', { imageSize: 32, classes, weights, seed }),
    multiplyAdds: deitMultiplyAdds(32),
  },
  {
    name: 'a CNN by hand, a batch of 2',
    workload: (weights, seed = 1) =>
      networkWorkload({
        name: 'hand-made',
        title: 'CNN',
        spec: { weights, seed },
        inputShape: [B, S, S, 3],
        build: () => handMade(weights, seed),
      }),
    multiplyAdds: handMadeMultiplyAdds,
  },
];
