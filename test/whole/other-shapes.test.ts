/** @file Live models that run on other sizes, lengths and batches than they declare: counted, with theory for what ran. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { count, profile, theory, type LayerFormula, type Report } from '../../src/index.ts';
import { notJudged } from '../../src/findings/not-judged.ts';
import { findingsOf } from '../../src/findings/rules.ts';
import { useBackend } from '../support/backend.ts';

let tf: Awaited<ReturnType<typeof useBackend>>;
beforeAll(async () => {
  tf = await useBackend('cpu');
});

const fcn = (): LayersModel =>
  tf.sequential({
    layers: [
      tf.layers.conv2d({ name: 'conv', filters: 4, kernelSize: 3, padding: 'same', inputShape: [8, 8, 3] }),
      tf.layers.globalAveragePooling2d({}),
      tf.layers.dense({ name: 'head', units: 2 }),
    ],
  });

const lstm = (): LayersModel =>
  tf.sequential({ layers: [tf.layers.lstm({ name: 'lstm', units: 3, inputShape: [5, 2] })] });

const fixedBatch = (): LayersModel =>
  tf.sequential({ layers: [tf.layers.dense({ name: 'd', units: 3, batchInputShape: [1, 7] })] });

const nested = (): LayersModel => tf.sequential({ name: 'outer', layers: [fcn()] });

const causal = (): LayersModel => {
  const input = tf.input({ shape: [6, 4] });
  const conv = tf.layers.conv1d({ name: 'c', filters: 5, kernelSize: 3, padding: 'valid' });
  return tf.model({ inputs: input, outputs: conv.apply(input) as never });
};

const twoInputs = (): LayersModel => {
  const [a, b] = [tf.input({ shape: [4, 3] }), tf.input({ shape: [6, 3] })];
  const shared = tf.layers.dense({ name: 'shared', units: 2 });
  const both = tf.layers.concatenate({ axis: 1 }).apply([shared.apply(a), shared.apply(b)] as never);
  return tf.model({ inputs: [a, b], outputs: both as never });
};

/** @param multiplyAdds products of the shapes that ran */
const agrees = (report: Report, multiplyAdds: number): void => {
  expect(report.total.counted.multiplyAdds).toBe(multiplyAdds);
  expect(report.total.theory?.multiplyAdds).toBe(multiplyAdds);
  expect(report.total.residual).toBe(0);
};

const cases: readonly [string, () => LayersModel, readonly (readonly number[])[], number][] = [
  ['16 pixels for 8', fcn, [[1, 16, 16, 3]], 16 * 16 * 3 * 3 * 3 * 4 + 4 * 2],
  ['a nested model, 10×12 for 8×8', nested, [[2, 10, 12, 3]], 2 * (10 * 12 * 3 * 3 * 3 * 4 + 4 * 2)],
  ['9 steps for 5', lstm, [[1, 9, 2]], 9 * 4 * 3 * (2 + 3)],
  ['a batch of 5 for 1', fixedBatch, [[5, 7]], 5 * 7 * 3],
  ['11 samples for 6', causal, [[1, 11, 4]], (11 - 2) * 3 * 4 * 5],
  ['two inputs, 7 and 2 rows for 4 and 6', twoInputs, [[1, 7, 3], [1, 2, 3]], (7 + 2) * 3 * 2], // prettier-ignore
];

describe('shapes that the model does not declare', () => {
  it.each(cases)('%s', async (_, build, shapes, multiplyAdds) => {
    const model = build();
    const inputs = shapes.map((shape) => tf.zeros([...shape]));
    const apply = (): Tensor => model.apply(inputs.length === 1 ? inputs[0]! : inputs) as Tensor;
    agrees(count(apply, { models: [model] }), multiplyAdds);
    agrees(await profile(apply, { models: [model], runs: 0 }), multiplyAdds);
  });

  it('both what is declared and what is not, in one pass', () => {
    const model = fcn();
    const [small, large] = [tf.zeros([1, 8, 8, 3]), tf.zeros([1, 16, 16, 3])];
    const run = (): unknown => [model.predict(small), model.apply(large)];
    agrees(count(run, { models: [model] }), (8 * 8 + 16 * 16) * 3 * 3 * 3 * 4 + 2 * 4 * 2);
  });

  it('a batch that predict() takes beside a fixed one', async () => {
    const model = fixedBatch();
    agrees(await profile(model, { inputs: [[5, 7]], runs: 0 }), 5 * 7 * 3);
    agrees(await profile(model, { runs: 0 }), 7 * 3);
    const x = tf.zeros([5, 7]);
    const report = count(() => model.predict(x), { models: [model] });
    expect(report.total).toMatchObject({ counted: { multiplyAdds: 5 * 7 * 3 }, residual: 0 });
  });

  it('are still refused where nothing runs', () => {
    const topology = fcn().toJSON(null, false) as never;
    expect(() => theory({ format: 'layers', topology, inputs: [[1, 16, 16, 3]] })).toThrow('[?,8,8,3]');
  });
});

