/** @file What reaches tfjs from a file: weights whole across the borders of shards, integers as tfjs decodes them. */
import * as tf from '@tensorflow/tfjs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { constantsOf } from '../../../src/load/constants.ts';
import { artifactsOf } from '../../../src/load/artifacts.ts';
import { readModelFile } from '../../../src/load/model-file.ts';
import type { ModelFile } from '../../../src/load/opened-model.ts';
import { DENSE_VALUES, denseFiles, graphFiles, writeFiles } from '../small-models.ts';

const ROOT = mkdtempSync(join(tmpdir(), 'tfjs-flops-'));
afterAll(() => rmSync(ROOT, { recursive: true }));
beforeAll(() => tf.setBackend('cpu'));

type Spec = tf.io.WeightsManifestEntry;

const layersModel = (file: ModelFile): Promise<tf.LayersModel> =>
  tf.loadLayersModel({ load: async () => artifactsOf(file) });

const valuesOf = (model: tf.LayersModel): readonly number[] =>
  model.getWeights().flatMap((weight) => [...weight.dataSync()]);

describe('artifacts', () => {
  it('load layers with weights that lie across borders', async () => {
    const file = await readModelFile(writeFiles(join(ROOT, 'dense'), denseFiles()), { weights: true });
    const model = await layersModel(file);
    expect(valuesOf(model)).toEqual([...DENSE_VALUES]);
    model.dispose();
  });

  it('load layers without weights, without a training configuration, and with another topology', async () => {
    const files = denseFiles();
    files.json.trainingConfig = {
      optimizer_config: { class_name: 'NoSuchOptimizer', config: {} },
      loss: 'mse',
    };
    const file = await readModelFile(writeFiles(join(ROOT, 'bare'), files), { weights: false });
    const model = await layersModel(file);
    expect(model.countParams()).toBe(2 * 3 + 3);
    model.dispose();
    const other = { model_config: { class_name: 'Sequential', config: { name: 'other', layers: [] } } };
    expect(artifactsOf(file, other).modelTopology).toBe(other);
  });

  it('load and run a graph', async () => {
    const file = await readModelFile(writeFiles(join(ROOT, 'graph'), graphFiles()), { weights: true });
    const model = await tf.loadGraphModel({ load: async () => artifactsOf(file) });
    const y = model.predict(tf.tensor2d([[1, 10]])) as tf.Tensor;
    expect([...y.dataSync()]).toEqual([1 + 40, 2 + 50, 3 + 60]);
    expect([file.format, file.signature]).toEqual(['graph', graphFiles().json.signature]);
    model.dispose();
  });

  it('are none of a graph without its weights', async () => {
    const file = await readModelFile(writeFiles(join(ROOT, 'graph'), graphFiles()), { weights: false });
    expect(() => artifactsOf(file)).toThrow('Read it with weights');
  });

  it('need the empty buffer at their end: without it tfjs reads zeros from a longer last shard', () => {
    const bytes = DENSE_VALUES.slice().buffer;
    const cut = [bytes.slice(0, 12), bytes.slice(12)];
    const specs: Spec[] = [{ name: 'w', shape: [DENSE_VALUES.length], dtype: 'float32' }];
    const last: Spec[] = [
      { name: 'a', shape: [6], dtype: 'float32' },
      { name: 'w', shape: [3], dtype: 'float32' },
    ];
    const read = (buffers: ArrayBuffer[], as: Spec[]): readonly number[] => [
      ...tf.io.decodeWeights(buffers, as)['w']!.dataSync(),
    ];
    expect(read(cut, last)).toEqual([0, 0, 0]);
    expect(read([...cut, new ArrayBuffer(0)], last)).toEqual(Array.from(DENSE_VALUES.subarray(6)));
    expect(read([...cut, new ArrayBuffer(0)], specs)).toEqual([...DENSE_VALUES]);
  });
});

const DTYPES = ['float32', 'int32', 'bool', 'complex64', 'string', 'uint8', 'uint16', 'float16'] as const;

interface Drawn {
  readonly kind: (typeof DTYPES)[number];
  readonly asInteger: boolean;
  readonly shape: readonly number[];
  readonly scale: number;
  readonly min: number;
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  kind: fc.constantFrom(...DTYPES),
  asInteger: fc.boolean(),
  shape: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }),
  scale: fc.double({ min: 0.01, max: 9, noNaN: true }),
  min: fc.integer({ min: -300, max: 300 }),
});

const elements = (shape: readonly number[]): number => shape.reduce((product, dim) => product * dim, 1);

/** A weight's entry, and its bytes from a seed. */
function weightOf({ kind, asInteger, shape, scale, min }: Drawn, index: number): readonly [Spec, Uint8Array] {
  const entry = { name: `w${index}`, shape: [...shape] };
  const random = (count: number): Uint8Array =>
    Uint8Array.from({ length: count }, (_, i) => (i * 97 + index * 31) & 255);
  const count = elements(shape);
  if (kind === 'string') {
    const texts = Array.from({ length: count }, (_, i) => random((i * 5) % 7));
    return [
      { ...entry, dtype: kind },
      Uint8Array.from(texts.flatMap((text) => [text.length, 0, 0, 0, ...text])),
    ];
  }
  if (kind === 'float16')
    return [{ ...entry, dtype: 'float32', quantization: { dtype: kind } }, random(2 * count)];
  if (kind === 'uint8' || kind === 'uint16') {
    const dtype = asInteger ? 'int32' : 'float32';
    return [
      { ...entry, dtype, quantization: { dtype: kind, scale, min } },
      random((kind === 'uint8' ? 1 : 2) * count),
    ];
  }
  return [{ ...entry, dtype: kind }, random({ float32: 4, int32: 4, bool: 1, complex64: 8 }[kind] * count)];
}

/** `bytes` in pieces, some of them empty. */
function cutAt(bytes: Uint8Array, shares: readonly number[]): readonly ArrayBuffer[] {
  const borders = shares.map((share) => Math.floor(share * bytes.length)).toSorted((a, b) => a - b);
  const ends = [...borders, bytes.length];
  return ends.map((end, i) => bytes.slice(ends[i - 1] ?? 0, end).buffer);
}

describe('constants', () => {
  it('are what tfjs decodes, whatever lies before them and wherever shards end', () => {
    const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 });
    let seen = 0;
    fc.assert(
      fc.property(fc.array(drawn, { maxLength: 8 }), shares, (weights, cuts) => {
        const made = weights.map(weightOf);
        const specs = made.map(([spec]) => spec);
        const bytes = Uint8Array.from(made.flatMap(([, own]) => [...own]));
        const expected = new Map(
          specs
            .filter(({ dtype }) => dtype === 'int32' || dtype === 'bool')
            .map(({ name }) => [
              name,
              tf.tidy(() => [...tf.io.decodeWeights(bytes.buffer, specs)[name]!.dataSync()]),
            ]),
        );
        seen += expected.size;
        expect(constantsOf(specs, cutAt(bytes, cuts))).toEqual(expected);
      }),
      { numRuns: 200, seed: 7 },
    );
    expect(seen).toBeGreaterThan(100);
  });

  it('are not read from long tables', () => {
    const specs: Spec[] = [4096, 4097].map((size) => ({ name: `t${size}`, shape: [size], dtype: 'int32' }));
    const constants = constantsOf(specs, [new ArrayBuffer(4 * (4096 + 4097))]);
    expect([...constants.keys()]).toEqual(['t4096']);
  });
});
