/** @file Layers that tfjs-layers lacks or gets wrong, and operations stand in for: each with its counts and its values. */
import * as tf from '@tensorflow/tfjs';
import type { Shape } from '../../../../src/core/shape.ts';
import type { Fields, Layer } from '../chains.ts';
import { times } from '../means.ts';
import { BATCH } from '../trial.ts';

export interface Lacking {
  readonly name: string;
  readonly sizes: Shape;
  readonly dtype?: 'float32' | 'int32';
  readonly layers: readonly Layer[];
  /** Of one example. */
  readonly multiplyAdds: number;
  readonly parameters: number;
  readonly means: (x: tf.Tensor, weights: readonly tf.Tensor[]) => tf.Tensor;
  readonly says: string;
}

const dense = (units: number): Layer => ['Dense', 'dense', { units, use_bias: false }];
const conv1d = (config: Fields): Layer => [
  'Conv1D',
  'c',
  { filters: 7, kernel_size: [3], strides: [1], use_bias: true, ...config },
];
const conv2d: Layer = ['Conv2D', 'c', { filters: 16, kernel_size: [3, 3], strides: [2, 2], padding: 'same' }];
const convolved = (x: tf.Tensor, [kernel, bias]: readonly tf.Tensor[]): tf.Tensor =>
  tf.add(tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, 2, 'same'), bias!);
export const crop = (height: number, width: number): Layer => ['CenterCrop', 'crop', { height, width }];
export const resizing = (config: Fields): Layer => [
  'Resizing',
  'r',
  { height: 5, width: 4, crop_to_aspect_ratio: false, ...config },
];

