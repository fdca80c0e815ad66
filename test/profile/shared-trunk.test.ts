/** @file Models that a pass runs and nobody lists, which share layers of their own: each layer has a row. */
import { beforeAll, expect, it } from 'vitest';
import type { LayersModel, SymbolicTensor, Tensor } from '@tensorflow/tfjs';
import { count } from '../../src/index.ts';
import { useBackend } from '../support/backend.ts';

let tf: Awaited<ReturnType<typeof useBackend>>;
beforeAll(async () => {
  tf = await useBackend('cpu');
});

const [batch, inputs, trunk, actions] = [2, 4, 6, 3];

it.each([[['actor', 'critic', 'view']], [['view', 'critic', 'actor']]])(
  'two heads on one trunk, and a view of it: %s',
  (order) => {
    const x = tf.input({ shape: [inputs] });
    const dense = (name: string, units: number, from: SymbolicTensor): SymbolicTensor =>
      tf.layers.dense({ name, units, useBias: false }).apply(from) as SymbolicTensor;
    const features = dense('trunk', trunk, x);
    const outputs = {
      actor: dense('policy', actions, features),
      critic: dense('value', 1, features),
      view: features,
    };
    const models = order.map((name): LayersModel =>
      tf.model({ name, inputs: x, outputs: outputs[name as keyof typeof outputs] }),
    );
    const { total, layers } = count(() =>
      models.map((model) => model.predict(tf.ones([batch, inputs])) as Tensor),
    );
    const heads = trunk * actions + trunk * 1;
    expect(total.counted.multiplyAdds).toBe(batch * (3 * inputs * trunk + heads));
    expect(total.parameters.total).toBe(inputs * trunk + heads);
    expect(total.residual).toBe(0);
    expect(layers.find(({ kind }) => kind === 'root')?.counted.multiplyAdds ?? 0).toBe(0);
    const named = layers.filter(({ path }) => ['policy', 'value'].includes(path.at(-1)!));
    expect(named.map((row) => row.theory?.multiplyAdds)).toEqual(
      named.map((row) => row.counted.multiplyAdds),
    );
    expect(named).toHaveLength(2);
  },
);
