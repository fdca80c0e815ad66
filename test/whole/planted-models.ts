/** @file Small real models that between them reach every kernel and every layer class with a planted fault. */
import * as tf from '@tensorflow/tfjs';
import { vit } from '../../models/index.ts';
import type { Shape } from '../../src/index.ts';
import { Gram, MixTokens, Outer } from './contractions.ts';

type Symbolic = tf.SymbolicTensor;

const apply = (layer: tf.layers.Layer, ...inputs: Symbolic[]): Symbolic =>
  layer.apply(inputs.length === 1 ? inputs[0]! : inputs) as Symbolic;

/** Applies layers one after another. */
const chain = (x: Symbolic, ...layers: tf.layers.Layer[]): Symbolic =>
  layers.reduce((y, layer) => apply(layer, y), x);

/** Padding of both kinds, strides, dilation, bias, non-square kernels, channels first, every convolution. */
function cnn(): tf.LayersModel {
  const input = tf.input({ shape: [11, 9, 3] });
  const x = chain(
    input,
    tf.layers.conv2d({ filters: 4, kernelSize: [3, 2], padding: 'same', activation: 'relu' }),
    tf.layers.conv2d({ filters: 5, kernelSize: [2, 3], strides: [2, 1], padding: 'same' }),
    tf.layers.batchNormalization({ axis: 1, scale: false }),
    tf.layers.prelu({ sharedAxes: [1, 2] }),
    tf.layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', depthMultiplier: 2 }),
    tf.layers.conv2d({ filters: 6, kernelSize: [3, 2], dilationRate: 2, padding: 'valid' }),
    tf.layers.conv2dTranspose({ filters: 4, kernelSize: 3, strides: 2, padding: 'same' }),
    tf.layers.separableConv2d({ filters: 5, kernelSize: 2, strides: 1, padding: 'same' }),
    tf.layers.layerNormalization({ axis: [2, 3] }),
    tf.layers.maxPooling2d({ poolSize: 2, padding: 'same' }),
    tf.layers.batchNormalization(),
  );
  const [, h, w, c] = x.shape as number[];
  const volume = chain(
    x,
    tf.layers.conv2d({ filters: 3, kernelSize: [1, 2], padding: 'same', dataFormat: 'channelsFirst' }),
    tf.layers.reshape({ targetShape: [3, w!, c!, 1] }),
    tf.layers.conv3d({ filters: 2, kernelSize: [2, 1, 3], padding: 'same' }),
  );
  const rows = chain(
    x,
    tf.layers.reshape({ targetShape: [h! * w!, c!] }),
    tf.layers.conv1d({ filters: 3, kernelSize: 3, strides: 2, padding: 'same' }),
  );
  const merged = apply(
    tf.layers.concatenate(),
    chain(volume, tf.layers.flatten()),
    chain(rows, tf.layers.flatten()),
  );
  return tf.model({ inputs: input, outputs: chain(merged, tf.layers.dense({ units: 3 })) });
}

const conv = (options: Partial<Parameters<typeof tf.layers.conv2d>[0]> = {}): tf.layers.Layer =>
  tf.layers.conv2d({ filters: 4, kernelSize: [3, 2], padding: 'same', ...options });

/** Two models that share a layer; a layer applied at two sizes; a model in a model, used twice; broadcasting. */
function shared(): tf.LayersModel {
  const shape = [6, 5, 4];
  const layer = conv({ name: 'owned_by_two_models' });
  const nested = ([1, 2] as const).map((kernelSize) => {
    const input = tf.input({ shape });
    const sequential = tf.sequential({ layers: [conv({ kernelSize, inputShape: shape }), tf.layers.reLU()] });
    const outputs = apply(tf.layers.add(), sequential.apply(input) as Symbolic, apply(layer, input));
    return tf.model({ inputs: input, outputs });
  });
  const input = tf.input({ shape });
  const x = chain(input, nested[0]!, nested[0]!, nested[1]!);
  const atTwoSizes = conv({ name: 'at_two_sizes' });
  const small = chain(x, atTwoSizes, tf.layers.maxPooling2d({ poolSize: 2 }), atTwoSizes);
  const channel = chain(small, conv({ filters: 1 }));
  const scaled = chain(apply(tf.layers.multiply(), small, channel), conv(), tf.layers.globalMaxPooling2d({}));
  const tall = chain(
    apply(tf.layers.concatenate({ axis: 1 }), small, chain(small, tf.layers.reLU())),
    tf.layers.dense({ units: 3 }),
  );
  const flat = apply(tf.layers.concatenate(), scaled, chain(tall, tf.layers.flatten()));
  return tf.model({
    inputs: input,
    outputs: chain(flat, tf.layers.dense({ units: 5 }), tf.layers.dense({ units: 2 })),
  });
}

/** Recurrent layers, one whose states are used; wrappers. */
function sequences(): tf.LayersModel {
  const input = tf.input({ shape: [4, 6, 5, 2] });
  const maps = chain(
    input,
    tf.layers.convLstm2d({ filters: 3, kernelSize: 2, padding: 'same', returnSequences: true }),
    tf.layers.timeDistributed({ layer: tf.layers.conv2d({ filters: 2, kernelSize: 2 }) }),
    tf.layers.timeDistributed({ layer: tf.layers.flatten() }),
  );
  const lstm = tf.layers.lstm({ units: 3, returnSequences: true });
  const both = chain(
    maps,
    tf.layers.bidirectional({ layer: lstm, mergeMode: 'concat' }),
    tf.layers.gru({ units: 5, returnSequences: true }),
  );
  const [all, h, c] = tf.layers.lstm({ units: 3, returnState: true }).apply(both) as Symbolic[];
  const states = apply(tf.layers.concatenate(), all!, h!, c!);
  return tf.model({ inputs: input, outputs: chain(states, tf.layers.dense({ units: 2 })) });
}

/** Contractions of two activations: transposed, broadcast, as einsum. */
function contractions(): tf.LayersModel {
  const input = tf.input({ shape: [4, 3] });
  const mixed = chain(input, new MixTokens({ tokens: 4 }));
  const dot = apply(tf.layers.dot({ axes: 1 }), input, mixed);
  const gram = chain(dot, new Gram());
  const outer = chain(gram, tf.layers.flatten(), new Outer(), tf.layers.flatten());
  return tf.model({ inputs: input, outputs: chain(outer, tf.layers.dense({ units: 2 })) });
}

export interface PlantedModel {
  readonly name: string;
  readonly model: tf.LayersModel;
  readonly input: Shape;
}

const BATCH = 3;

/** With a batch that two calls of at most 2 examples divide unequally. */
export function plantedModels(): readonly PlantedModel[] {
  const attention = vit({
    imageSize: 8,
    patch: 4,
    width: 6,
    heads: 3,
    depth: 1,
    classes: 3,
    distilled: true,
  });
  const models = {
    cnn: cnn(),
    shared: shared(),
    attention,
    sequences: sequences(),
    contractions: contractions(),
  };
  return Object.entries(models).map(([name, model]) => ({
    name,
    model,
    input: [BATCH, ...model.inputs[0]!.shape.slice(1).map(Number)],
  }));
}
