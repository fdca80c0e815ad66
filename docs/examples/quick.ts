/** @file README's first program. */
import * as tf from '@tensorflow/tfjs';
import { formatTable, profile } from 'tfjs-flops';

const model = tf.sequential({
  layers: [
    tf.layers.conv2d({ name: 'conv1', inputShape: [32, 32, 3], filters: 8, kernelSize: 3 }),
    tf.layers.flatten({ name: 'flatten' }),
    tf.layers.dense({ name: 'head', units: 10 }),
  ],
});
const report = await profile(model, { runs: 0 });

console.log(report.total.counted.multiplyAdds, report.total.residual);
console.log(formatTable(report));
