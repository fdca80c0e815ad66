/**
 * @file The first pass on a GPU, in Node and in Chromium: what it is made of, held against the backend's own cache and
 * against what is known of the models; and the findings on it, each with a model that provokes it and a silent one.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { webgpu } from '../../src/backends/webgpu/start.ts';
import { openChromium, type Chromium } from '../../src/backends/chromium/browser.ts';
import type { ChromiumName, Job } from '../../src/backends/chromium/task.ts';
import { shadersOf, unnamedMs, type FirstRun } from '../../src/core/first-run.ts';
import type { KernelCall } from '../../src/core/kernel-call.ts';
import type { Report } from '../../src/core/report.ts';
import { findingsOf } from '../../src/findings/rules.ts';
import {
  compareReports,
  formatComparison,
  formatTable,
  profile,
  readReport,
  writeReport,
} from '../../src/index.ts';
import { portableModelOf } from '../../src/load/to-portable.ts';
import { FirstRunRows } from '../../src/profile/first-run/rows.ts';
import { useBackend } from '../support/backend.ts';
import { whyNoChromium, zoo } from '../support/chromium.ts';
import { artifactsOf, FLOAT, placeholder } from '../support/graph-def.ts';
import { isLarge } from '../support/large.ts';
import { noRealModels, realFolder } from '../support/real-models.ts';
import { mustSkip } from '../support/required.ts';
import { saveModel, writeModel } from '../support/save-model.ts';
import { skipsWebgpu } from '../support/webgpu.ts';

function firstRunOf({ firstRun }: Report): FirstRun {
  if (firstRun === undefined) throw new Error('the report has no first run');
  return firstRun;
}

/** What holds of every first pass. */
function expectWhole(report: Report): FirstRun {
  const firstRun = firstRunOf(report);
  expect(shadersOf(firstRun)).toBe(firstRun.cacheGrowth);
  expect(firstRun.kernelCalls).toBe(report.total.calls);
  for (const ms of Object.values(firstRun.partsMs)) expect(ms).toBeGreaterThanOrEqual(0);
  const { afterBytes, peakBytes, keptBytes } = firstRun.memory;
  expect(peakBytes).toBeGreaterThanOrEqual(afterBytes);
  expect(afterBytes).toBeGreaterThanOrEqual(keptBytes);
  return firstRun;
}

const rulesOf = ({ findings }: Pick<Report, 'findings'>): readonly string[] =>
  findings.map(({ rule }) => rule);
const OURS = new Set([
  'gpu-memory-kept',
  'readback-in-pass',
  'recompiled-shaders',
  'shader-compilation',
  'slow-uploads',
  'host-kernels',
]);
const ours = (report: Pick<Report, 'findings'>): readonly string[] =>
  rulesOf(report).filter((rule) => OURS.has(rule));

/** The layers that shaders were compiled for anew, with the shape of the output. */
const recompiled = (report: Report): readonly unknown[] =>
  firstRunOf(report).shaders.flatMap(({ entry, isForNewShape }) => {
    if (!isForNewShape || entry === null) return [];
    const { scope, call } = report.entries[entry]!;
    return [[report.scopes[scope]!.path.join('.'), report.calls[call]!.outputs[0].shape]];
  });

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

