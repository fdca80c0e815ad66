/** @file One pass of one's own model, counted. */
import * as tf from '@tensorflow/tfjs';
import { count, formatTable, formatWhy } from 'tfjs-flops';

tf.enableProdMode(); // no greeting from tfjs
const model = tf.sequential({
  layers: [
    tf.layers.conv2d({ name: 'stem.conv', inputShape: [32, 32, 3], filters: 8, kernelSize: 3, strides: 2 }),
    tf.layers.depthwiseConv2d({ name: 'stem.depthwise', kernelSize: 3, padding: 'same' }),
    tf.layers.flatten({ name: 'flatten' }),
    tf.layers.dense({ name: 'head', units: 10 }),
  ],
});
const image = tf.zeros([1, 32, 32, 3]);

const report = count(() => model.predict(image), { models: [model], name: 'tiny' });

console.log(report.total.counted.multiplyAdds, report.total.theory?.multiplyAdds, report.total.residual);
console.log(formatTable(report, { depth: 'all' }));
console.log(`\n${formatWhy(report, 'stem.depthwise')}`);
