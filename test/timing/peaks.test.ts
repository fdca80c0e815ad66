/** @file Peaks, measured on real backends: what they are, what they leave behind, how long they take. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { profile } from '../../src/profile/profile.ts';
import { startClock } from '../../src/backends/clock.ts';
import { measurePeaks, type MeasuredPeaks } from '../../src/timing/peaks.ts';
import { useBackend } from '../support/backend.ts';

const BUDGET_MS = 600;

const numbersOf = ({ multiplyAddsPerSecond, bytesPerSecond, launchMs }: MeasuredPeaks): number[] => [
  multiplyAddsPerSecond,
  bytesPerSecond,
  launchMs,
];

describe.each(['wasm', 'cpu'] as const)('on %s', (name) => {
  it('are positive and leave nothing', async () => {
    await useBackend(name);
    const alive = (): number[] => [tf.memory().numTensors, tf.memory().numBytes, tf.backend().numDataIds()];
    const before = alive();
    const peaks = (await measurePeaks(startClock, { budgetMs: BUDGET_MS }))!;
    expect(alive()).toEqual(before);
    for (const value of numbersOf(peaks)) {
      expect(value).toBeGreaterThan(0);
      expect(Number.isFinite(value)).toBe(true);
    }
    expect(peaks.measuredWith.join(', ')).toMatch(/^matmul \d+×(\d+) · \1×\d+, (Add|Relu) of [\d,]+$/);
  });

  it('are of the order of what a product reaches right after: no unit is mixed up', async () => {
    await useBackend(name);
    const { multiplyAddsPerSecond } = (await measurePeaks(startClock, { budgetMs: 2 * BUDGET_MS }))!;
    const [rows, inner, columns] = [192, 128, 160];
    const [a, b] = [tf.ones([rows, inner]), tf.ones([inner, columns])];
    const report = await profile(() => tf.matMul(a, b), { runs: 5 });
    tf.dispose([a, b]);
    const row = report.kernels.find(({ kernel }) => kernel === 'BatchMatMul')!;
    expect(row.counted.multiplyAdds).toBe(rows * inner * columns);
    const perSecond = (1e3 * rows * inner * columns) / row.time!.meanMs;
    // Others may use the cores in between.
    expect(multiplyAddsPerSecond).toBeGreaterThan(perSecond / 10);
    expect(multiplyAddsPerSecond).toBeLessThan(1e3 * perSecond);
  });

  it('of any budget are those of the smallest sizes at least', async () => {
    await useBackend(name);
    const { measuredWith } = (await measurePeaks(startClock, { budgetMs: 0 }))!;
    expect(measuredWith.join(', ')).toMatch(/^matmul 64×64 · 64×64, (Add|Relu) of 16,384$/);
  });
});

it('are refused in a sentence where the backend lacks a kernel, and leave nothing', async () => {
  await useBackend('cpu');
  for (const kernel of ['BatchMatMul', 'Add', 'Relu']) {
    const config = tf.getKernel(kernel, 'cpu');
    tf.unregisterKernel(kernel, 'cpu');
    const before = tf.memory().numTensors;
    try {
      await expect(measurePeaks(startClock, { budgetMs: 0 })).rejects.toMatchObject({
        code: 'refused-by-backend',
        message: expect.stringContaining(`has no kernel ${kernel}`),
      });
    } finally {
      tf.registerKernel(config);
    }
    expect(tf.memory().numTensors).toBe(before);
  }
});
