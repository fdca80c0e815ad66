/** @file A small network of layers in versions: renamed, wrapped, wider, and as the converter would write it as a graph. */
import * as tf from '@tensorflow/tfjs';
import type { Report } from '../../src/core/report.ts';
import { count } from '../../src/profile/count.ts';

export interface Sizes {
  readonly image: number;
  readonly stem: number;
  readonly wide: number;
  readonly classes: number;
}

export const SIZES: Sizes = { image: 8, stem: 4, wide: 6, classes: 3 };

/** Names of the layers, in order. */
export type Names = Readonly<
  Record<'stem' | 'norm' | 'relu' | 'depthwise' | 'project' | 'pool' | 'head', string>
>;

export const NAMES: Names = {
  stem: 'Conv1',
  norm: 'bn_Conv1',
  relu: 'Conv1_relu',
  depthwise: 'expanded_conv_depthwise',
  project: 'expanded_conv_project',
  pool: 'global_average_pooling2d',
  head: 'predictions',
};

export function network(names: Names = NAMES, { image, stem, wide, classes }: Sizes = SIZES): tf.Sequential {
  const same = { padding: 'same', useBias: false } as const;
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        ...same,
        name: names.stem,
        filters: stem,
        kernelSize: 3,
        strides: 2,
        inputShape: [image, image, 3],
      }),
      tf.layers.batchNormalization({ name: names.norm }),
      tf.layers.reLU({ name: names.relu, maxValue: 6 }),
      tf.layers.depthwiseConv2d({ ...same, name: names.depthwise, kernelSize: 3 }),
      tf.layers.conv2d({ ...same, name: names.project, filters: wide, kernelSize: 1 }),
      tf.layers.globalAveragePooling2d({ name: names.pool, dataFormat: 'channelsLast' }),
      tf.layers.dense({ name: names.head, units: classes }),
    ],
  });
}

/** Counts one pass; the model is disposed. */
export function reportOf(model: tf.LayersModel, batch = 1): Report {
  const [, ...sizes] = model.inputs[0]!.shape;
  const x = tf.ones([batch, ...sizes.map((size) => size ?? 1)]);
  try {
    return count(() => model.predict(x), { models: [model] });
  } finally {
    x.dispose();
    model.dispose();
  }
}
