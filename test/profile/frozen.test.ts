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

  it('the layers of a frozen base model in a new model', () => {
    const { core } = nested();
    core.trainable = false;
    const classifier = tf.layers.dense({ name: 'new', units: classes });
    const outputs = classifier.apply(core.getLayer('d').output) as never;
    const { total: found } = counted(tf.model({ inputs: core.inputs, outputs }));
    const wanted = { trainable: HEAD, nonTrainable: CORE, frozen: CORE, total: CORE + HEAD };
    expect(found.parameters).toEqual(wanted);
    expect(found.theory?.parameters).toEqual(wanted);
    expect(found.residual).toBe(0);
  });

  it('only the kernels: theory, which sees no variables, says nothing of what is trainable', () => {
    const { outer } = nested();
    const [kernel] = outer.getLayer('head').trainableWeights;
    Object.assign(kernel!, { trainable: false });
    const { total: found } = counted(outer);
    expect(found.parameters.frozen).toBe(inner * classes);
    expect(found.theory?.parameters).toMatchObject({ trainable: null, total: CORE + HEAD });
    expect(found.residual).toBe(0);
  });

  it("a recurrent layer's cell, and one direction of two", () => {
    const [gates, units] = [4, 3];
    const LSTM = gates * units * (inputs + units + 1);
    const lstm = (): ReturnType<typeof tf.layers.lstm> =>
      tf.layers.lstm({ units, inputShape: [2, inputs], useBias: true });
    const one = tf.sequential({ layers: [lstm()] });
    const two = tf.sequential({
      layers: [tf.layers.bidirectional({ layer: lstm(), inputShape: [2, inputs], mergeMode: 'sum' })],
    });
    const freeze = (layer: object, field: string): void =>
      void Object.assign(Reflect.get(layer, field) as object, { trainable: false });
    freeze(one.layers[0]!, 'cell');
    freeze(two.layers[0]!, 'forwardLayer');
    const totals = [one, two].map(
      (model) => count(() => model.predict(tf.ones([1, 2, inputs])), { models: [model] }).total,
    );
    expect(totals.map(({ parameters }) => parameters.frozen)).toEqual([LSTM, LSTM]);
    expect(totals.map(({ parameters }) => parameters.total)).toEqual([LSTM, 2 * LSTM]);
    expect(totals.map(({ residual }) => residual)).toEqual([0, 0]);
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
