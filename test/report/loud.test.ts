/** @file What must not be missed: residuals, unknown kernels, layers without theory, doubtful clocks. */
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { amount } from '../../src/core/work.ts';
import type { Formula } from '../../src/core/formula.ts';
import type { LayerFormula } from '../../src/core/theory.ts';
import type { Report } from '../../src/core/report.ts';
import { FORMULAS } from '../../src/formulas/table.ts';
import { count } from '../../src/profile/count.ts';
import { profile } from '../../src/profile/profile.ts';
import { milliseconds } from '../../src/report/format.ts';
import { formatTable } from '../../src/report/table.ts';
import { formatWhy } from '../../src/report/why.ts';
import { LAYER_FORMULAS } from '../../src/theory/layers/table.ts';
import { useBackend } from '../support/backend.ts';
import { numberIn, readTable } from './printed.ts';
import { countModel, nestedModel } from './reports.ts';

beforeAll(() => useBackend('cpu'));

const convolution = FORMULAS.FusedConv2D as Extract<Formula<'FusedConv2D'>, { state: 'counted' }>;

/** One multiply-add too many in each convolution. */
const faulty: Formula<'FusedConv2D'> = {
  ...convolution,
  work: (call) => [...convolution.work(call), amount('products', 'multiplyAdds', { extra: 1 })],
};

/** `shared` runs twice, the towers' convolutions once each. */
const CONVOLUTION_CALLS = 5;

const faultyReport = (): Report => countModel(nestedModel(), { kernelFormulas: { FusedConv2D: faulty } });

describe('a residual that is not 0', () => {
  it('comes first, with every row at fault by name', () => {
    const report = faultyReport();
    const text = formatTable(report, { width: 200 });
    const notes = text.slice(text.indexOf('Total')).split('\n').slice(2);
    const atFault = report.layers.filter(({ residual }) => residual !== null && residual !== 0);
    expect(atFault.map(({ path }) => path.join('.'))).toEqual([
      'shared',
      'tower1.conv',
      'tower2.conv',
      'wide.conv',
    ]);
    expect(report.total.residual).toBe(CONVOLUTION_CALLS);
    expect(notes[0]).toMatch(/^ {2}RESIDUAL 5 +theory = counted in 1 of 5 layers/);
    for (const [i, { path, theory, counted, residual }] of atFault.entries()) {
      const [from, to] = [theory!.multiplyAdds, counted.multiplyAdds].map((n) => n.toLocaleString('en-US'));
      expect(notes[1 + i]).toContain(path.join('.'));
      expect(notes[1 + i]).toContain(`theory ${from} ≠ counted ${to}, difference +${residual}`);
    }
  });

  it('is the signed difference theory − counted in the table', () => {
    const { lines, total } = readTable(formatTable(faultyReport(), { width: 120 }));
    const theory = Object.fromEntries(lines.map((line) => [line.name, line.cell('theory')]));
    expect(theory['tower1…2 ×2']).toBe('-2');
    expect(theory['shared']).toBe('-2');
    expect(theory['wide']).toBe('-1');
    expect(theory['head']).toBe('=');
    expect(total.cell('theory')).toBe(`-${CONVOLUTION_CALLS}`);
  });

  it('does not vanish where differences cancel', () => {
    const tooMuch = CONVOLUTION_CALLS;
    const dense: LayerFormula = (config, inputs) => {
      const derived = LAYER_FORMULAS['Dense']!(config, inputs);
      return { ...derived, work: [...derived.work, amount('products', 'multiplyAdds', { tooMuch })] };
    };
    const both = countModel(nestedModel(), {
      kernelFormulas: { FusedConv2D: faulty },
      layerFormulas: { Dense: dense },
    });
    expect(both.total.theory!.multiplyAdds).toBe(both.total.counted.multiplyAdds);
    expect(readTable(formatTable(both)).total.cell('theory')).toBe(`±${CONVOLUTION_CALLS + tooMuch}`);
    // A wrong theory departs from the count in its row, and from the textbook in the whole model.
    expect(both.total.residual).toBe(CONVOLUTION_CALLS + tooMuch + tooMuch);
    const text = formatTable(both, { width: 200 });
    const differences = [...text.matchAll(/difference [+-]([\d,]+)$/gm)].map(([, size]) => numberIn(size!));
    expect(differences.reduce((sum, size) => sum + size, 0)).toBe(both.total.residual);
    expect(text).toMatch(/^ {2}whole model +multiply-adds: textbook/m);
  });

  it('is red where colours are asked for', () => {
    expect(formatTable(faultyReport(), { color: true })).toContain(
      `\u001B[31m  RESIDUAL ${CONVOLUTION_CALLS}`,
    );
    expect(formatTable(faultyReport())).not.toContain('\u001B');
  });
});

describe('an unknown kernel', () => {
  const NAME = 'NobodysKernel';
  const call = (): tf.Tensor => tf.engine().runKernel(NAME, { x: tf.ones([2, 3]) });
  afterEach(() => tf.unregisterKernel(NAME, 'cpu'));
  const register = (): void =>
    tf.registerKernel({
      kernelName: NAME,
      backendName: 'cpu',
      kernelFunc: ({ inputs }) => {
        const { x } = inputs;
        tf.backend().incRef(x!.dataId);
        return { dataId: x!.dataId, shape: x!.shape, dtype: x!.dtype };
      },
    });

  it('is listed with its calls, and marks the numbers that lack it', () => {
    register();
    const a = tf.ones<tf.Rank.R2>([2, 3]);
    const report = count(() => [call(), call(), tf.matMul(a, a, false, true)]);
    const { lines, total } = readTable(formatTable(report, { width: 120 }));
    const [m, k, n] = [2, 3, 2];
    expect(lines.map(({ name }) => name)).toEqual(['(outside layers)']);
    expect(total.cell('Multiply-adds')).toBe(`${m * k * n}?`);
    expect(formatTable(report, { width: 120 })).toMatch(
      /unknown +NobodysKernel: 2 calls \(.+\) · not in the numbers above/,
    );
    const kernel = readTable(formatTable(report, { by: 'kernel', width: 120 })).lines.find(
      ({ name }) => name === NAME,
    );
    expect(kernel?.cell('Calls')).toBe('2');
    expect(kernel?.cell('Multiply-adds')).toBe('?');
  });

  it('is listed with its share of time', async () => {
    register();
    const report = await profile(() => call(), { runs: 2 });
    expect(formatTable(report)).toContain('NobodysKernel: 1 call, 100.0 % of kernel time');
  });
});

