/** @file Writes the models that README's commands name into a user's folder: `tsx scripts/as-user/models.ts FOLDER`. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { artifactsOf, FLOAT, placeholder } from '../../test/support/graph-def.ts';
import { saveModel, writeModel } from '../../test/support/save-model.ts';

const layersModel = (): tf.LayersModel =>
  tf.sequential({
    layers: [
      tf.layers.conv2d({ name: 'conv1', inputShape: [32, 32, 3], filters: 8, kernelSize: 3, strides: 2 }),
      tf.layers.flatten({ name: 'flatten' }),
      tf.layers.dense({ name: 'head', units: 10 }),
    ],
  });

const conv = (
  name: string,
  x: string,
  filter: string,
): Parameters<typeof artifactsOf>[0]['nodes'][number] => ({
  name,
  op: 'Conv2D',
  input: [x, filter],
  attr: {
    ...FLOAT,
    strides: { list: { i: ['1', '2', '2', '1'] } },
    dilations: { list: { i: ['1', '1', '1', '1'] } },
    padding: { s: Buffer.from('SAME').toString('base64') },
    data_format: { s: Buffer.from('NHWC').toString('base64') },
  },
});

const filter = (
  name: string,
  shape: readonly number[],
): Parameters<typeof artifactsOf>[0]['weights'][number] => ({
  name,
  shape,
  dtype: 'float32',
  values: Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 0.01),
});

/** A graph with an open image size and two outputs. */
const detector = (): tf.io.ModelArtifacts =>
  artifactsOf({
    nodes: [
      placeholder('images', [-1, -1, -1, 3]),
      conv('stem', 'images', 'stem_filter'),
      conv('boxes', 'stem', 'boxes_filter'),
      conv('scores', 'stem', 'scores_filter'),
    ],
    weights: [
      filter('stem_filter', [3, 3, 3, 8]),
      filter('boxes_filter', [3, 3, 8, 4]),
      filter('scores_filter', [3, 3, 8, 2]),
    ],
  });

const STEP = `import * as tf from '@tensorflow/tfjs';
const model = tf.sequential({ layers: [tf.layers.dense({ name: 'dense', units: 2, inputShape: [3] })] });
const x = tf.ones([4, 3]);
export const models = [model];
export default () => model.predict(x);
`;

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Usage: models.ts FOLDER');
await saveModel(join(folder, 'web_model'), layersModel());
await writeModel(join(folder, 'detector'), detector());
await writeFile(join(folder, 'step.mjs'), STEP);
