/** @file What stays with a layer that holds others: weights, its methods, its line of the table, its model's name. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { count, formatTable, profile } from '../../../src/index.ts';
import type { ModelLike } from '../../../src/trace/roots.ts';
import { Tracer } from '../../../src/trace/tracer.ts';
import { useBackend } from '../../support/backend.ts';
import { changedMethods, methodsOf } from '../../support/methods.ts';
import {
  B,
  T,
  I,
  U,
  LSTM,
  recurrent,
  modelOf,
  run,
  lstm,
  bidirectional,
  timeDistributed,
  row,
} from '../layers/held-layers.ts';
import { expectSound, multiplyAdds, partsOf } from './sound.ts';

beforeAll(async () => {
  await useBackend('cpu');
});

describe('weights stay with the holder', () => {
  it('and a layer that is held and stands alone owns them once', () => {
    const shared = tf.layers.dense({ name: 'd', units: I });
    const input = tf.input({ shape: [T, I] });
    const held = timeDistributed('td', shared).apply(input);
    const model = tf.model({ inputs: input, outputs: shared.apply(held) as never });
    const report = run(model);
    expect(partsOf(report)).toEqual(['td layer TimeDistributed', 'td/d part Dense', 'd layer Dense']);
    expect(multiplyAdds(report, 'td/d')).toBe(B * T * I * I);
    expect(multiplyAdds(report, 'd')).toBe(B * T * I * I);
    expect(report.total.parameters.total).toBe(I * I + I);
    expect(row(report, 'd').bridges.flatMap(({ terms }) => terms)).toEqual([
      { term: 'owned by an earlier layer', amount: -(I * I + I), basis: 'closed-form' },
    ]);
    expectSound(report);
  });

  it('frozen by the holder or by the part, and are known to have been trainable', () => {
    const size = LSTM * U * (I + U + 1);
    const frozen = { trainable: 0, nonTrainable: size, frozen: size, total: size };
    const own = lstm('l');
    own.trainable = false;
    const wrapped = timeDistributed('td', lstm('l'));
    wrapped.trainable = false;
    const both = bidirectional('bi', lstm('l'));
    both.trainable = false;
    const cases = [
      [own, [T, I], 1],
      [wrapped, [2, T, I], 1],
      [both, [T, I], 2],
    ] as const;
    for (const [layer, shape, copies] of cases) {
      const report = run(modelOf(layer, [...shape]));
      const wanted = Object.fromEntries(Object.entries(frozen).map(([key, n]) => [key, copies * n]));
      expect(report.total.parameters).toEqual(wanted);
      expect(report.total.theory!.parameters).toEqual(wanted);
      expectSound(report);
    }
  });
});

describe('what is put back', () => {
  it('are the methods of holders and parts, pass after pass', async () => {
    const inner = bidirectional('bi', lstm('l'));
    const model = modelOf(timeDistributed('td', inner), [2, T, I]);
    const field = (layer: object, name: string): object => Reflect.get(layer, name) as object;
    const forward = field(inner, 'forwardLayer');
    const all = [model, model.layers[1]!, inner, forward, field(forward, 'cell')];
    const before = methodsOf(all);
    const report = await profile(model, { runs: 2 });
    expect(changedMethods(before, all)).toEqual([]);
    expect(report.environment).not.toHaveProperty('varyingPasses');
    expect(row(report, 'td/bi/forward_l/cell').time!.runs).toBe(2);
    expectSound({ ...report, layers: report.layers });
  });

  class Lazy extends tf.layers.Layer {
    readonly inner = lstm('inner');
    override computeOutputShape(): never {
      return [null, U] as never;
    }
    override call(x: unknown): never {
      return this.inner.apply((Array.isArray(x) ? x[0] : x) as never) as never;
    }
    static get className(): string {
      return 'Lazy';
    }
  }

  it('also after a layer that is built while it runs, which is refused: initialisers are no part of a pass', async () => {
    const lazy = new Lazy({ name: 'lazy' });
    const model = modelOf(lazy);
    const all = [model, lazy, lazy.inner];
    const before = methodsOf(all);
    expect(() => run(model)).toThrow(/"inner" is built by its first call.*Run the model once/);
    await expect(profile(model, { runs: 0 })).rejects.toMatchObject({ code: 'invalid-input' });
    expect(changedMethods(before, all)).toEqual([]);
    tf.dispose(model.predict(tf.ones([1, T, I])));
    const report = run(model);
    expect(multiplyAdds(report, 'lazy/inner/cell')).toBe(recurrent(LSTM));
    expect(report.total.calls).toBe(run(modelOf(lstm('l'))).total.calls);
    // What would have been counted else.
    expect(count(() => lstm('l').build([null, T, I])).total.calls).toBeGreaterThan(0);
  });
});

describe('the printed table', () => {
  it('adds up, and shows no difference between theory and count', () => {
    const input = tf.input({ shape: [T, I] });
    const sequence = bidirectional('bi', lstm('l', { returnSequences: true })).apply(input);
    const each = timeDistributed('td', tf.layers.dense({ name: 'd', units: U })).apply(sequence);
    const model = tf.model({ name: 'm', inputs: input, outputs: lstm('last').apply(each) as never });
    const report = run(model);
    const text = formatTable(report, { depth: 'all' });
    const [, table, notes] = text.split('\n\n');
    /** Multiply-adds and theory of the lines with this name. */
    const shown = (name: string): string[] =>
      table!
        .split('\n')
        .filter((line) => line.includes(name))
        .map((line) => line.split(/ {2,}/).slice(-3, -1).join(' '));
    const printed = (n: number): string => n.toLocaleString('en');
    const cell = `${printed(recurrent(LSTM))} ·`;
    const lastCell = `${printed(recurrent(LSTM, U))} ·`;
    expect(shown('cell')).toEqual([cell, cell, lastCell]);
    const dense = B * T * (2 * U) * U;
    expect(shown('Total')).toEqual([`${printed(2 * recurrent(LSTM) + dense + recurrent(LSTM, U))} =`]);
    expect(table!).not.toMatch(/ [-−+±]\d/);
    expect(notes!).toMatch(/residual 0/);
    expectSound(report);
  });
});

it('a model that is not traced alone has its name before its layers', () => {
  const [model, twin] = [modelOf(lstm('l')), modelOf(lstm('l'))];
  model.name = twin.name = 'm.n';
  const paths = (models: readonly ModelLike[]): string[] => {
    const tracer = new Tracer({ models, reads: () => [] });
    return tracer.takePass().scopes.map(({ path }) => path.join('/'));
  };
  const alone = ['', '', 'l', 'l/cell'];
  expect(paths([model])).toEqual(alone);
  expect(paths([model, model])).toEqual(alone);
  const first = ['', 'm/n', 'm/n/l', 'm/n/l/cell'];
  expect(paths([model, twin])).toEqual([...first, 'm/n (2)', 'm/n (2)/l', 'm/n (2)/l/cell']);
  // A model that turns out to be run gives those before it their names.
  const tracer = new Tracer({ models: [model], reads: () => [] });
  tracer.add(model);
  tracer.add(modelOf(lstm('k')));
  expect(
    tracer
      .takePass()
      .scopes.slice(0, 4)
      .map(({ path }) => path.join('/')),
  ).toEqual(first);
});