class Halved extends tf.layers.Layer {
  static readonly className = 'Halved';
  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return shape;
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.mul(Array.isArray(inputs) ? inputs[0]! : inputs, 0.5);
  }
}

it('a layer that theory cannot derive is a ?, with the reason', () => {
  const model = tf.sequential({
    layers: [tf.layers.dense({ name: 'fc', units: 3, inputShape: [4] }), new Halved({ name: 'halved' })],
  });
  const report = countModel(model);
  expect(readTable(formatTable(report, { width: 120 })).total.cell('theory')).toBe('=?');
  expect(formatTable(report, { width: 120 })).toMatch(/\? not derivable +halved — Halved: /);
  expect(formatWhy(report, 'halved')).toContain('not derivable');
});

describe('time', () => {
  it('has columns that add up as printed, the mean of the middle passes, the first pass', async () => {
    const report = await profile(nestedModel(), { runs: 3 });
    const text = formatTable(report, { width: 200 });
    const { lines, total } = readTable(text);
    const whole = lines.filter(({ isPart }) => !isPart);
    const shares = whole.map((line) => numberIn(line.cell('share', 'last')));
    expect(shares.some((share) => share > 0)).toBe(true);
    const sum = shares.reduce((total, share) => total + share, 0);
    expect(Math.round(10 * sum)).toBe(1_000);
    const ms = whole.map((line) => numberIn(line.cell('ms')));
    expect(ms.reduce((all, each) => all + each, 0)).toBeCloseTo(numberIn(total.cell('ms')), 9);
    expect(report.layers.reduce((all, { time }) => all + time!.meanMs, 0)).toBe(report.total.time!.meanMs);
    expect(report.kernels.reduce((all, { time }) => all + time!.meanMs, 0)).toBe(report.total.time!.meanMs);
    expect(total.cell('share', 'last')).toBe('100.0');
    expect(total.cell('ms')).toBe(milliseconds(report.total.time!.meanMs));
    expect(text).toMatch(
      /time +wall-clock [\d.]+ ms ± [\d.]+ \(mean of the middle 1 of 3 ± MAD\) · first pass [\d.]+ ms · kernels take [\d.]+ % of it/,
    );
  });

  it('is absent where nothing was timed', () => {
    expect(formatTable(countModel(nestedModel()))).not.toMatch(/\bms\b|G\/s/);
  });

  it('says so where the clock is too coarse for the kernels', async () => {
    const report = await profile(nestedModel(), { runs: 1 });
    const coarse = { ...report, environment: { ...report.environment, clockResolutionMs: 1000 } };
    expect(formatTable(report)).not.toContain('coarse clock');
    expect(formatTable(coarse)).toMatch(/coarse clock +ticks every 1000 ms/);
  });
});

describe('kernels that ran no GPU program', () => {
  /** A timed report as a GPU's clock would give it, where these kernels have no time. */
  async function onGpu(withoutTime: RegExp, environment: Report['environment']): Promise<string> {
    const x = tf.tensor2d([[1, 2]]);
    const work = (): tf.Tensor => tf.clone(tf.neg(tf.neg(tf.reshape(tf.exp(x), [2, 1]))));
    const report = await profile(work, { runs: 1 });
    const entryTimes = report.entryTimes.map((time, i) =>
      withoutTime.test(report.calls[report.entries[i]!.call]!.kernel) ? null : time,
    );
    const time = entryTimes.every((each) => each === null) ? null : report.total.time;
    const total = { ...report.total, time };
    return formatTable({ ...report, entryTimes, total, environment }, { width: 200 });
  }

  it.each(['timestamp', 'query', 'upper-bound'] as const)('are named, views are not: %s', async (clock) => {
    expect(await onGpu(/Neg|Reshape|Identity/, { clock })).toMatch(
      /no GPU time +2 kernel calls ran no GPU program: Neg 2 · /,
    );
    expect(await onGpu(/./, { clock })).toMatch(/3 kernel calls ran no GPU program: Exp 1, Neg 2 · /);
    expect(await onGpu(/Reshape|Identity/, { clock })).not.toMatch(/GPU program/);
  });

  it('are not known where all times are void, and where the clock is the host’s or none', async () => {
    expect(await onGpu(/./, { clock: 'query', voidPasses: 1 })).not.toMatch(/GPU program/);
    expect(await onGpu(/Neg/, { clock: 'host' })).not.toMatch(/GPU program/);
    expect(await onGpu(/./, { clock: 'none' })).not.toMatch(/GPU program/);
  });
});

it('splits parameters by what they are', () => {
  const model = nestedModel();
  expect(formatTable(countModel(model))).toMatch(
    /parameters +[\d,]+ trainable \+ [\d,]+ batch-norm statistics = /,
  );
  const head = model.getLayer('head');
  head.trainable = false;
  const frozen = 8 * 8 * 8 * 10 + 10;
  expect(formatTable(countModel(model))).toContain(`${frozen.toLocaleString('en-US')} frozen`);
});
