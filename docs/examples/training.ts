/** @file A training step: forward, backward and optimizer apart, for each layer. */
import * as tf from '@tensorflow/tfjs';
import { formatTable, profile } from 'tfjs-flops';

tf.enableProdMode();
await tf.setBackend('cpu'); // wasm has no gradient of a convolution's filter
const model = tf.sequential({
  layers: [
    tf.layers.conv2d({ name: 'conv1', filters: 8, kernelSize: 3, inputShape: [28, 28, 1] }),
    tf.layers.conv2d({ name: 'conv2', filters: 16, kernelSize: 3, strides: 2, activation: 'relu' }),
    tf.layers.flatten({ name: 'flatten' }),
    tf.layers.dense({ name: 'head', units: 10, activation: 'softmax' }),
  ],
});
model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });
const [images, labels] = [tf.randomUniform([4, 28, 28, 1]), tf.oneHot([3, 1, 4, 1], 10)];

const report = await profile(() => model.trainOnBatch(images, labels), { models: [model], runs: 0 });

console.log(formatTable(report));
