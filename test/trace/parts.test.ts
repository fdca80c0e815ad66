/** @file Layers that other layers hold: their paths, their work, and the holder's theory, which is of all of it. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { count, formatTable, parameters, profile, scope } from '../../src/index.ts';
import type { Report } from '../../src/index.ts';
import type { ModelLike } from '../../src/trace/roots.ts';
import { Tracer } from '../../src/trace/tracer.ts';
import { useBackend } from '../support/backend.ts';
import { changedMethods, methodsOf } from '../support/methods.ts';
import {
  B,
  T,
  I,
  U,
  LSTM,
  GRU,
  recurrent,
  modelOf,
  run,
  lstm,
  bidirectional,
  timeDistributed,
  row,
} from './layers/held-layers.ts';

beforeAll(async () => {
  await useBackend('cpu');
});

/** `path kind class`, without the root and the model. */
const partsOf = ({ layers }: Report): string[] =>
  layers
    .filter(({ path }) => path.length > 0)
    .map(({ path, kind, className }) => `${path.join('/')} ${kind} ${className}`);
const multiplyAdds = (report: Report, path: string): number => row(report, path).counted.multiplyAdds;

/** What holds for every report: rows add up, theory is the holder's alone and is right. */
function expectSound(report: Report): void {
  const sum = report.layers.reduce((all, { counted }) => all + counted.multiplyAdds, 0);
  expect(sum).toBe(report.total.counted.multiplyAdds);
  expect(report.total.residual).toBe(0);
  for (const { kind, theory, residual, parameters } of report.layers)
    if (kind === 'part')
      expect({ theory, residual, total: parameters.total }).toEqual({
        theory: null,
        residual: null,
        total: 0,
      });
}