describe('theory that fails', () => {
  const derived = {
    outputs: [[1, 2]],
    work: [],
    parameters: { total: 10, trainable: 10, nonTrainable: 0, frozen: 0 },
  };
  const formulas: readonly [string, unknown][] = [
    ['throws a string', () => { throw 'a string'; }], // prettier-ignore
    ['throws a symbol', () => { throw Symbol('odd'); }], // prettier-ignore
    ['throws nothing', () => { throw undefined; }], // prettier-ignore
    ['throws what cannot be written', () => { throw Object.create(null); }], // prettier-ignore
    ['returns nothing', () => undefined],
    ['returns no work', () => ({ ...derived, work: null })],
    ['returns half a count', () => ({ ...derived, work: [{ term: 'products', op: 'multiplyAdds', factors: { a: 0.5 } }] })], // prettier-ignore
    [
      'returns NaN parameters',
      () => ({ ...derived, parameters: { total: NaN, trainable: 0, nonTrainable: 0 } }),
    ],
    ['returns no parameters', () => ({ ...derived, parameters: undefined })],
    ['fails on a second call', (() => {
      let calls = 0;
      return () => { if (calls++ > 0) throw new Error('once is enough'); return derived; };
    })()], // prettier-ignore
  ];
  it.each(formulas)('a formula that %s: its row is unknown, the count holds', (_, formula) => {
    const model = fcn();
    const x = tf.zeros([1, 8, 8, 3]);
    const report = count(() => model.predict(x), {
      models: [model],
      layerFormulas: { Dense: formula as LayerFormula },
    });
    expect(report.total.counted.multiplyAdds).toBe(8 * 8 * 27 * 4 + 4 * 2);
    const head = report.layers.find(({ path }) => path[0] === 'head');
    expect(head).toMatchObject({ counted: { multiplyAdds: 4 * 2 }, theory: null });
    expect(head?.why?.text).toMatch(/./);
    // JSON holds it, and the layers before it keep their theory.
    expect(JSON.parse(JSON.stringify(report.layers.find(({ path }) => path[0] === 'conv')))).toMatchObject({
      theory: { multiplyAdds: 8 * 8 * 27 * 4 },
    });
  });

  const topologies: readonly [string, () => unknown][] = [
    ['is none', () => ({})],
    ['is null', () => null],
    ['has another number of inputs', () => twoInputs().toJSON(null, false)],
    ['has a getConfig that throws', () => { throw new Error('no config'); }], // prettier-ignore
  ];
  it.each(topologies)('a topology that %s: all rows are unknown, the count holds', (_, toJSON) => {
    const model = fcn();
    model.toJSON = toJSON as never;
    const x = tf.zeros([1, 16, 16, 3]);
    const report = count(() => model.apply(x), { models: [model] });
    expect(report.total.counted.multiplyAdds).toBe(16 * 16 * 27 * 4 + 4 * 2);
    expect(report.total.theory).toBeNull();
    expect(report.layers.filter(({ kind }) => kind === 'layer')).not.toHaveLength(0);
    for (const row of report.layers)
      if (row.kind === 'layer') expect(row.why?.text, row.path.join('.')).toMatch(/./);
  });

  it('a finding that fails is named, and the others are there', () => {
    const report = count(() => tf.ones([2]).add(1));
    const faulty = (): never => {
      throw 'odd'; // eslint-disable-line
    };
    const sound = () => ({ ...notJudged([{ part: 'x', error: 0 }])[0]!, rule: 'sound' });
    const findings = findingsOf(report, [{ part: 'the textbook', error: new Error('E') }], [faulty, sound]);
    expect(findings.map(({ rule }) => rule)).toEqual(['sound', 'not-judged']);
    expect(findings[1]!.what).toBe('Left out after an error: the textbook (E), the finding faulty (odd).');
  });
});
