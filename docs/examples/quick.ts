/** @file README's first program. */
import * as tf from '@tensorflow/tfjs';
import { formatTable, layerOf, profile } from 'tfjs-flops';

const model = tf.sequential({
  layers: [
    tf.layers.conv2d({ name: 'conv1', inputShape: [32, 32, 3], filters: 8, kernelSize: 3 }),
    tf.layers.flatten({ name: 'flatten' }),
    tf.layers.dense({ name: 'head', units: 10 }),
  ],
});
const report = await profile(model, { runs: 0 });

console.log(formatTable(report));
console.log(layerOf(report, 'conv1').counted.multiplyAdds, report.total.residual);
