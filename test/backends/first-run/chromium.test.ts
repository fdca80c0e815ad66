/** @file The first pass in Chromium: each finding with a model that provokes it and a silent one, real models, shaders as in the cache. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChromium, type Chromium } from '../../../src/backends/chromium/browser.ts';
import type { ChromiumName, Job } from '../../../src/backends/chromium/task.ts';
import { shadersOf, unnamedMs } from '../../../src/core/first-run.ts';
import type { Report } from '../../../src/core/report.ts';
import { portableModelOf } from '../../../src/load/to-portable.ts';
import { useBackend } from '../../support/backend.ts';
import { whyNoChromium, zoo } from '../../support/chromium.ts';
import { artifactsOf, FLOAT, placeholder } from '../../support/graph-def.ts';
import { isLarge } from '../../support/large.ts';
import { noRealModels, realFolder } from '../../support/real-models.ts';
import { mustSkip } from '../../support/required.ts';
import { saveModel, writeModel } from '../../support/save-model.ts';
import { expectWhole, ours, recompiled } from './first-run.ts';

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
