/** @file A network of the zoo, counted and timed on wasm. */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { profile } from 'tfjs-flops';
import { zooWorkload } from 'tfjs-flops/models';

tf.enableProdMode();
await tf.setBackend('wasm');
const report = await profile(zooWorkload('resnet18', { imageSize: 64, batch: 2 }), { runs: 3 });

const { total, layers, kernels } = report;
console.log(`${report.model} on ${report.backend}, ${total.calls} kernel calls in ${kernels.length} kernels`);
console.log(`counted ${total.counted.multiplyAdds} = theory ${total.theory?.multiplyAdds} multiply-adds`);
console.log(`${total.parameters.trainable} trainable parameters, residual ${total.residual}`);
const costliest = layers.toSorted((a, b) => b.counted.multiplyAdds - a.counted.multiplyAdds);
for (const { path, counted } of costliest.slice(0, 2)) console.log(path.join('.'), counted.multiplyAdds);
// Milliseconds of this machine: total.time for kernels, total.wall for untapped passes.
console.log(`timed passes: ${total.time?.runs} tapped, ${total.wall?.runs} untapped`);
