/**
 * @file Weights that take more bytes in their files than they did, in models that were read from files: told by layer and
 * bytes. What is computed is the same, so that nothing else may be told.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/core/report.ts';
import { checkBudget, judge } from '../../src/gate/check.ts';
import { fileWorkload } from '../../src/load/index.ts';
import { profile } from '../../src/profile/profile.ts';
import { useBackend } from '../support/backend.ts';
import { artifactsOf, matMul, placeholder } from '../support/graph-def.ts';
import { writeModel } from '../support/save-model.ts';

type Stored = 'float32' | 'float16' | 'uint16' | 'uint8';
const BYTES: Readonly<Record<Stored, number>> = { float32: 4, float16: 2, uint16: 2, uint8: 1 };

const folder = mkdtempSync(join(tmpdir(), 'tfjs-flops-stored-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(() => useBackend('cpu'));

/** The model with zeros for weights, each stored as it is said. */
function storedAs(artifacts: tf.io.ModelArtifacts, of: (weight: string) => Stored): tf.io.ModelArtifacts {
  const weightSpecs = (artifacts.weightSpecs ?? []).map((spec) => {
    const dtype = of(spec.name);
    if (dtype === 'float32') return spec;
    return { ...spec, quantization: dtype === 'float16' ? { dtype } : { dtype, scale: 1, min: 0 } };
  });
  const sizes = weightSpecs.map(({ name, shape }) => BYTES[of(name)] * tf.util.sizeFromShape(shape));
  return {
    ...artifacts,
    weightSpecs,
    weightData: new ArrayBuffer(sizes.reduce((sum, size) => sum + size, 0)),
  };
}

let models = 0;
async function reportOf(artifacts: tf.io.ModelArtifacts, of: (weight: string) => Stored): Promise<Report> {
  const path = join(folder, `model${models++}`);
  await writeModel(path, storedAs(artifacts, of));
  return profile(await fileWorkload(path), { name: 'net', runs: 0 });
}

const [SIDE, CHANNELS, FILTERS, KERNEL, UNITS] = [6, 3, 4, 3, 5];
/** Values of each layer's weights. */
const LAYERS = {
  conv: KERNEL * KERNEL * CHANNELS * FILTERS + FILTERS,
  norm: 4 * FILTERS,
  head: FILTERS * UNITS + UNITS,
} as const;
type Layer = keyof typeof LAYERS;

async function layersModel(): Promise<tf.io.ModelArtifacts> {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({
        name: 'conv',
        filters: FILTERS,
        kernelSize: KERNEL,
        inputShape: [SIDE, SIDE, CHANNELS],
      }),
      tf.layers.batchNormalization({ name: 'norm' }),
      tf.layers.globalAveragePooling2d({ name: 'pool' }),
      tf.layers.dense({ name: 'head', units: UNITS }),
    ],
  });
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save({
    async save(artifacts) {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    },
  });
  model.dispose();
  return saved!;
}

const isOf = (layer: string, weight: string): boolean => weight.startsWith(`${layer}/`);

describe('a layer that is stored wider', () => {
  it.each<[Layer, Stored, Stored]>([
    ['conv', 'float16', 'float32'],
    ['norm', 'float16', 'float32'],
    ['head', 'float16', 'float32'],
    ['head', 'uint16', 'float32'],
    ['conv', 'uint8', 'float32'],
    ['conv', 'uint8', 'float16'],
    ['head', 'uint8', 'uint16'],
  ])('%s from %s to %s', async (layer, from, to) => {
    const artifacts = await layersModel();
    const [before, after] = [
      await reportOf(artifacts, () => from),
      await reportOf(artifacts, (weight) => (isOf(layer, weight) ? to : from)),
    ];
    const all = Object.values(LAYERS).reduce((sum, values) => sum + values, 0);
    const [was, more] = [BYTES[from] * all, (BYTES[to] - BYTES[from]) * LAYERS[layer]];
    expect(before.memory!.diskBytes).toBe(was);
    const breaches = checkBudget(after, {}, before);
    expect(breaches).toMatchObject([{ figure: 'diskBytes', before: was, actual: was + more }]);
    const rows = breaches[0]!.rows.map((row) => [row.name, row.actual - row.before!]);
    expect(rows).toEqual([[layer, more]]);
    // The other way round there is less, which passes and is told.
    const { breaches: none, less } = judge(before, {}, after);
    expect(none).toEqual([]);
    expect(less.map(({ figure, rows: [row] }) => [figure, row!.name])).toEqual([['diskBytes', layer]]);
  });
});

it('a node of a graph', async () => {
  const [inputs, hidden, outputs] = [3, 4, 2];
  const weight = (name: string, ...shape: number[]) =>
    ({ name, shape, dtype: 'float32', values: Array<number>(tf.util.sizeFromShape(shape)).fill(0) }) as const;
  const graph = artifactsOf({
    nodes: [
      placeholder('x', [1, inputs]),
      matMul('fc1/MatMul', 'x', 'W1'),
      matMul('fc2/MatMul', 'fc1/MatMul', 'W2'),
    ],
    weights: [weight('W1', inputs, hidden), weight('W2', hidden, outputs)],
  });
  const before = await reportOf(graph, () => 'float16');
  const after = await reportOf(graph, (name) => (name === 'W2' ? 'float32' : 'float16'));
  const breaches = checkBudget(after, {}, before);
  expect(breaches).toMatchObject([
    {
      figure: 'diskBytes',
      rows: [{ name: 'fc2/MatMul', before: 2 * hidden * outputs, actual: 4 * hidden * outputs }],
    },
  ]);
});

it('the same bytes in other places are no change, and all at once are told layer by layer', async () => {
  const artifacts = await layersModel();
  const before = await reportOf(artifacts, () => 'float16');
  expect(checkBudget(await reportOf(artifacts, () => 'uint16'), {}, before)).toEqual([]);
  const [breach] = checkBudget(await reportOf(artifacts, () => 'float32'), {}, before);
  const rows = breach!.rows.map((row) => [row.name, row.actual - row.before!]);
  expect(Object.fromEntries(rows)).toEqual({
    conv: 2 * LAYERS.conv,
    norm: 2 * LAYERS.norm,
    head: 2 * LAYERS.head,
  });
});