export const LACKING_CASES: readonly Lacking[] = [
  ...[1, 4].map((dilation): Lacking => ({
    name: `a causal Conv1D of dilation ${dilation}`,
    sizes: [50, 5],
    layers: [conv1d({ padding: 'causal', dilation_rate: [dilation] })],
    multiplyAdds: 3 * 5 * 7 * 50,
    parameters: 3 * 5 * 7 + 7,
    means: (x, [kernel, bias]) => {
      const padded = tf.pad(x, [[0, 0], [2 * dilation, 0], [0, 0]]) as tf.Tensor3D;
      return tf.add(tf.conv1d(padded, kernel as tf.Tensor3D, 1, 'valid', 'NWC', dilation), bias!);
    },
    says: 'c: causal padding replaced by zeros before it, tf.pad',
  })),
  {
    name: 'a causal Conv1D that strides',
    sizes: [9, 2],
    layers: [conv1d({ padding: 'causal', strides: [2], kernel_size: [4], filters: 3 })],
    multiplyAdds: 4 * 2 * 3 * 5,
    parameters: 4 * 2 * 3 + 3,
    means: (x, [kernel, bias]) => tf.add(tf.conv1d(tf.pad(x, [[0, 0], [3, 0], [0, 0]]) as tf.Tensor3D, kernel as tf.Tensor3D, 2, 'valid'), bias!),
    says: 'causal',
  },
  {
    name: 'ZeroPadding1D',
    sizes: [10, 4],
    layers: [['ZeroPadding1D', 'pad', { padding: [1, 2] }], conv1d({ filters: 2, padding: 'valid' })],
    multiplyAdds: 3 * 4 * 2 * (10 + 3 - 2),
    parameters: 3 * 4 * 2 + 2,
    means: (x, [kernel, bias]) => tf.add(tf.conv1d(tf.pad(x, [[0, 0], [1, 2], [0, 0]]) as tf.Tensor3D, kernel as tf.Tensor3D, 1, 'valid'), bias!),
    says: 'pad: ZeroPadding1D run as tf.pad',
  },
  {
    name: 'ZeroPadding1D by one number',
    sizes: [3, 4],
    layers: [['ZeroPadding1D', 'pad', { padding: 2 }], dense(5)],
    multiplyAdds: 4 * 5 * (3 + 4),
    parameters: 4 * 5,
    means: (x, [kernel]) => times(tf.pad(x, [[0, 0], [2, 2], [0, 0]]), kernel!),
    says: 'tf.pad',
  },
  ...([[2, 1], [1, 0]] as const).map(([before, after]): Lacking => ({
    name: `Cropping1D by ${before} and ${after}`,
    sizes: [10, 4],
    layers: [['Cropping1D', 'cut', { cropping: [before, after] }], dense(5)],
    multiplyAdds: 4 * 5 * (10 - before - after),
    parameters: 4 * 5,
    means: (x, [kernel]) => times(tf.slice(x, [0, before, 0], [BATCH, 10 - before - after, 4]), kernel!),
    says: 'cut: Cropping1D run as tf.slice',
  })),
  {
    name: 'UpSampling1D',
    sizes: [10, 4],
    layers: [['UpSampling1D', 'up', { size: 3 }], dense(4)],
    multiplyAdds: 4 * 4 * 3 * 10,
    parameters: 4 * 4,
    means: (x, [kernel]) => times(tf.gather(x, Array.from({ length: 30 }, (_, i) => Math.floor(i / 3)), 1), kernel!),
    says: 'up: UpSampling1D run as tf.repeat',
  },
  {
    name: 'CenterCrop first',
    sizes: [48, 64, 3],
    layers: [crop(32, 30), conv2d],
    multiplyAdds: 3 * 3 * 3 * 16 * (32 / 2) * (30 / 2),
    parameters: 3 * 3 * 3 * 16 + 16,
    means: (x, weights) => convolved(tf.slice(x, [0, 8, 17, 0], [BATCH, 32, 30, 3]), weights),
    says: 'crop: CenterCrop run as tf.centerCrop',
  },
  {
    name: 'CenterCrop by odd numbers',
    sizes: [9, 8, 3],
    layers: [crop(4, 3), conv2d],
    multiplyAdds: 3 * 3 * 3 * 16 * 2 * 2,
    parameters: 3 * 3 * 3 * 16 + 16,
    means: (x, weights) => convolved(tf.slice(x, [0, 2, 2, 0], [BATCH, 4, 3, 3]), weights),
    says: 'tf.centerCrop',
  },
  {
    name: 'Resizing first',
    sizes: [48, 64, 3],
    layers: [resizing({ height: 32, width: 32, interpolation: 'bilinear' }), conv2d],
    multiplyAdds: 3 * 3 * 3 * 16 * 16 * 16,
    parameters: 3 * 3 * 3 * 16 + 16,
    means: (x, weights) => convolved(tf.image.resizeBilinear(x as tf.Tensor4D, [32, 32], false, true), weights),
    says: 'r: Resizing run as tf.resize',
  },
  {
    name: 'Resizing last',
    sizes: [9, 9, 3],
    layers: [conv2d, resizing({ interpolation: 'nearest' })],
    multiplyAdds: 3 * 3 * 3 * 16 * 5 * 5,
    parameters: 3 * 3 * 3 * 16 + 16,
    means: (x, weights) => tf.image.resizeNearestNeighbor(convolved(x, weights) as tf.Tensor4D, [5, 4], false, true),
    says: 'tf.resize',
  },
  {
    name: 'Resizing alone, upwards',
    sizes: [3, 2, 1],
    layers: [resizing({})],
    multiplyAdds: 0,
    parameters: 0,
    means: (x) => tf.image.resizeBilinear(x as tf.Tensor4D, [5, 4], false, true),
    says: 'tf.resize',
  },
  ...(['multi_hot', 'count', 'one_hot'] as const).map((output_mode): Lacking => {
    const [tokens, indices] = [6, output_mode === 'one_hot' ? 1 : 4];
    const rows = (x: tf.Tensor): tf.Tensor => tf.sum(tf.oneHot(tf.cast(x, 'int32'), tokens), 1);
    return {
      name: `CategoryEncoding, ${output_mode}`,
      sizes: [indices],
      dtype: 'int32',
      layers: [['CategoryEncoding', 'ce', { num_tokens: tokens, output_mode, sparse: false }], dense(3)],
      multiplyAdds: tokens * 3,
      parameters: tokens * 3,
      means: (x, [kernel]) => times(output_mode === 'multi_hot' ? tf.minimum(rows(x), 1) : rows(x), kernel!),
      says: 'ce: CategoryEncoding run as tf.encode',
    };
  }),
  {
    name: 'augmentation',
    sizes: [8, 8, 3],
    layers: [
      ['RandomFlip', 'flip', { mode: 'horizontal', seed: null }],
      ['RandomRotation', 'turn', { factor: 0.1, fill_mode: 'reflect' }],
      ['RandomWidth', 'wide', { factor: 0.3 }],
      ['RandomZoom', 'zoom', { height_factor: 0.1, width_factor: null }],
      conv2d,
    ],
    multiplyAdds: 3 * 3 * 3 * 16 * 4 * 4,
    parameters: 3 * 3 * 3 * 16 + 16,
    means: convolved,
    says: 'flip: RandomFlip replaced by a linear Activation: it changes nothing outside training',
  },
]; // prettier-ignore
