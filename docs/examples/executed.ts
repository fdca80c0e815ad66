/** @file A live model on the instrumented wasm backend. */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { count } from 'tfjs-flops';
import { startExecuted } from 'tfjs-flops/executed';

tf.enableProdMode();
const backend = await startExecuted();
const model = tf.sequential({
  layers: [tf.layers.conv2d({ name: 'conv', inputShape: [32, 32, 3], filters: 30, kernelSize: 3 })],
});
const image = tf.zeros([1, 32, 32, 3]);
model.predict(image); // fills the backend's caches
const report = count(() => model.predict(image), { models: [model], executed: backend });
await backend.stop(); // the usual backend is back; what was made on this one is gone

const bridge = report.total.bridges.find(({ to, quantity }) => to === 'executed' && quantity === 'adds');
console.log(bridge);
