/** @file A report in the formats of other programs. */
import * as tf from '@tensorflow/tfjs';
import { count } from 'tfjs-flops';
import { toMarkdown } from 'tfjs-flops/export';

tf.enableProdMode();
const model = tf.sequential({
  layers: [
    tf.layers.conv2d({ name: 'stem', inputShape: [32, 32, 3], filters: 8, kernelSize: 3, strides: 2 }),
    tf.layers.flatten({ name: 'flatten' }),
    tf.layers.dense({ name: 'head', units: 10 }),
  ],
});
const report = count(() => model.predict(tf.zeros([1, 32, 32, 3])), { models: [model], name: 'tiny' });

console.log(toMarkdown(report, { unit: 'flops' }));
