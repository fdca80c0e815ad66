/** @file A custom layer and a custom kernel, with a closed form and a formula of one's own, and a scope. */
import * as tf from '@tensorflow/tfjs';
import { amount, count, formatTable, scope, type Formula, type LayerFormula } from 'tfjs-flops';

tf.enableProdMode();

/** Low-rank mixing: x·(u·v), u [width, rank], v [rank, width]. */
class LowRank extends tf.layers.Layer {
  static readonly className: string = 'LowRank';
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = [inputs].flat()[0] as tf.Tensor2D;
    const width = x.shape[1];
    return x.matMul(tf.ones<tf.Rank.R2>([width, 4])).matMul(tf.ones<tf.Rank.R2>([4, width]));
  }
}
tf.serialization.registerClass(LowRank);

const lowRank: LayerFormula = (_config, inputs) => {
  const [rows = 0, width = 0] = inputs[0] ?? [];
  return {
    outputs: [[rows, width]],
    work: [amount('products', 'multiplyAdds', { matrices: 2, rows, width, rank: 4 })],
    parameters: { trainable: 0, nonTrainable: 0, frozen: 0, total: 0 },
  };
};

/** A kernel that tfjs does not know; without its formula the report would say `unknown`, never 0. */
tf.registerKernel({
  kernelName: 'Cube',
  backendName: 'cpu',
  kernelFunc: ({ inputs }) => tf.pow(inputs['x'] as tf.Tensor, 3),
});
const cube: Formula = {
  state: 'counted',
  basis: 'exact',
  source: 'x³ = x·x·x',
  reads: [],
  work: ({ outputs: [y] }) => [
    amount('elementwise', 'multiplies', { multiplies: 2, outputs: y.shape.reduce((a, b) => a * b, 1) }),
  ],
};

await tf.setBackend('cpu');
const model = tf.sequential({
  layers: [
    tf.layers.dense({ name: 'in', inputShape: [16], units: 32 }),
    new LowRank({ name: 'mix' }),
    tf.layers.dense({ name: 'out', units: 4 }),
  ],
});
const x = tf.ones([8, 16]);

const run = (): unknown => {
  const prepared = scope('prepare.cube', () => tf.engine().runKernel<tf.Tensor>('Cube', { x }));
  return model.predict(prepared);
};
const report = count(run, {
  models: [model],
  name: 'extended',
  kernelFormulas: { Cube: cube },
  layerFormulas: { LowRank: lowRank },
});
console.log(formatTable(report, { depth: 'all' }));
