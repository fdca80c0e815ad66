/** @file Real model files: all of them read, each manifest accounted for to the byte, and tfjs loads what is handed on. */
import * as tf from '@tensorflow/tfjs';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkGraph } from '../../../src/load/check-graph.ts';
import { constantsOf } from '../../../src/load/constants.ts';
import { artifactsOf } from '../../../src/load/artifacts.ts';
import { readModelFile } from '../../../src/load/model-file.ts';
import type { ModelFile } from '../../../src/load/opened-model.ts';
import { noRealModels, REAL_MODELS, realFolder } from '../../support/real-models.ts';

/** Elements of the weights of a file, by kind, and the bytes that they fill: straight from the JSON. */
function listed(folder: string): { floats: number; integers: number; bytes: number } {
  const { weightsManifest } = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8'));
  const sum = { floats: 0, integers: 0, bytes: 0 };
  for (const { shape, dtype, quantization } of weightsManifest.flatMap(({ weights }: never) => weights)) {
    let elements = 1;
    for (const dim of shape) elements *= dim;
    sum[dtype === 'float32' ? 'floats' : 'integers'] += elements;
    sum.bytes += elements * ({ uint8: 1, uint16: 2, float16: 2 }[quantization?.dtype as string] ?? 4);
  }
  return sum;
}

const outputsOf = ({ signature }: ModelFile): readonly string[] => {
  const { outputs } = signature as { readonly outputs: Record<string, { readonly name: string }> };
  return Object.values(outputs).map(({ name }) => name);
};

describe.skipIf(noRealModels)('real model files', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it.each(REAL_MODELS)('%s is read to its last byte', async (name) => {
    const folder = realFolder(name);
    const file = await readModelFile(folder, { weights: true });
    const { floats, integers, bytes } = listed(folder);
    const onDisk = readdirSync(folder).filter((entry) => entry !== 'model.json');
    const stored = onDisk.reduce((sum, entry) => sum + statSync(join(folder, entry)).size, 0);
    expect([file.name, file.totalDiskBytes]).toEqual([name, stored]);
    expect(bytes).toBe(stored);

    const decoded = tf.io.decodeWeights([...file.weightData!, new ArrayBuffer(0)], [...file.weightSpecs]);
    const sizes = { float32: 0, int32: 0 };
    for (const { dtype, size } of Object.values(decoded)) sizes[dtype as 'float32' | 'int32'] += size;
    expect(sizes).toEqual({ float32: floats, int32: integers });
    const expected = Object.entries(decoded).filter(
      ([, { dtype, size }]) => dtype === 'int32' && size <= 4096,
    );
    expect(constantsOf(file.weightSpecs, file.weightData!)).toEqual(
      new Map(expected.map(([weight, tensor]) => [weight, [...tensor.dataSync()]])),
    );
    tf.dispose(decoded);

    if (file.format === 'layers') return;
    const weights = new Set(file.weightSpecs.map((spec) => spec.name));
    expect(() => checkGraph(file.topology, { outputs: outputsOf(file), weights })).not.toThrow();
    expect(() => checkGraph(file.topology)).not.toThrow();
  });

  it('a sharded graph runs in tfjs', async () => {
    const file = await readModelFile(realFolder('hf-bert-tiny'), { weights: true });
    expect(file.weightData!.length).toBeGreaterThan(1);
    const model = await tf.loadGraphModel({ load: async () => artifactsOf(file) });
    const feeds = Object.fromEntries(
      model.inputs.map(({ name, shape }) => [name, tf.ones(shape as [number, number], 'int32')]),
    );
    const outputs = [model.predict(feeds)].flat() as tf.Tensor[];
    expect(outputs.flatMap((output) => [...output.dataSync()]).every(Number.isFinite)).toBe(true);
    tf.dispose([outputs, feeds]);
    model.dispose();
  });

  it('a layers model loads in tfjs, with all its weights', async () => {
    const folder = realFolder('nsfw-mobilenet-v2');
    const file = await readModelFile(folder, { weights: true });
    const model = await tf.loadLayersModel({ load: async () => artifactsOf(file) });
    expect(model.countParams()).toBe(listed(folder).floats);
    model.dispose();
  });
});