describe.skipIf(mustSkip('chromium', whyNoChromium()))('the first pass in Chromium', () => {
  let chromium: Chromium;
  let folder: string;
  beforeAll(async () => {
    const opened = await openChromium();
    if ('available' in opened) throw new Error(opened.why);
    chromium = opened;
    folder = await mkdtemp(join(tmpdir(), 'tfjs-flops-test-'));
    await useBackend('cpu');
  });
  afterAll(async () => {
    await chromium.close();
    await rm(folder, { recursive: true });
  });

  const profileIn = async (name: ChromiumName, job: Job): Promise<Report> =>
    (await chromium.run(name, job, { runs: 0 })).report;
  const written = async (name: string, write: (folder: string) => Promise<void>): Promise<Job> => {
    await write(join(folder, name));
    return portableModelOf({ kind: 'file', location: join(folder, name), options: {} });
  };

  /** A convolution that two inputs share, the second of them of another size. */
  const shared = (sizes: readonly number[]): Promise<Job> =>
    written(`shared-${sizes.join('-')}`, async (to) => {
      const conv = tf.layers.conv2d({ filters: 4, kernelSize: 3, name: 'shared' });
      const inputs = sizes.map((size) => tf.input({ shape: [size, size, 3] }));
      const model = tf.model({ inputs, outputs: inputs.map((x) => conv.apply(x) as tf.SymbolicTensor) });
      await saveModel(to, model);
      model.dispose();
    });

  it('a layer that runs on a second shape on webgl compiles its shaders anew, and on the same one does not', async () => {
    const report = await profileIn('chromium/webgl', await shared([8, 12]));
    expectWhole(report);
    const again = recompiled(report);
    expect(again.length).toBeGreaterThan(0);
    expect(again).toEqual(again.map(() => ['shared', [1, 10, 10, 4]]));
    expect(report.findings.find(({ rule }) => rule === 'recompiled-shaders')).toMatchObject({
      what: expect.stringContaining('shared [1,10,10,4]'),
      rows: [report.layers.findIndex(({ path }) => path[0] === 'shared')],
    });
    const silent = await profileIn('chromium/webgl', await shared([8, 8]));
    expectWhole(silent);
    expect(recompiled(silent)).toEqual([]);
    expect(ours(silent)).not.toContain('recompiled-shaders');
    expect(ours(silent)).not.toContain('gpu-memory-kept');
  });

  it('a kernel that reads what the GPU computed is named on webgl', async () => {
    const graph = artifactsOf({
      nodes: [
        placeholder('x', [1, 8]),
        { name: 'act', op: 'Relu', input: ['x'], attr: FLOAT },
        { name: 'best', op: 'TopKV2', input: ['act', 'k'], attr: { ...FLOAT, sorted: { b: true } } },
      ],
      weights: [{ name: 'k', shape: [], dtype: 'int32', values: [2] }],
    });
    const report = await profileIn('chromium/webgl', await written('top', (to) => writeModel(to, graph)));
    const { readbacks } = expectWhole(report);
    expect(readbacks).toMatchObject([{ kernel: 'TopK', shape: [1, 8], isSync: true, times: 1 }]);
    expect(report.scopes[readbacks[0]!.scope]!.node).toBe('best');
    expect(ours(report)).toContain('readback-in-pass');
  });

  it('textures that are kept are found where they are many', async () => {
    const large = await written('large', async (to) => {
      const inputs = tf.input({ shape: [1024, 1024, 3] });
      const wide = tf.layers
        .conv2d({ filters: 12, kernelSize: 1, name: 'wide', activation: 'relu' })
        .apply(inputs);
      const outputs = tf.layers.globalMaxPooling2d({}).apply(wide) as tf.SymbolicTensor;
      const model = tf.model({ inputs, outputs });
      await saveModel(to, model);
      model.dispose();
    });
    const report = await profileIn('chromium/webgl', large);
    const { memory } = expectWhole(report);
    expect(memory.keptBytes).toBeGreaterThan(64e6);
    expect(ours(report)).toContain('gpu-memory-kept');
  });

  const models: [string, () => Promise<Job>][] = [['a convolution on two sizes', () => shared([8, 12])]];
  if (isLarge) models.push(['MobileNetV2', async () => zoo('mobilenet-v2', 224)]);
  if (isLarge && !noRealModels)
    models.push([
      'hf-vit-ti16',
      () => portableModelOf({ kind: 'file', location: realFolder('hf-vit-ti16'), options: {} }),
    ]);
  it.each(models)(
    '%s: nearly all of the first pass has a name, shaders are as many as in the cache',
    async (name, make) => {
      for (const backend of ['chromium/webgl', 'chromium/webgpu'] as const) {
        const report = await profileIn(backend, await make());
        const firstRun = expectWhole(report);
        const named = 1 - unnamedMs(firstRun) / firstRun.wallMs;
        expect(named).toBeGreaterThanOrEqual(0.95);
        expect(firstRun.partsMs.shaders).toBeGreaterThan(0);
        console.log(
          `${name}, ${backend}: ${(100 * named).toFixed(1)} % named, ${shadersOf(firstRun)} shaders in ${firstRun.partsMs.shaders.toFixed(0)} of ${firstRun.wallMs.toFixed(0)} ms`,
        );
      }
    },
  );
});
