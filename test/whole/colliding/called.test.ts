/** @file Who calls a layer decides in which of its places it ran: a Sequential that begins with a model, another layer, the caller. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { count, type LayerFormula, type Report } from '../../../src/index.ts';
import { Again } from '../../findings/innocent.ts';
import { useBackend } from '../../support/backend.ts';

beforeAll(() => useBackend('cpu'));

const [batch, width, hidden] = [2, 3, 4];
type Symbolic = tf.SymbolicTensor;
const dense = (name: string, units: number): tf.layers.Layer =>
  tf.layers.dense({ name, units, useBias: false });

function core(): tf.LayersModel {
  const input = tf.input({ shape: [width] });
  const y = dense('back', width).apply(dense('there', hidden).apply(input)) as Symbolic;
  return tf.model({ name: 'core', inputs: input, outputs: y });
}

const rowsOf = ({ layers }: Report): Record<string, readonly [number | undefined, number]> =>
  Object.fromEntries(
    layers
      .filter(({ kind }) => kind === 'layer')
      .map(({ path, theory, counted }) => [path.join('/'), [theory?.multiplyAdds, counted.multiplyAdds]]),
  );

it('a Sequential that begins with a model which stands elsewhere too: each place has its own runs', () => {
  const shared = core();
  const sequential = tf.sequential({ name: 'seq' });
  for (const layer of [shared, dense('last', width)]) sequential.add(layer);
  const input = tf.input({ shape: [width] });
  const x = sequential.apply(shared.apply(shared.apply(input))) as Symbolic;
  const model = tf.model({ inputs: input, outputs: x });
  const report = count(() => model.predict(tf.ones([batch, width])), { models: [model] });
  const once = batch * width * hidden;
  expect(rowsOf(report)).toEqual({
    'core/there': [2 * once, 2 * once],
    'core/back': [2 * once, 2 * once],
    'seq/core/there': [once, once],
    'seq/core/back': [once, once],
    'seq/last': [batch * width * width, batch * width * width],
  });
  expect(report.total.residual).toBe(0);
  expect(report.total.bridges.find(({ quantity }) => quantity === 'multiplyAdds')!.terms).toEqual([]);
});

it.each([0, 1] as const)('a nested model whose input number %i is idle', (idle) => {
  const inputs = [tf.input({ shape: [width] }), tf.input({ shape: [width] })];
  const y = dense('d', hidden).apply(inputs[1 - idle]!) as Symbolic;
  const nested = tf.model({ name: 'nested', inputs, outputs: y });
  const x = tf.input({ shape: [width] });
  const model = tf.model({ inputs: x, outputs: nested.apply([x, x]) as Symbolic });
  const report = count(() => model.predict(tf.ones([batch, width])), { models: [model] });
  expect(rowsOf(report)).toEqual({ 'nested/d': [batch * width * hidden, batch * width * hidden] });
});

it('a layer that another layer applies: its own reason, whether or not theory knows that layer', () => {
  const first = tf.layers.dense({ name: 'first', units: width, inputShape: [width], useBias: false });
  const model = tf.sequential({ layers: [first, new Again(first)] });
  const known: LayerFormula = (_, inputs) => ({
    outputs: inputs,
    work: [],
    parameters: { trainable: 0, nonTrainable: 0, frozen: 0, total: 0 },
  });
  const once = batch * width * width;
  for (const layerFormulas of [{}, { Again: known }]) {
    const report = count(() => model.predict(tf.ones([batch, width])), { models: [model], layerFormulas });
    expect(rowsOf(report)['first']).toEqual([once, 2 * once]);
    expect(report.total.residual).toBe(0);
    expect(report.total.bridges[0]!.terms).toEqual([
      { term: 'called by itself', amount: once, basis: 'closed-form' },
    ]);
  }
});

it('nothing listed: a Sequential of Sequentials is found before it was ever built', () => {
  const [noise, image] = [3, 5];
  const [generator, discriminator] = (['gen', 'disc'] as const).map((name, i) =>
    tf.sequential({
      name,
      layers: [
        tf.layers.dense({
          name: 'd',
          units: [image, 1][i]!,
          inputShape: [[noise, image][i]!],
          useBias: false,
        }),
      ],
    }),
  ) as [tf.Sequential, tf.Sequential];
  const gan = tf.sequential({ name: 'gan', layers: [generator, discriminator] });
  const report = count(() => gan.predict(tf.ones([batch, noise])));
  expect(rowsOf(report)).toEqual({
    'gen/d': [batch * noise * image, batch * noise * image],
    'disc/d': [batch * image, batch * image],
  });
});
