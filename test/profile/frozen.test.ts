/** @file Frozen parameters: theory says which are trainable as the live model does, layer by layer. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { LayersModel } from '@tensorflow/tfjs';
import { count, type LayerConfig, type LayerFormula, type Report } from '../../src/index.ts';
import { amount } from '../../src/core/work.ts';
import type { Shape } from '../../src/core/shape.ts';
import { useBackend } from '../support/backend.ts';

let tf: Awaited<ReturnType<typeof useBackend>>;
beforeAll(async () => {
  tf = await useBackend('cpu');
});

const [inputs, inner, classes] = [3, 4, 2];
const CORE = inputs * inner + inner;
const HEAD = inner * classes + classes;

/** A nested model of one dense layer, then a head. */
function nested(): { outer: LayersModel; core: LayersModel } {
  const core = tf.sequential({
    layers: [tf.layers.dense({ name: 'd', units: inner, inputShape: [inputs] })],
  });
  core.name = 'core';
  const x = tf.input({ shape: [inputs] });
  const y = tf.layers.dense({ name: 'head', units: classes }).apply(core.apply(x));
  return { core, outer: tf.model({ name: 'outer', inputs: x, outputs: y as never }) };
}

const counted = (model: LayersModel): Report =>
  count(() => model.predict(tf.ones([1, inputs])), { models: [model] });

const freezes: readonly (readonly [string, (made: ReturnType<typeof nested>) => void, number])[] = [
  ['nothing', () => {}, CORE + HEAD],
  ['a layer', ({ core }) => void (core.layers[0]!.trainable = false), HEAD],
  ['a nested model', ({ core }) => void (core.trainable = false), HEAD],
  ['the whole model', ({ outer }) => void (outer.trainable = false), 0],
  ['the head', ({ outer }) => void (outer.layers.at(-1)!.trainable = false), CORE],
];

describe('frozen as a whole or in part', () => {
  it.each(freezes)('%s', (_, freeze, trainable) => {
    const made = nested();
    freeze(made);
    const { total: found, layers } = counted(made.outer);
    const total = CORE + HEAD;
    const wanted = { trainable, nonTrainable: total - trainable, frozen: total - trainable, total };
    expect(found.parameters).toEqual(wanted);
    expect(found.theory?.parameters).toEqual(wanted);
    expect(found.residual).toBe(0);
    for (const row of layers.filter(({ kind }) => kind === 'layer'))
      expect(row.theory?.parameters).toEqual(row.parameters);
  });

  it('a theory that takes frozen ones for trainable shows a residual', () => {
    const { outer } = nested();
    outer.trainable = false;
    const size = (config: LayerConfig, [shape]: readonly Shape[]): number =>
      (shape!.at(-1)! + 1) * Number(config['units']);
    // As if nobody had said that the model is frozen.
    const Dense: LayerFormula = (config, shapes) => ({
      outputs: [[shapes[0]![0]!, Number(config['units'])]],
      work: [amount('products', 'multiplyAdds', { weights: size(config, shapes) - Number(config['units']) })],
      parameters: {
        trainable: size(config, shapes),
        nonTrainable: 0,
        frozen: 0,
        total: size(config, shapes),
      },
    });
    const { total } = count(() => outer.predict(tf.ones([1, inputs])), {
      models: [outer],
      layerFormulas: { Dense },
    });
    expect(total.bridges.find(({ quantity }) => quantity === 'trainable')).toMatchObject({
      fromAmount: CORE + HEAD,
      toAmount: 0,
    });
    expect(total.residual).toBe(CORE + HEAD);
  });
});
