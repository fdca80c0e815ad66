/** @file What a table says of a GPU: which it is, and why there are no times. */
import { beforeAll, describe, expect, it } from 'vitest';
import { gpuNotes } from '../../src/cli/work/gpu-notes.ts';
import type { Environment } from '../../src/core/environment.ts';
import { formatTable, profile, type Report } from '../../src/index.ts';
import { useBackend } from '../support/backend.ts';

let report: Report;
beforeAll(async () => {
  const { layers, sequential } = await useBackend('cpu');
  const model = sequential({ layers: [layers.dense({ units: 2, inputShape: [3] })] });
  report = await profile(model, { runs: 1 });
  model.dispose();
});

const tableOf = (environment: Environment, total: Partial<Report['total']> = {}): string =>
  formatTable(
    { ...report, environment: { ...environment }, total: { ...report.total, ...total } },
    { width: 200 },
  );

describe('a table', () => {
  it('names a GPU by its vendor and architecture where it has no name, and says that it is software', () => {
    const gpu = { adapterVendor: 'google', adapterArchitecture: 'swiftshader' };
    expect(tableOf({ ...gpu, software: true })).toMatch(/machine +google swiftshader, a GPU in software$/m);
    expect(tableOf({ adapterVendor: 'nvidia', adapterArchitecture: 'hopper' })).toMatch(
      /machine +nvidia hopper$/m,
    );
    expect(tableOf({ ...gpu, adapter: 'H200' })).toMatch(/machine +H200$/m);
    expect(tableOf({})).not.toMatch(/machine/);
  });

  it('says why kernels have no times, also where the whole pass has none, and so does the note', () => {
    const clockNote = 'the null adapter computes nothing';
    const untimed = { time: null, wall: null };
    expect(tableOf({ clockNote }, untimed)).toMatch(/time +kernels were not timed · the null adapter/);
    expect(tableOf({}, untimed)).not.toMatch(/not timed/);
    const onGpu = (environment: Environment): Report => ({
      ...report,
      backend: 'webgpu',
      environment,
      total: { ...report.total, ...untimed },
    });
    expect(gpuNotes([onGpu({ clockNote })], true)).toEqual([
      'kernels on webgpu have no times: the null adapter computes nothing.',
    ]);
    expect(gpuNotes([onGpu({})], true)).toEqual(['kernels on webgpu have no times: the GPU gave none.']);
  });
});
