/** @file The third column: on each machine, in print, with a planted fault, and what is refused. */
import { beforeAll, describe, expect, it } from 'vitest';
import { zooWorkload } from '../../models/index.ts';
import type { Bridge, Report } from '../../src/index.ts';
import { count, formatTable, profile } from '../../src/index.ts';
import { startExecuted } from '../../src/executed/index.ts';
import { FORMULAS } from '../../src/formulas/table.ts';
import { useBackend } from '../support/backend.ts';

let tf: Awaited<ReturnType<typeof useBackend>>;
beforeAll(async () => {
  tf = await useBackend('wasm');
});

const executedBridges = ({ total }: Report): readonly Bridge[] =>
  total.bridges.filter(({ to }) => to === 'executed');
const small = () => zooWorkload('mobilenet-v2', { imageSize: 32 });

describe('the third column', () => {
  it('is there on the plain binary and for other hosts', async () => {
    for (const simd of [true, false])
      for (const host of ['x86', 'other'] as const) {
        const report = await profile(small(), { runs: 0, executed: { simd, host } });
        expect(report.machine).toEqual({ binary: simd ? 'simd' : 'plain', host });
        expect(report.total.residual).toBe(0);
      }
  });

  it('is printed so that the terms add up, at every width', async () => {
    const report = await profile(zooWorkload('deit-ti16', { imageSize: 32, classes: 10 }), {
      runs: 0,
      executed: { host: 'x86' },
    });
    for (const width of [60, 95, 120]) {
      const table = formatTable(report, { width });
      for (const line of table.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
      // Each term is printed with its sign, and what is printed adds up.
      const text = table.replaceAll(/\s+/g, ' ');
      const { fromAmount, toAmount, terms } = executedBridges(report)[0]!;
      const integer = (value: number): string => Math.abs(value).toLocaleString('en-US');
      expect(text).toContain(`counted ${integer(fromAmount)} `);
      expect(text).toContain(`= executed ${integer(toAmount)}`);
      for (const { term, amount } of terms)
        expect(text).toContain(` ${amount < 0 ? '-' : '+'} ${term} ${integer(amount)}`);
      expect(terms.reduce((sum, { amount }) => sum + amount, fromAmount)).toBe(toAmount);
      expect(table).toMatch(/measured/);
    }
  });

  it('shows a fault in a formula', async () => {
    const sound = FORMULAS['DepthwiseConv2dNative']!;
    if (sound.state !== 'counted') throw new Error('not counted');
    const twice = { ...sound, work: (call: never) => [...sound.work(call), ...sound.work(call)] };
    const report = await profile(small(), {
      runs: 0,
      executed: { host: 'x86' },
      kernelFormulas: { DepthwiseConv2dNative: twice },
    });
    expect(executedBridges(report)[0]!.residual).not.toBe(0);
    expect(formatTable(report)).toMatch(/≠ executed/);
  });

  it('takes a backend that was started before the model was loaded', async () => {
    const backend = await startExecuted({ host: 'x86' });
    try {
      const model = tf.sequential({ layers: [tf.layers.dense({ name: 'd', units: 8, inputShape: [16] })] });
      const report = count(() => model.predict(tf.ones([4, 16])), { models: [model], executed: backend });
      const [rows, I, O] = [4, 16, 8];
      expect(report.layers.find(({ path }) => path.join() === 'd')!.executed!.adds).toBe(rows * I * O);
      expect(report.total.residual).toBe(0);
      model.dispose();
    } finally {
      await backend.stop();
    }
    await tf.setBackend('wasm');
  });

  it('is refused for a live model, a function and another backend, in a sentence', async () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
    await expect(profile(model, { runs: 0, executed: true })).rejects.toMatchObject({ code: 'live-model' });
    await expect(profile(() => null, { runs: 0, executed: true })).rejects.toMatchObject({
      code: 'live-model',
    });
    // A recipe is fine, but this model's weights would be lost.
    await expect(profile(small(), { runs: 0, executed: true })).rejects.toMatchObject({ code: 'live-model' });
    expect((model.predict(tf.ones([1, 3])) as { shape: number[] }).shape).toEqual([1, 2]);
    model.dispose();
    await tf.setBackend('cpu');
    await expect(profile(small(), { runs: 0, executed: true })).rejects.toMatchObject({
      code: 'wrong-backend',
    });
    await tf.setBackend('wasm');
  });
});
