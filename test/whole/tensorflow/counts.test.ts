/**
 * @file The real TensorFlow backend runs what cpu runs: the same outermost kernels with the same counts, and the same
 * outputs. Which kernels its own kernels run inside is its affair and is in no count.
 */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/backends/start.ts';
import { tensorflow } from '../../../src/backends/tensorflow/start.ts';
import { profile, type Report, type Workload } from '../../../src/index.ts';
import { kernelRegistry } from '../../../src/trace/registry.ts';
import { mustSkip } from '../../support/required.ts';
import { BOTH } from './models.ts';
import { witness } from './nested.ts';

const status = await tensorflow.status();

async function reportOn(backend: string, workload: Workload): Promise<Report> {
  await startBackend(backend);
  const report = await profile(workload, { runs: 0 });
  expect(report.backend).toBe(backend);
  return report;
}

/** What is of the model and not of the backend; nothing of it is timed. */
const countsOf = ({ total, layers, kernels, weights }: Report): object => ({
  total,
  layers,
  kernels,
  weights,
});

async function outputsOn(backend: string, workload: Workload): Promise<Float32Array> {
  await startBackend(backend);
  const session = await workload.open();
  const output = session.run() as tf.Tensor;
  try {
    return await output.data<'float32'>();
  } finally {
    output.dispose();
    session.dispose();
  }
}

/** max |a − b| ÷ max |a| */
function relativeDifference(a: Float32Array, b: Float32Array): number {
  expect(b.length).toBe(a.length);
  const largest = a.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  return a.reduce((max, value, i) => Math.max(max, Math.abs(value - b[i]!)), 0) / largest;
}

const TOLERANCE = 1e-3;

describe.skipIf(mustSkip('tensorflow', status.available ? null : status.why))('tensorflow', () => {
  describe.each(BOTH)('$name', ({ workload, multiplyAdds }) => {
    it('counts as on cpu, kernel by kernel and layer by layer', async () => {
      const cpu = await reportOn('cpu', workload('fill'));
      const there = await reportOn('tensorflow', workload('fill'));
      expect(countsOf(there)).toEqual(countsOf(cpu));
      expect(there.total.counted.multiplyAdds).toBe(multiplyAdds);
      expect(there.total.theory!.multiplyAdds).toBe(multiplyAdds);
      expect(there.total).toMatchObject({ residual: 0, unknownCalls: 0 });
      // Reshape gives a weight new data there: it still counts as read.
      expect(there.weights.length).toBeGreaterThan(0);
      expect(there.weights.filter(({ read }) => !read)).toEqual([]);
    });

    it('computes what cpu computes; other weights are told apart', async () => {
      const cpu = await outputsOn('cpu', workload('seeded', 1));
      const same = await outputsOn('tensorflow', workload('seeded', 1));
      const others = await outputsOn('tensorflow', workload('seeded', 2));
      expect(relativeDifference(cpu, same)).toBeLessThan(TOLERANCE);
      expect(relativeDifference(cpu, others)).toBeGreaterThan(TOLERANCE);
    });
  });

  it('counts kernels that run inside others in none', async () => {
    await startBackend('tensorflow');
    const met = new Set<string>();
    for (const { workload } of BOTH) {
      const session = await workload('fill').open();
      let kernels: Report['kernels'] = [];
      const seen = await witness(async () => {
        ({ kernels } = await profile(() => session.run(), { runs: 0 }));
      });
      session.dispose();
      const counted = new Map(kernels.map(({ kernel, calls }) => [kernel, calls]));
      expect(counted).toEqual(seen.outermost);
      // The fault that this is against: a tap that counts them as well.
      expect(counted).not.toEqual(seen.all);
      for (const pair of seen.pairs) met.add(pair);
    }
    console.log(`nested on tensorflow, counted once: ${[...met].toSorted().join(', ')}`);
    for (const pair of ['_FusedMatMul > BatchMatMul', '_FusedMatMul > Add', 'FusedBatchNorm > Rsqrt'])
      expect(met).toContain(pair);
  });

  it('leaves the registry and the tensors as they were', async () => {
    await startBackend('tensorflow');
    const before = { entries: [...kernelRegistry()], tensors: tf.memory().numTensors };
    await profile(BOTH[2]!.workload('fill'), { runs: 1 });
    const entries = [...kernelRegistry()];
    expect(entries.length).toBe(before.entries.length);
    expect(
      entries.every(([key, config], i) => key === before.entries[i]![0] && config === before.entries[i]![1]),
    ).toBe(true);
    expect(tf.memory().numTensors).toBe(before.tensors);
  });
});
