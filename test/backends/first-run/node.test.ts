/** @file The first pass on webgpu in Node: what it is made of, held against the backend's own cache; findings with planted times. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { webgpu } from '../../../src/backends/webgpu/start.ts';
import { unnamedMs, type FirstRun } from '../../../src/core/first-run.ts';
import type { KernelCall } from '../../../src/core/kernel-call.ts';
import type { Report } from '../../../src/core/report.ts';
import { findingsOf } from '../../../src/findings/rules.ts';
import {
  compareReports,
  formatComparison,
  formatTable,
  profile,
  readReport,
  writeReport,
} from '../../../src/index.ts';
import { FirstRunRows } from '../../../src/profile/first-run/rows.ts';
import { skipsWebgpu } from '../../support/webgpu.ts';
import { expectWhole, ours, recompiled } from './first-run.ts';

it('a later call of a layer that differs in attributes alone is of no new shape', () => {
  const call = (rows: number, attrs: KernelCall['attrs']): KernelCall => {
    const tensor = { shape: [rows, 2], dtype: 'float32', origin: 'value' } as const;
    return { kernel: 'Transpose', inputs: { x: tensor }, outputs: [tensor], attrs };
  };
  const calls = [call(3, { perm: [0, 1] }), call(3, { perm: [1, 0] }), call(4, { perm: [0, 1] })];
  const entries = calls.map((_, i) => ({ id: i, scope: 1, phase: 'forward', call: i, calls: 1 }) as const);
  const rows = new FirstRunRows();
  for (const { id } of entries)
    rows.addShader(id, {
      host: { ms: 1 },
      elsewhere: { beginMs: id, endMs: id + 0.5 },
      isAgain: id > 0,
    });
  const trace = { scopes: [], scopeCalls: [], calls, entries, hostWork: [], flow: [] };
  const taken = rows.taken(trace, 1.25, 9);
  expect(taken.shaders.map(({ isForNewShape }) => isForNewShape)).toEqual([false, false, true]);
  // Of the second the last quarter, of the third all that it took in another process, is in the wait for outputs.
  expect(taken.shaders.map(({ ms }) => ms)).toEqual([1, 1.25, 1.5]);
  expect(taken.waitedMs).toBe(0.75);
});

describe.skipIf(skipsWebgpu)('the first pass on webgpu in Node', () => {
  beforeAll(async () => {
    await webgpu.start();
  });

  const dense = (): tf.LayersModel => {
    const model = tf.sequential({
      layers: [tf.layers.dense({ units: 40, inputShape: [24], activation: 'relu', name: 'head' })],
    });
    return model;
  };
  const cached = (): number =>
    Object.keys((tf.backend() as unknown as { readonly pipelineCache: object }).pipelineCache).length;

  it('is whole: shaders as in the cache, weights in bytes, parts that add up, nothing left patched', async () => {
    const model = dense();
    const patched = (): readonly unknown[] =>
      [tf.backend(), (tf.backend() as unknown as { readonly device: object }).device].map((object) =>
        Object.keys(object).filter((name) => typeof Reflect.get(object, name) === 'function'),
      );
    const before = patched();
    const inCache = cached();
    const report = await profile(model, { runs: 1 });
    expect(patched()).toEqual(before);
    const firstRun = expectWhole(report);
    expect(firstRun.cacheGrowth).toBe(cached() - inCache);
    expect(firstRun.cacheGrowth).toBeGreaterThan(0);
    expect(firstRun.weights).toEqual({ tensors: 2, bytes: 4 * (24 * 40 + 40) });
    expect(firstRun.others).toEqual({ tensors: 1, bytes: 4 * 24 });
    expect(firstRun.readbacks).toEqual([]);
    for (const { entry, isForNewShape } of firstRun.shaders) {
      expect(report.scopes[report.entries[entry!]!.scope]!.path).toEqual(['head']);
      expect(isForNewShape).toBe(false);
    }
    expect(firstRun.wallMs).toBe(report.total.wall!.firstMs);
    expect(unnamedMs(firstRun) / firstRun.wallMs).toBeLessThan(0.05);

    // The same model again compiles nothing, on another shape it does.
    const second = await profile(model, { runs: 0 });
    const again = expectWhole(second);
    expect([again.shaders, again.weights.tensors, again.partsMs.shaders]).toEqual([[], 0, 0]);
    const other = await profile(model, { batch: 33, runs: 0 });
    expectWhole(other);
    expect(recompiled(other)).toEqual([['head', [1, 33, 40]]]);
    expect(other.findings.find(({ rule }) => rule === 'recompiled-shaders')).toMatchObject({
      what: expect.stringMatching(/head \[1,33,40\]/),
      rows: [other.layers.findIndex(({ path }) => path[0] === 'head')],
    });
    const saved = readReport(writeReport(report));
    expect(saved.firstRun).toEqual(firstRun);
    expect(formatTable(saved)).toBe(formatTable(report));
    expect(formatComparison(compareReports(saved, second))).toContain('Total');
    expect(formatTable(other)).toMatch(/for new shapes: head \[1,33,40\]/);
    model.dispose();
  });

  it('what takes most of a long first pass is found, and nothing where it takes little', async () => {
    const small = (x: tf.Tensor): tf.Tensor =>
      tf.tidy(() => tf.matMul(x as tf.Tensor2D, tf.ones([3, 3]).add(1) as tf.Tensor2D));
    const real = await profile(small, { inputs: [[3, 3]], runs: 0 });
    const firstRun = expectWhole(real);
    const { cacheGrowth } = firstRun;
    expect(formatTable(real)).not.toMatch(/though the backend/);
    expect(formatTable({ ...real, firstRun: { ...firstRun, cacheGrowth: cacheGrowth + 1 } })).toMatch(
      /though\s+the\s+backend/,
    );
    expect(firstRun.hostKernels.map(({ entry }) => real.calls[real.entries[entry]!.call]!.kernel)).toContain(
      'Add',
    );
    /** A first pass in which that part takes so much. */
    const planted = (part: 'shaders' | 'uploads' | 'hostKernels', ms: number): readonly string[] => {
      const zero = { ...firstRun.partsMs, shaders: 1, uploads: 1, hostKernels: 1 };
      const partsMs = { ...zero, [part]: ms };
      return ours({ findings: findingsOf({ ...real, firstRun: { ...firstRun, wallMs: 1000, partsMs } }) });
    };
    for (const [part, rule, least] of [
      ['shaders', 'shader-compilation', 0.5],
      ['uploads', 'slow-uploads', 0.2],
      ['hostKernels', 'host-kernels', 0.1],
    ] as const) {
      const ownMs = 1000 - firstRun.partsMs.tracing;
      expect(planted(part, least * ownMs + 1), rule).toEqual([rule]);
      expect(planted(part, Math.min(least * ownMs - 1, 99)), rule).toEqual([]);
    }
  });

  it('a saved one that does not add up, or names what is not there, is refused', async () => {
    const report = await profile((x: tf.Tensor) => tf.tidy(() => tf.cumsum(x)), {
      inputs: [[5, 2]],
      runs: 0,
    });
    const { firstRun, ...rest } = JSON.parse(writeReport(report)) as { firstRun: FirstRun };
    const read = (planted: unknown): Report => readReport(JSON.stringify({ ...rest, firstRun: planted }));
    expect(read(firstRun).firstRun).toEqual(report.firstRun);
    const { partsMs, shaders } = firstRun;
    expect(shaders.length).toBeGreaterThan(0);
    const faults: readonly [object, RegExp][] = [
      [{ partsMs: { ...partsMs, shaders: partsMs.shaders + 1 } }, /firstRun\.partsMs\.shaders is/],
      [{ shaders: [{ ...shaders[0], entry: 99 }] }, /firstRun\.shaders\[0\]\.entry names number 99/],
      [{ cacheGrowth: -1 }, /firstRun\.cacheGrowth/],
      [{ wallMs: 'long' }, /firstRun\.wallMs/],
    ];
    for (const [fault, message] of faults) expect(() => read({ ...firstRun, ...fault })).toThrow(message);
  });

  it('reads within the pass are told from those of outputs, with their place', async () => {
    const weight = tf.variable(tf.ones([6, 6]));
    const reads = async (x: tf.Tensor): Promise<tf.Tensor> => {
      const squared = tf.square(x);
      await squared.data();
      const result = tf.tidy(() => tf.matMul(squared as tf.Tensor2D, weight as tf.Tensor2D));
      squared.dispose();
      return result;
    };
    const report = await profile(reads, { inputs: [[6, 6]], runs: 0 });
    const { readbacks, partsMs } = expectWhole(report);
    expect(readbacks).toMatchObject([
      { scope: 0, kernel: null, shape: [6, 6], dtype: 'float32', isSync: false, times: 1 },
    ]);
    expect(readbacks[0]!.ms).toBe(partsMs.readbacks);
    expect(partsMs.readbacks).toBeGreaterThan(0);
    expect(ours(report)).toContain('readback-in-pass');
    expect(formatTable(report)).toMatch(/readbacks +1 tensor read within the pass/);

    const silent = await profile((x: tf.Tensor) => tf.tidy(() => tf.square(x).add(1)), {
      inputs: [[6, 6]],
      runs: 0,
    });
    expect(expectWhole(silent).readbacks).toEqual([]);
    expect(ours(silent)).not.toContain('readback-in-pass');
    weight.dispose();
  });

  it('a pass that throws leaves nothing patched', async () => {
    const keys = (): readonly string[] => Object.keys(tf.backend());
    const before = keys();
    const fails = (x: tf.Tensor): tf.Tensor => {
      tf.square(x).dispose();
      throw new Error('in the middle');
    };
    await expect(profile(fails, { inputs: [[2]], runs: 0 })).rejects.toThrow('in the middle');
    expect(keys()).toEqual(before);
  });
});
