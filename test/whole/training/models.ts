/** @file Small models that train, each of them quick; together they meet every rule of `work.ts`. */
import * as tf from '@tensorflow/tfjs';
import { vit } from '../../../models/index.ts';

export interface Trained {
  readonly model: tf.LayersModel;
  readonly batch: number;
}

const next = (layer: tf.layers.Layer, x: tf.SymbolicTensor | tf.SymbolicTensor[]): tf.SymbolicTensor =>
  layer.apply(x) as tf.SymbolicTensor;

/** A first convolution with ReLU, which is not fused, then one without activation, a norm, a depthwise one. */
function reluFirst(): tf.LayersModel {
  return tf.sequential({
    name: 'relu_first',
    layers: [
      tf.layers.conv2d({
        name: 'stem',
        filters: 4,
        kernelSize: 3,
        strides: 2,
        padding: 'same',
        activation: 'relu',
        inputShape: [9, 9, 3],
      }),
      tf.layers.conv2d({ name: 'linear', filters: 6, kernelSize: [3, 2], useBias: false }),
      tf.layers.batchNormalization({ name: 'norm' }),
      tf.layers.conv2d({ name: 'gated', filters: 5, kernelSize: 1, activation: 'sigmoid' }),
      tf.layers.depthwiseConv2d({ name: 'depthwise', kernelSize: 2, depthMultiplier: 2, activation: 'relu' }),
      tf.layers.conv2dTranspose({ name: 'up', filters: 3, kernelSize: 2, strides: 2 }),
      tf.layers.globalAveragePooling2d({ name: 'pool' }),
      tf.layers.dense({ name: 'head', units: 2 }),
    ],
  });
}

/** A first depthwise convolution: its input's gradient is left out. */
function depthwiseFirst(): tf.LayersModel {
  return tf.sequential({
    name: 'depthwise_first',
    layers: [
      tf.layers.depthwiseConv2d({ name: 'depthwise', kernelSize: 3, inputShape: [6, 5, 2] }),
      tf.layers.flatten({ name: 'flatten' }),
      tf.layers.dense({ name: 'head', units: 2 }),
    ],
  });
}

/** A fused first layer, and one that runs twice. */
function sharedLayer(): tf.LayersModel {
  const input = tf.input({ shape: [4] });
  const first = next(tf.layers.dense({ name: 'first', units: 5 }), input);
  const shared = tf.layers.dense({ name: 'shared', units: 5, activation: 'relu' });
  const once = next(shared, first);
  const sum = next(tf.layers.add({ name: 'sum' }), [once, next(shared, once)]);
  return tf.model({
    name: 'shared',
    inputs: input,
    outputs: next(tf.layers.dense({ name: 'head', units: 2 }), sum),
  });
}

/** Weights are constant for a repeatable step; what is counted does not depend on them. */
export const smallModels = (): readonly Trained[] => [
  { model: reluFirst(), batch: 3 },
  { model: depthwiseFirst(), batch: 2 },
  { model: sharedLayer(), batch: 3 },
  { model: smallVit(), batch: 2 },
];

/** 64 × 64 images in patches of 16, two blocks of two heads. */
export const smallVit = (): tf.LayersModel =>
  vit({
    name: 'small_vit',
    imageSize: 64,
    patch: 16,
    depth: 2,
    width: 24,
    heads: 2,
    mlp: 40,
    classes: 2,
  });
