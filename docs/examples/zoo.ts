/** @file Every network of the zoo, one forward pass each on wasm. */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { profile } from 'tfjs-flops';
import { ZOO, zooWorkload } from 'tfjs-flops/models';

tf.enableProdMode();
await tf.setBackend('wasm');
const line = (name: string, ...numbers: readonly (string | number | null | undefined)[]): void =>
  console.log(
    name.padEnd(20) + numbers.map((number) => number?.toLocaleString('en-US').padStart(17)).join(''),
  );

line('', 'counted', 'theory', 'in-bounds', 'trainable', 'residual');
for (const { name } of ZOO) {
  const { total } = await profile(zooWorkload(name), { runs: 0 });
  const { counted, theory, inBounds, parameters, residual } = total;
  line(name, counted.multiplyAdds, theory?.multiplyAdds, inBounds, parameters.trainable, residual);
}
