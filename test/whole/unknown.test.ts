/** @file A kernel that nobody has a formula for is named, with its calls and its share of time; it is never 0. */
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { amount, count, formatTable, profile, type Formula } from '../../src/index.ts';
import { FORMULAS } from '../../src/formulas/table.ts';
import { useBackend } from '../support/backend.ts';

const KERNEL = 'WindowedDot';
const SIZE = 4096;
const WINDOW = 64;
const CALLS = 3;

/** y[i] = Σ x[i+j]·x[j] for j < window, round the end. */
const windowedDot: tf.KernelFunc = ({ inputs, backend, attrs }) => {
  const cpu = backend as tf.KernelBackend;
  const x = inputs['x']!;
  const values = cpu.readSync(x.dataId) as Float32Array;
  const window = Number(attrs!['window']);
  const y = new Float32Array(values.length);
  for (let i = 0; i < y.length; i++)
    for (let j = 0; j < window; j++) y[i]! += values[(i + j) % values.length]! * values[j]!;
  return { dataId: cpu.write(y, x.shape, 'float32'), shape: x.shape, dtype: 'float32' };
};

const formula: Formula = {
  state: 'counted',
  basis: 'exact',
  source: 'outputs·window',
  reads: ['window'],
  work: ({ outputs, attrs }) => [
    amount('products', 'multiplyAdds', {
      outputs: outputs[0].shape.reduce((size, dim) => size * dim, 1),
      window: (attrs as { window: number }).window,
    }),
  ],
};

const run = (): tf.Tensor =>
  tf.tidy(() => {
    let x: tf.Tensor = tf.ones([SIZE]);
    for (let i = 0; i < CALLS; i++) x = tf.engine().runKernel(KERNEL, { x }, { window: WINDOW });
    return tf.relu(x);
  });

beforeAll(async () => {
  await useBackend('cpu');
  tf.registerKernel({ kernelName: KERNEL, backendName: 'cpu', kernelFunc: windowedDot });
});
afterAll(() => tf.unregisterKernel(KERNEL, 'cpu'));

describe('a kernel registered under a new name', () => {
  it('is unknown, with its calls and its share of time', async () => {
    const runs = 3;
    const report = await profile(run, { runs });
    const row = report.kernels.find(({ kernel }) => kernel === KERNEL)!;
    expect(row).toMatchObject({ state: 'unknown', calls: CALLS, unknownCalls: CALLS, distinctCalls: 1 });
    expect(row.time).toMatchObject({ runs });
    expect(row.time?.meanMs).toBeGreaterThan(0);
    expect(report.total.unknownCalls).toBe(CALLS);
    // It does SIZE·WINDOW products a call; Relu compares SIZE elements once.
    expect(report.total.unknownTimeShare).toBeGreaterThan(0.5);
    expect(report.total.unknownTimeShare).toBeLessThanOrEqual(1);
    expect(report.kernels.filter(({ state }) => state === 'unknown')).toEqual([row]);
    const costs = report.calls.map(({ kernel }, i) => [kernel, report.costs[i]!.state]);
    expect(costs).toContainEqual([KERNEL, 'unknown']);
  });

  it('is named in the table', async () => {
    const text = formatTable(await profile(run, { runs: 3 }));
    expect(text).toContain(KERNEL);
    expect(text).toContain('unknown');
  });

  it('is counted by a formula that comes with the call, and unknown again without', () => {
    const kernelFormulas = { [KERNEL]: formula };
    const table = Object.entries(FORMULAS);
    const counted = count(run, { kernelFormulas });
    expect(counted.kernels).toContainEqual(expect.objectContaining({ kernel: KERNEL, state: 'counted' }));
    expect(counted.total.counted.multiplyAdds).toBe(CALLS * SIZE * WINDOW);
    expect(counted.total.unknownCalls).toBe(0);

    const after = count(run);
    expect(after.kernels).toContainEqual(expect.objectContaining({ kernel: KERNEL, state: 'unknown' }));
    expect(after.total.counted.multiplyAdds).toBe(0);
    expect(after.total.unknownCalls).toBe(CALLS);
    // Not even by a key that is undefined.
    expect(Object.entries(FORMULAS)).toEqual(table);
  });

  it('is unknown with the reason where its formula throws', () => {
    const broken: Formula = {
      ...formula,
      work: () => {
        throw new Error('window is missing');
      },
    };
    const report = count(run, { kernelFormulas: { [KERNEL]: broken } });
    expect(report.total.unknownCalls).toBe(CALLS);
    expect(report.costs).toContainEqual({ state: 'unknown', why: 'window is missing' });
  });
});
