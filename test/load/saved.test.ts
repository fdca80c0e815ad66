/** @file A model saved by tfjs and loaded from its files gives the report that it gave in memory. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ZOO } from '../../models/index.ts';
import { profile, type Report } from '../../src/index.ts';
import { fileWorkload } from '../../src/load/workload.ts';
import { useBackend } from '../support/backend.ts';
import { usualOf } from '../support/large.ts';
import { narrowWorkload } from '../support/narrow-zoo.ts';
import { saveModel } from '../support/save-model.ts';

let tf: Awaited<ReturnType<typeof useBackend>>;
let folder: string;
beforeAll(async () => {
  tf = await useBackend('wasm');
  folder = await mkdtemp(join(tmpdir(), 'tfjs-flops-saved-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** The smallest image that each network takes in whole patches and strides. */
const SIZE = { small: 32, patches: 64 };

/** Everything that does not depend on where the model came from, nor what else was alive. */
function comparable(report: Report): unknown {
  const { model, inputs, environment, memory, weights, ...rest } = report;
  void model;
  void environment;
  return {
    ...rest,
    inputs: inputs.map(({ shape, dtype }) => ({ shape, dtype })),
    weights: weights.map((weight) => ({ ...weight, diskBytes: null })),
    weightBytes: memory?.weightBytes,
    ofPassBytes: memory && memory.peakBytes - memory.beforeBytes,
  };
}

const names = usualOf(
  'networks saved and loaded',
  ZOO.map(({ name }) => name),
  ['resnet50-v1', 'vgg16', 'mobilenet-v2', 'deit-ti16-distilled'],
);

describe('saved and loaded', () => {
  for (const name of names)
    it(`${name} gives the same report, with its weights and without`, async () => {
      const imageSize = /vit|deit/.test(name) ? SIZE.patches : SIZE.small;
      const workload = narrowWorkload(name, { imageSize, classes: 10 });
      const inMemory = await profile(workload, { runs: 0 });
      const session = await workload.open();
      const path = join(folder, name);
      await saveModel(path, session.models[0] as Parameters<typeof saveModel>[1]);
      session.dispose();

      const tensors = tf.memory().numTensors;
      const fromFile = await profile(await fileWorkload(path), { runs: 0 });
      expect(comparable(fromFile)).toEqual(comparable(inMemory));
      expect(fromFile.repairs).toEqual([]);
      expect(fromFile.memory?.diskBytes).toBe(fromFile.memory?.weightBytes);
      const without = await profile(await fileWorkload(path, { weights: false }), { runs: 0 });
      expect(comparable(without)).toEqual(comparable(inMemory));
      expect(without.memory?.diskBytes).toBeNull();
      expect(tf.memory().numTensors).toBe(tensors);
      await rm(path, { recursive: true });
    });
});
