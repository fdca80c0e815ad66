/**
 * @file What kernels without a formula do is unknown in every number that is made from it, and accuses nobody. Rows that
 * agree are those that print an equals sign.
 */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { count, formatTable, type CountOptions, type Formula, type Report } from '../../src/index.ts';
import { useBackend } from '../support/backend.ts';

beforeAll(() => useBackend('cpu'));

const { layers: L } = tf;
const UNKNOWN: Formula = { state: 'unknown', why: 'nobody looked' };
const WIDE = { width: 200, depth: 'all' } as const;

function run(layers: tf.layers.Layer[], options: CountOptions = {}): Report {
  const model = tf.sequential({ layers });
  const x = tf.zeros([1, ...model.inputs[0]!.shape.slice(1).map((size) => size ?? 1)]);
  try {
    return count(() => model.predict(x), { models: [model], ...options });
  } finally {
    x.dispose();
    model.dispose();
  }
}
const lineOf = (text: string, name: string): string =>
  text.split('\n').find((line) => line.trim().startsWith(name)) ?? '';

/** 5→3 by _FusedMatMul, and a convolution before it. */
const mixed = (): tf.layers.Layer[] => [
  L.conv2d({ name: 'conv', inputShape: [4, 4, 1], filters: 2, kernelSize: 3, useBias: false }),
  L.flatten({ name: 'flat' }),
  L.dense({ name: 'head', units: 3, useBias: false }),
];
const [CONV, HEAD] = [2 * 2 * 2 * 9, 8 * 3];

describe('a layer that theory derives, with a kernel that has no formula', () => {
  it.each<[string, () => tf.layers.Layer[], string, string[], number]>([
    ['dense', () => [L.dense({ name: 'head', inputShape: [5], units: 3 })], '_FusedMatMul', ['head'], 0],
    ['beside a known one', mixed, '_FusedMatMul', ['head'], CONV],
    ['convolution', mixed, 'FusedConv2D', ['conv'], HEAD],
    [
      'an activation, of no multiply-adds by theory',
      () => [
        L.dense({ name: 'a', inputShape: [5], units: 3 }),
        L.activation({ name: 'act', activation: 'softplus' }),
      ],
      'Softplus',
      ['act'],
      15,
    ],
  ])('%s: no residual, nobody accused', (_, layers, kernel, names, known) => {
    const report = run(layers(), { kernelFormulas: { [kernel]: UNKNOWN } });
    expect(report.total.residual).toBe(0);
    expect(report.total.theoryCovers).toBeNull();
    const text = formatTable(report, WIDE);
    for (const wrong of ['≠', 'RESIDUAL', 'is at fault', 'is wrong']) expect(text).not.toContain(wrong);
    for (const name of names) expect(lineOf(text, name)).toMatch(/\?/);
    expect(text).toContain(known === 0 ? 'as FLOPs          ?' : `as FLOPs          ≥ ${2 * known} `);
    const others = known === 0 ? 0 : 1;
    expect(text).toContain(`theory = counted in ${others} of ${others} layer`);
    expect(text).toContain(`${names.length} layer not compared: a kernel there has no formula`);
    expect(text).not.toContain('100 %');
  });

  it('amounts and shares are marked, also the shares of others', () => {
    const report = run(mixed(), { kernelFormulas: { _FusedMatMul: UNKNOWN } });
    const text = formatTable(report, { ...WIDE, by: 'kernel' });
    expect(lineOf(text, '_FusedMatMul')).toMatch(/ \? +\? +\?/);
    expect(lineOf(text, 'FusedConv2D')).toMatch(/ 100\.0\?/);
  });

  it('a true residual is still one: theory that is wrong beside an unknown kernel', () => {
    const report = run(mixed(), {
      kernelFormulas: {
        FusedConv2D: UNKNOWN,
        _FusedMatMul: { state: 'zero' },
      },
    });
    expect(report.total.residual).toBe(HEAD);
    expect(formatTable(report, WIDE)).toContain('RESIDUAL');
  });

  it('a training step says at least', () => {
    const model = tf.sequential({ layers: mixed() });
    const x = tf.zeros([1, 4, 4, 1]);
    const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const step = (): unknown =>
      tf.variableGrads(() => (model.apply(x) as tf.Tensor).sum() as tf.Scalar, variables);
    const report = count(step, {
      models: [model],
      kernelFormulas: { Conv2DBackpropFilter: UNKNOWN },
    });
    const text = formatTable(report, WIDE);
    expect(text).toMatch(/backward ≥ \d+/);
    expect(text).not.toContain('× of forward');
    x.dispose();
    model.dispose();
  });
});

describe('agree in k of n', () => {
  it('a layer that ran twice does not print an equals sign and is not among the k', () => {
    const model = tf.sequential({
      layers: [L.dense({ name: 'a', inputShape: [5], units: 4 }), L.dense({ name: 'b', units: 3 })],
    });
    const x = tf.zeros([1, 5]);
    const report = count(() => [model.predict(x), model.layers[1]!.apply(tf.zeros([1, 4]))], {
      models: [model],
    });
    const { agreeingRows, comparedRows, residual } = report.total;
    expect([agreeingRows, comparedRows, residual]).toEqual([1, 2, 0]);
    const text = formatTable(report, WIDE);
    expect(text).toContain(
      'theory = counted in 1 of 2 layers with multiply-adds, the others are explained below',
    );
    expect(lineOf(text, 'a ')).toContain(' = ');
    expect(lineOf(text, 'b ')).toContain('-12');
    x.dispose();
    model.dispose();
  });
});

describe('as FLOPs', () => {
  const ints = (...shape: number[]): tf.Tensor => tf.zeros(shape, 'int32');
  it('operations on integers are none', () => {
    const whole = formatTable(count(() => tf.matMul(ints(2, 3), ints(3, 4))));
    expect(whole).toMatch(/as FLOPs +none: 24 multiply-adds on integers are no FLOPs/);
    const both = formatTable(
      count(() => [tf.matMul(ints(2, 3), ints(3, 4)), tf.matMul(tf.zeros([5, 6]), tf.zeros([6, 7]))]),
      WIDE,
    );
    expect(both).toContain(
      'as FLOPs          420 = 2 × 210 multiply-adds · 24 multiply-adds on integers are no FLOPs',
    );
    expect(formatTable(count(() => tf.matMul(tf.zeros([5, 6]), tf.zeros([6, 7]))))).toContain(
      '420 = 2 × multiply-adds',
    );
  });
});
