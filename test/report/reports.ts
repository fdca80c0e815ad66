/** @file Real reports for the renderers: zoo networks and a small nested model, counted and not timed. */
import * as tf from '@tensorflow/tfjs';
import { zooWorkload, type ZooOptions } from '../../models/index.ts';
import type { Report } from '../../src/core/report.ts';
import { count, type CountOptions } from '../../src/profile/count.ts';
import { profile } from '../../src/profile/profile.ts';

/** Without the environment, which is not the same everywhere. */
export async function zooReport(name: string, options: ZooOptions = {}): Promise<Report> {
  return { ...(await profile(zooWorkload(name, options), { runs: 0 })), environment: {} };
}

const tower = (name: string, filters: number): tf.Sequential =>
  tf.sequential({
    name,
    layers: [
      tf.layers.conv2d({ name: 'conv', filters, kernelSize: 3, padding: 'same', inputShape: [8, 8, 4] }),
      tf.layers.batchNormalization({ name: 'norm' }),
      tf.layers.reLU({ name: 'relu' }),
    ],
  });

/** Two equal towers side by side, a third that differs, a shared layer: what folding has to tell apart. */
export function nestedModel(): tf.LayersModel {
  const input = tf.input({ name: 'image', shape: [8, 8, 4] });
  const shared = tf.layers.conv2d({ name: 'shared', filters: 4, kernelSize: 1, useBias: false });
  let x = shared.apply(shared.apply(input)) as tf.SymbolicTensor;
  for (const block of [tower('tower1', 4), tower('tower2', 4), tower('wide', 8)])
    x = block.apply(x) as tf.SymbolicTensor;
  x = tf.layers.flatten({ name: 'flatten' }).apply(x) as tf.SymbolicTensor;
  x = tf.layers.dropout({ name: 'dropout', rate: 0.5 }).apply(x) as tf.SymbolicTensor;
  x = tf.layers.dense({ name: 'head', units: 10 }).apply(x) as tf.SymbolicTensor;
  return tf.model({ name: 'nested', inputs: input, outputs: x });
}

/** Counts one pass of a model over ones. */
export function countModel(model: tf.LayersModel, options: CountOptions = {}): Report {
  const [, ...sizes] = model.inputs[0]!.shape;
  const input = tf.ones([1, ...sizes.map((size) => size ?? 1)]);
  try {
    return { ...count(() => model.predict(input), { models: [model], ...options }), environment: {} };
  } finally {
    input.dispose();
  }
}
