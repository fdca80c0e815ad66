/** @file What one reads in a report. */
import * as tf from '@tensorflow/tfjs';
import { count, groupsOf, layerOf } from 'tfjs-flops';

tf.enableProdMode();
const model = tf.sequential({
  layers: [
    tf.layers.conv2d({ name: 'stem.conv', inputShape: [32, 32, 3], filters: 8, kernelSize: 3, strides: 2 }),
    tf.layers.depthwiseConv2d({ name: 'stem.depthwise', kernelSize: 3, padding: 'same' }),
    tf.layers.flatten({ name: 'flatten' }),
    tf.layers.dense({ name: 'head', units: 10 }),
  ],
});
const report = count(() => model.predict(tf.zeros([1, 32, 32, 3])), { models: [model], name: 'tiny' });

const { counted, residual, parameters } = layerOf(report, 'stem.conv');
console.log(counted.multiplyAdds, residual, parameters.trainable);
for (const { name, multiplyAdds } of groupsOf(report)) console.log(name, multiplyAdds);
