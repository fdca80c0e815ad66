/** @file Models in a real browser: outputs and counts are those of Node, on all four backends. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startChromium, type Chromium } from '../../../src/backends/chromium/browser.ts';
import { CHROMIUM_NAMES, PAGE_BACKENDS, type Answer } from '../../../src/backends/chromium/task.ts';
import { portableModelOf } from '../../../src/load/to-portable.ts';
import { portableWorkload, type PortableModel } from '../../../src/load/portable-model.ts';
import { profile } from '../../../src/profile/profile.ts';
import { useBackend } from '../../support/backend.ts';
import { disagreements, inNode, tinyModel, whyNoChromium, zoo } from '../../support/chromium.ts';
import { artifactsOf, loopAndBranch } from '../../support/graph-def.ts';
import { isLarge } from '../../support/large.ts';
import { noRealModels, realFolder } from '../../support/real-models.ts';
import { mustSkip } from '../../support/required.ts';
import { saveModel, writeModel } from '../../support/save-model.ts';
import { invertedResidual, transformer } from '../small-networks.ts';

const GPU_NAMES = CHROMIUM_NAMES.filter((name) => /webgl|webgpu/.test(name));

/** Kernel time as a share of wall-clock, for the reader of the log. */
function shareOf({ report }: Answer): string {
  const { time, wall } = report.total;
  return time === null || wall === null ? 'not timed' : (time.meanMs / wall.meanMs).toFixed(2);
}