describe('a part stands below its holder', () => {
  it.each([
    ['LSTM', LSTM],
    ['GRU', GRU],
    ['SimpleRNN', 1],
  ])('%s has a cell', (className, gates) => {
    const layer = {
      LSTM: () => tf.layers.lstm({ name: 'r', units: U }),
      GRU: () => tf.layers.gru({ name: 'r', units: U }),
      SimpleRNN: () => tf.layers.simpleRNN({ name: 'r', units: U }),
    }[className]!();
    const report = run(modelOf(layer));
    expect(partsOf(report)).toEqual([`r layer ${className}`, `r/cell part ${className}Cell`]);
    expect(multiplyAdds(report, 'r')).toBe(0);
    expect(multiplyAdds(report, 'r/cell')).toBe(recurrent(gates));
    expect(row(report, 'r/cell').layerCalls).toBe(T);
    expect(row(report, 'r').theory!.multiplyAdds).toBe(recurrent(gates));
    expect(row(report, 'r').parameters.total).toBe(gates * U * (I + U + 1));
    expectSound(report);
  });

  it('ConvLSTM2D has a cell', () => {
    const [size, channels, filters, kernel, steps] = [6, 2, 3, 3, 2];
    const layer = tf.layers.convLstm2d({ name: 'r', filters, kernelSize: kernel, padding: 'same' });
    const report = run(modelOf(layer, [steps, size, size, channels]));
    expect(partsOf(report)).toEqual(['r layer ConvLSTM2D', 'r/cell part ConvLSTM2DCell']);
    expect(multiplyAdds(report, 'r/cell')).toBe(
      B * steps * LSTM * size ** 2 * kernel ** 2 * (channels + filters) * filters,
    );
    expectSound(report);
  });

  it('Bidirectional has two directions, each with a cell', () => {
    const report = run(modelOf(bidirectional('bi', lstm('l'))));
    expect(partsOf(report)).toEqual([
      'bi layer Bidirectional',
      'bi/forward_l part LSTM',
      'bi/forward_l/cell part LSTMCell',
      'bi/backward_l part LSTM',
      'bi/backward_l/cell part LSTMCell',
    ]);
    for (const direction of ['forward_l', 'backward_l'])
      expect(multiplyAdds(report, `bi/${direction}/cell`)).toBe(recurrent(LSTM));
    expect(row(report, 'bi').theory!.multiplyAdds).toBe(2 * recurrent(LSTM));
    expectSound(report);
  });

  it('an RNN of stacked cells has each of them', () => {
    const cells = [
      tf.layers.lstmCell({ name: 'a', units: U }),
      tf.layers.simpleRNNCell({ name: 'b', units: U }),
    ];
    const model = modelOf(tf.layers.rnn({ name: 'r', cell: cells }));
    const report = run(model, {
      layerFormulas: {
        RNN: () => ({
          outputs: [[B, U]],
          work: [
            { term: 'products', op: 'multiplyAdds', factors: { lstm: recurrent(LSTM) } },
            { term: 'products', op: 'multiplyAdds', factors: { simple: recurrent(1, U) } },
          ],
          parameters: parameters(model),
        }),
      },
    });
    expect(partsOf(report)).toEqual([
      'r layer RNN',
      'r/cell part StackedRNNCells',
      'r/cell/a part LSTMCell',
      'r/cell/b part SimpleRNNCell',
    ]);
    expect(multiplyAdds(report, 'r/cell/a')).toBe(recurrent(LSTM));
    expect(multiplyAdds(report, 'r/cell/b')).toBe(recurrent(1, U));
    expectSound(report);
  });

  it('TimeDistributed has what it wraps, and all layers of a model', () => {
    const wrapped = run(modelOf(timeDistributed('td', tf.layers.dense({ name: 'd.e', units: U }))));
    expect(partsOf(wrapped)).toEqual(['td layer TimeDistributed', 'td/d/e part Dense']);
    expect(multiplyAdds(wrapped, 'td/d/e')).toBe(B * T * I * U);
    expectSound(wrapped);

    const inner = tf.sequential({
      name: 'inner',
      layers: [
        tf.layers.dense({ name: 'x', units: U, inputShape: [I] }),
        tf.layers.dense({ name: 'y', units: 1 }),
      ],
    });
    const nested = run(modelOf(timeDistributed('td', inner)));
    expect(partsOf(nested)).toEqual([
      'td layer TimeDistributed',
      'td/inner part Sequential',
      'td/inner/x part Dense',
      'td/inner/y part Dense',
    ]);
    expect(multiplyAdds(nested, 'td/inner/x')).toBe(B * T * I * U);
    expect(multiplyAdds(nested, 'td/inner/y')).toBe(B * T * U);
    expect(row(nested, 'td/inner').layerCalls).toBe(T);
    expect(row(nested, 'td').parameters.total).toBe(I * U + U + (U + 1));
    expect(row(nested, 'td').why?.text).toMatch(/Sequential/);
  });

  it('holders hold holders', () => {
    const report = run(modelOf(timeDistributed('td', lstm('l')), [3, T, I]));
    expect(partsOf(report)).toEqual([
      'td layer TimeDistributed',
      'td/l part LSTM',
      'td/l/cell part LSTMCell',
    ]);
    expect(multiplyAdds(report, 'td/l/cell')).toBe(3 * recurrent(LSTM));
    expectSound(report);
  });

  it('a custom layer has those in its fields, whatever else they refer to', () => {
    class Block extends tf.layers.Layer {
      readonly first = tf.layers.dense({ name: 'same', units: U, inputShape: [I] });
      readonly layers = [
        tf.layers.dense({ name: 'same', units: U }),
        tf.layers.dense({ name: 'unused', units: 1 }),
      ];
      model: unknown = null;
      override build(): void {
        this.first.build([null, I]);
        this.layers[0]!.build([null, U]);
        // A part may know its holder, and a layer its model: neither is held.
        Object.assign(this.first, { holder: this });
        this.built = true;
      }
      override computeOutputShape(): never {
        return [null, U] as never;
      }
      override call(x: unknown): never {
        const input = (Array.isArray(x) ? x[0] : x) as never;
        return scope('mine', () => this.layers[0]!.apply(this.first.apply(input))) as never;
      }
      static get className(): string {
        return 'Block';
      }
    }
    const block = new Block({ name: 'block' });
    const model = modelOf(block, [I]);
    block.model = model;
    const report = run(model);
    expect(partsOf(report)).toEqual([
      'block layer Block',
      'block/same part Dense',
      'block/same/2 part Dense',
    ]);
    expect(multiplyAdds(report, 'block/same')).toBe(B * I * U);
    expect(multiplyAdds(report, 'block/same/2')).toBe(B * U * U);
  });
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
