/** @file Model files counted from model.json alone against the same files profiled: layers, graphs, real ones. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/core/report.ts';
import { fileWorkload, shapeWorkload } from '../../src/load/workload.ts';
import { countShapes } from '../../src/profile/count-shapes.ts';
import { profile } from '../../src/profile/profile.ts';
import { filesOf, inFolder } from '../load/graphs/build.ts';
import { writeFiles } from '../load/small-models.ts';
import { loopAndBranch } from '../support/graph-def.ts';
import { noRealModels, quickRealModels, realFolder, realOptions } from '../support/real-models.ts';
import { saveModel } from '../support/save-model.ts';
import { GRAPHS, SELECTED } from './graphs.ts';

beforeAll(() => tf.setBackend('wasm'));

/** All but where it ran; tfjs numbers the inputs that nobody named, anew for each model. */
const figures = ({ backend: _backend, environment: _environment, inputs, ...report }: Report): object => ({
  ...report,
  inputs: inputs.map(({ shape, dtype }) => ({ shape, dtype })),
});

const LAYERS: Readonly<Record<string, () => tf.LayersModel>> = {
  convolutions: () =>
    tf.sequential({
      layers: [
        tf.layers.conv2d({ inputShape: [9, 7, 3], filters: 4, kernelSize: 3, strides: 2, padding: 'same' }),
        tf.layers.batchNormalization(),
        tf.layers.separableConv2d({ filters: 5, kernelSize: 3 }),
        tf.layers.globalAveragePooling2d({}),
        tf.layers.dense({ units: 6, activation: 'softmax', kernelRegularizer: 'l1l2' }),
      ],
    }),
  'words and a recurrence': () =>
    tf.sequential({
      layers: [
        tf.layers.embedding({ inputDim: 11, outputDim: 4, inputLength: 5 }),
        tf.layers.bidirectional({
          layer: tf.layers.lstm({ units: 3, returnSequences: true }),
          mergeMode: 'concat',
        }),
        tf.layers.gru({ units: 2 }),
        tf.layers.dense({ units: 1 }),
      ],
    }),
};

describe('a layers model', () => {
  it.each(Object.keys(LAYERS))('%s: without its shards, as profiled with them', async (name) => {
    await inFolder(filesOf(loopAndBranch(1, 1, 1, true)), async (folder) => {
      const model = LAYERS[name]!();
      await saveModel(folder, model);
      model.dispose();
      const real = await profile(await fileWorkload(folder, { batch: 3 }), { runs: 0 });
      for (const file of readdirSync(folder)) if (file.endsWith('.bin')) rmSync(join(folder, file));
      const counted = await countShapes(await shapeWorkload(folder, { batch: 3 }));
      expect(figures(counted)).toEqual(figures(real));
      expect(counted.environment.assumed).toBeUndefined();
    });
  });
});

describe('a graph', () => {
  it.each([...Object.keys(GRAPHS), 'loop and branch'])('%s: as profiled', async (name) => {
    const graph = GRAPHS[name] ?? loopAndBranch(2, 3, 4, true);
    await inFolder(filesOf(graph), async (folder) => {
      const real = await profile(await fileWorkload(folder), { runs: 0 });
      const counted = await countShapes(await shapeWorkload(folder));
      expect(figures(counted)).toEqual(figures(real));
      expect(counted.environment.assumed).toBeUndefined();
    });
  });

  it('whose sizes depend on values gets bounds, and says so', async () => {
    await inFolder(filesOf(SELECTED), async (folder) => {
      const counted = await countShapes(await shapeWorkload(folder));
      expect(counted.environment.assumed).toEqual(['where: values of bool, 4×3, are taken as true']);
      const gathered = counted.calls.find(({ kernel }) => kernel === 'GatherNd');
      expect(gathered?.outputs[0].shape).toEqual([4 * 3]);
    });
  });

  it('reads the bytes of its shapes alone, and none of another length', async () => {
    const graph = GRAPHS['Shape, StridedSlice, Pack, Reshape, MatMul']!;
    const files = filesOf(graph);
    await inFolder(files, async (folder) => {
      const workload = await shapeWorkload(folder);
      writeFiles(folder, files);
      expect((await countShapes(workload)).total.counted.multiplyAdds).toBe(2 * 4 * 3 * 5);
      for (const file of readdirSync(folder)) if (file.endsWith('.bin')) rmSync(join(folder, file));
      await expect(shapeWorkload(folder)).rejects.toMatchObject({ code: 'missing-file' });
    });
  });
});

describe.skipIf(noRealModels)('real models', () => {
  it.each(quickRealModels('shapes of real models'))('%s: as profiled', { timeout: 120_000 }, async (name) => {
    const options = realOptions(name);
    const real = await profile(await fileWorkload(realFolder(name), options), { runs: 0 });
    const counted = await countShapes(await shapeWorkload(realFolder(name), options));
    if (counted.environment.assumed === undefined) expect(figures(counted)).toEqual(figures(real));
    else expect(name).toBe('handtrack');
    expect(counted.total.counted.multiplyAdds).toBe(real.total.counted.multiplyAdds);
    expect(counted.total.parameters).toEqual(real.total.parameters);
  });
});