describe.skipIf(mustSkip('chromium', whyNoChromium()))('Chromium', () => {
  let chromium: Chromium;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tfjs-flops-test-'));
    chromium = await startChromium('chromium/cpu');
  });
  afterAll(async () => {
    await chromium.close();
    await rm(folder, { recursive: true });
  });

  const fileOf = (location: string, weights = true): Promise<PortableModel> =>
    portableModelOf({ kind: 'file', location, options: { weights } });

  it('has all four backends in an isolated page, each with what it is', async () => {
    const survey = await chromium.survey();
    for (const name of PAGE_BACKENDS) {
      const status = survey[name];
      if (!status.available) throw new Error(`${name}: ${status.why}`);
      expect(status.info.crossOriginIsolated).toBe(true);
      // Chromium's step in an isolated page, in ms; in others it is 0.1.
      expect(status.info.clockResolutionMs).toBeCloseTo(0.005, 6);
    }
    expect(survey.webgl).toMatchObject({ info: { adapter: expect.stringMatching(/\w/) } });
    expect(survey.webgpu).toMatchObject({ info: { adapterVendor: expect.stringMatching(/\w/) } });
  });

  const written = async (name: string, build: () => tf.LayersModel): Promise<PortableModel> => {
    await useBackend('cpu');
    const model = build();
    await saveModel(join(folder, name), model);
    model.dispose();
    return fileOf(join(folder, name));
  };
  const models: [string, number, () => Promise<PortableModel>][] = [
    ['an inverted residual at 32', 1, () => written('cnn', invertedResidual)],
    // Times are of the first; a GPU in software takes a second for each pass.
    ['a transformer at 32', 0, () => written('transformer', transformer)],
  ];
  // Counted alone: each pass takes a GPU in software seconds.
  if (isLarge && !noRealModels)
    for (const name of ['blazeface-front', 'hf-bert-tiny'])
      models.push([name, 0, () => fileOf(realFolder(name))]);

  it.each(models)(
    '%s: outputs within 1e-3, every count equal to Node on cpu, residual 0',
    async (_, runs, make) => {
      const portable = await make();
      const wanted = await inNode(portable);
      expect(wanted.outputs?.[0]?.length).toBeGreaterThan(0);
      // Without times, those whose kernels are not Node's.
      const names = runs === 0 && !isLarge ? GPU_NAMES : CHROMIUM_NAMES;
      for (const name of names) {
        const passes: [number, number][] = [];
        const answer = await chromium.run(name, portable, {
          runs,
          withOutputs: true,
          onProgress: (done, total) => passes.push([done, total]),
        });
        expect(disagreements(wanted, answer), name).toEqual([]);
        // One traced pass; then one untapped and one tapped for each run.
        const total = 1 + 2 * runs;
        expect(passes).toEqual(runs === 0 ? [[1, total]] : [[1, total], [total, total]]); // prettier-ignore
        expect(answer.report).toMatchObject({
          backend: name,
          model: wanted.report.model,
          environment: { runtime: chromium.runtime, ...(runs > 0 && { clock: expect.stringMatching(/\w/) }) },
        });
        if (runs > 0) expect(answer.report.total.wall?.meanMs).toBeGreaterThan(0);
        console.log(`${name}, ${answer.report.model}: kernels/wall ${shareOf(answer)}`);
      }
    },
  );

  it('a graph with a loop on webgpu: nothing asks at once for what only the GPU has, and it is not lost', async () => {
    const graph = loopAndBranch(2, 8, 3, true);
    // Floats that a loop counts are no integers that say shapes: they stay where they are.
    const text = JSON.stringify(graph).replaceAll('DT_INT32', 'DT_FLOAT').replaceAll('int32', 'float32');
    const graphs = { loop: graph, 'float loop': JSON.parse(text) as typeof graph };
    const whys: unknown[] = [];
    for (const [name, each] of Object.entries(graphs)) {
      await writeModel(join(folder, name), artifactsOf(each));
      const portable = await fileOf(join(folder, name));
      const answer = await chromium.run('chromium/webgpu', portable, { runs: 0, withOutputs: true });
      const wanted = await inNode(portable);
      const residual = wanted.report.total.residual;
      expect(residual).toBe(name === 'loop' ? 0 : null);
      expect(disagreements(wanted, answer)).toEqual(residual === null ? ['total: residual null'] : []);
      whys.push(answer.report.environment.shapeCheck?.why);
    }
    expect(whys).toEqual([undefined, 'what follows the values that are read depends on data']);
  });

  it('files written here run there: shards in order, weights or none, repairs reported', async () => {
    const { layers, sequential } = await useBackend('cpu');
    const [size, channels, filters, kernel, units] = [6, 3, 4, 3, 5];
    const model = sequential({
      layers: [
        layers.conv2d({ inputShape: [size, size, channels], filters, kernelSize: kernel, name: 'conv' }),
        layers.flatten({ name: 'flat' }),
        layers.dense({ units, name: 'head' }),
      ],
    });
    await saveModel(folder, model);
    model.dispose();
    const out = size - kernel + 1;
    const multiplyAdds = out * out * filters * kernel * kernel * channels + out * out * filters * units;
    for (const weights of [true, false]) {
      const portable = await fileOf(folder, weights);
      const answer = await chromium.run('chromium/wasm', portable, { runs: 0, withOutputs: weights });
      expect(answer.report.total.counted.multiplyAdds).toBe(multiplyAdds);
      expect(answer.report.environment['model']).toBe(folder);
      // Without its weights a file has no say in the outputs.
      const wanted = await inNode(portable);
      expect(disagreements(weights ? wanted : { ...wanted, outputs: null }, answer)).toEqual([]);
      expect(answer.report.memory?.diskBytes).toBe(wanted.report.memory?.diskBytes);
    }
  });

  it('a network of the zoo: outputs as above, executed instructions of chromium/wasm equal those of wasm in Node', async () => {
    const portable = zoo('mobilenet-v2', 32);
    const options = { runs: 0, executed: true, withOutputs: true };
    const answer = await chromium.run('chromium/wasm', portable, options);
    expect(disagreements(await inNode(portable), answer)).toEqual([]);
    const { report } = answer;
    await useBackend('wasm');
    const inProcess = await profile(portableWorkload(portable), { runs: 0, executed: true });
    expect(report.machine).toEqual(inProcess.machine);
    expect(report.total.executed).toEqual(inProcess.total.executed);
    expect(report.entryExecuted).toEqual(inProcess.entryExecuted);
    expect(report.total.residual).toBe(0);
  });

  it('threads run where the option says so, and only there', async () => {
    const binaries = async (threads?: number): Promise<readonly string[]> => {
      const loaded: string[] = [];
      await chromium.run('chromium/wasm', tinyModel(), {
        runs: 0,
        ...(threads !== undefined && { threads }),
        onPage: (page) =>
          page.on('request', (request) => loaded.push(...(/[\w-]+\.wasm$/.exec(request.url()) ?? []))),
      });
      return loaded;
    };
    expect(await binaries()).toEqual(['tfjs-backend-wasm-simd.wasm']);
    expect(await binaries(2)).toEqual(['tfjs-backend-wasm-threaded-simd.wasm']);
  });

  it('disagreements would be seen', async () => {
    const portable = zoo('mobilenet-v2', 32);
    const wanted = await inNode(portable);
    const { report, outputs } = wanted;
    const [first, ...others] = report.kernels;
    const [layer, ...layers] = report.layers;
    const more = { ...first!.counted, multiplyAdds: first!.counted.multiplyAdds + 1 };
    const shifted = outputs!.map((values) =>
      values.map((value, i) => (i === 0 ? value * 1.01 + 0.01 : value)),
    );
    const planted: Record<string, Answer> = {
      'a multiply-add more': {
        ...wanted,
        report: { ...report, kernels: [{ ...first!, counted: more }, ...others] },
      },
      'a kernel less': { ...wanted, report: { ...report, kernels: others } },
      'a layer less': { ...wanted, report: { ...report, layers } },
      'a residual': { ...wanted, report: { ...report, layers: [{ ...layer!, residual: 1 }, ...layers] } },
      'an unknown residual': { ...wanted, report: { ...report, total: { ...report.total, residual: null } } },
      'an output 1 % off': { ...wanted, outputs: shifted },
      'an output that is no number': {
        ...wanted,
        outputs: outputs!.map((values) => values.map(() => Number.NaN)),
      },
      'a value less': { ...wanted, outputs: outputs!.map((values) => values.slice(1)) },
      'no outputs': { ...wanted, outputs: null },
      'another seed': await inNode({
        spec: {
          kind: 'zoo',
          name: 'mobilenet-v2',
          options: { imageSize: 32, classes: 10, weights: 'seeded', seed: 2 },
        },
        parts: [],
      }),
    };
    expect(disagreements(wanted, wanted)).toEqual([]);
    const missed = Object.entries(planted).filter(([, answer]) => disagreements(wanted, answer).length === 0);
    expect(missed.map(([fault]) => fault)).toEqual([]);
    const count = Object.keys(planted).length;
    console.log(`disagreements: ${count - missed.length} of ${count} planted faults caught`);
  });
});
