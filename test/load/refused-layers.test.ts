/** @file Layers that tfjs does not load or does not run, and sizes that no machine has: one sentence, with the layer. */
import * as tf from '@tensorflow/tfjs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Shape } from '../../src/core/shape.ts';
import { TfjsFlopsError, profile } from '../../src/index.ts';
import { fileWorkload } from '../../src/load/index.ts';
import { writeFiles, type Loose } from './small-models.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'tfjs-flops-refused-'));
beforeAll(() => tf.setBackend('cpu'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

const ref = (name: string): Loose => [[[name, 0, 0, {}]]];

/** An input and one layer. */
function fileOf(sizes: readonly (number | null)[], className: string, config: Loose): Loose {
  const x = { name: 'x', batch_input_shape: [null, ...sizes], dtype: 'float32' };
  const layers = [
    { class_name: 'InputLayer', name: 'x', config: x, inbound_nodes: [] },
    { class_name: className, name: 'a', config: { name: 'a', ...config }, inbound_nodes: ref('x') },
  ];
  return modelOf(layers, 'a');
}

const modelOf = (layers: Loose, output: string): Loose => ({
  modelTopology: {
    class_name: 'Model',
    config: { name: 'm', layers, input_layers: [['x', 0, 0]], output_layers: [[output, 0, 0]] },
  },
});

let files = 0;

async function refusalOf(json: Loose, inputs?: readonly Shape[]): Promise<TfjsFlopsError | null> {
  const folder = writeFiles(join(FOLDER, `m${files++}`), { json, shards: new Map() });
  try {
    const workload = await fileWorkload(folder, { inputs });
    await profile(workload, { runs: 0 });
    return null;
  } catch (error) {
    if (error instanceof TfjsFlopsError) return error;
    throw error;
  }
}

const IMAGE = [8, 8, 1];
const CONV = { filters: 1, kernel_size: [3, 3] };
const BOTH = { strides: [2, 2], dilation_rate: [2, 2] };
const relu = (name: string, from: string): Loose => ({
  class_name: 'Activation',
  name,
  config: { name, activation: 'relu' },
  inbound_nodes: ref(from),
});

describe('what tfjs does not run', () => {
  it.each([
    [
      'strides and dilations',
      fileOf(IMAGE, 'Conv2D', { ...CONV, ...BOTH }),
      'does not run layer "a" (Conv2D): Error in conv2D: Either strides or dilations must be 1',
    ],
    [
      'an option of too few numbers',
      fileOf(IMAGE, 'UpSampling2D', { size: [2] }),
      'layer "a" (UpSampling2D) makes a tensor of which a size is no number',
    ],
    [
      'the same over one axis',
      fileOf([8, 1], 'Conv1D', { filters: 1, kernel_size: [3], strides: [2], dilation_rate: [2] }),
      'does not run layer "a" (Conv1D)',
    ],
    [
      'a shape that does not hold the elements',
      fileOf([4], 'Reshape', { target_shape: [3] }),
      'does not run layer "a" (Reshape): Total size of new array must be unchanged',
    ],
    [
      'what TimeDistributed wraps',
      fileOf([2, ...IMAGE], 'TimeDistributed', {
        layer: { class_name: 'Conv2D', config: { name: 'c', ...CONV, ...BOTH } },
      }),
      'does not run layer "a" (TimeDistributed)',
    ],
    [
      'a window that its input does not hold',
      fileOf([2, 2, 1], 'Conv2D', { filters: 1, kernel_size: [5, 5] }),
      'layer "a" (Conv2D) makes a tensor with a size of -2: its input is too small for it',
    ],
    [
      'a pool that its input does not hold',
      fileOf([2, 2, 1], 'MaxPooling2D', { pool_size: [5, 5], strides: [1, 1] }),
      'layer "a" (MaxPooling2D) makes a tensor with a size of -2',
    ],
    [
      'a margin that its input does not hold',
      fileOf([2, 2, 1], 'Cropping2D', {
        cropping: [
          [2, 1],
          [2, 1],
        ],
      }),
      'layer "a" (Cropping2D) makes a tensor with a size of -1',
    ],
  ])('%s', async (_, json, says) => {
    const refusal = await refusalOf(json);
    expect(refusal?.message).toContain(says);
    expect(refusal?.code).toBe('unsupported-model');
  });

  it('leaves no tensors', async () => {
    const before = tf.memory().numTensors;
    await refusalOf(fileOf(IMAGE, 'Conv2D', { ...CONV, ...BOTH }));
    expect(tf.memory().numTensors).toBe(before);
  });

  it('within a nested model is told by its path', async () => {
    const inner = fileOf(IMAGE, 'Conv2D', { ...CONV, ...BOTH }).modelTopology;
    const x = {
      class_name: 'InputLayer',
      name: 'x',
      config: { name: 'x', batch_input_shape: [null, ...IMAGE] },
      inbound_nodes: [],
    };
    const nested = { ...inner, name: 'm', inbound_nodes: ref('x') };
    const last = { ...relu('b', 'm'), inbound_nodes: [[['m', 1, 0, {}]]] };
    const json = modelOf([x, nested, last], 'b');
    json.modelTopology.config.name = 'outer';
    expect((await refusalOf(json))?.message).toContain('does not run layer "m.a" (Conv2D)');
  });
});

describe('what tfjs does not load', () => {
  it.each([
    [
      'the wrong rank',
      fileOf([4], 'Conv2D', CONV),
      /does not load layer "a" \(Conv2D\) of .*: Input 0 is incompatible with layer a: expected ndim=4, found ndim=2\. Export a SavedModel/,
    ],
    [
      'a size below 1',
      fileOf([4], 'Dense', { units: -1 }),
      /Expected units to be a positive integer, but got -1/,
    ],
    [
      'a size past all',
      fileOf([4], 'Dense', { units: Number.MAX_VALUE }),
      /does not load layer "a" \(Dense\)/,
    ],
  ])('%s', async (_, json, says) => {
    expect((await refusalOf(json))?.message).toMatch(says);
  });

  it('more layers in a row than its recursion follows', async () => {
    const names = ['x', ...Array.from({ length: 8_000 }, (_, i) => `a${i}`)];
    const x = {
      class_name: 'InputLayer',
      name: 'x',
      config: { name: 'x', batch_input_shape: [null, 1] },
      inbound_nodes: [],
    };
    const layers = names.map((name, i) => (i === 0 ? x : relu(name, names[i - 1]!)));
    expect((await refusalOf(modelOf(layers, names.at(-1)!)))?.message).toContain(
      'it follows the layers by recursion',
    );
  });
});

const GIGA = 1e9;

/** Before anything is allocated: each takes milliseconds, where drawing a billion values takes a minute. */
describe('sizes that no machine has', () => {
  it.each([
    ['units', fileOf([4], 'Dense', { units: GIGA }), 'layer "a" (Dense) of'],
    ['an input', fileOf([GIGA], 'Dense', { units: 1 }), 'An input [1, 1000000000] of'],
    [
      'filters',
      fileOf([8, 8, 3], 'Conv2D', { filters: GIGA, kernel_size: [1, 1] }),
      'makes a tensor [1, 8, 8, 1000000000] of 240 GiB',
    ],
    [
      'a padding',
      fileOf([8, 8, 3], 'ZeroPadding2D', {
        padding: [
          [GIGA, 0],
          [0, 0],
        ],
      }),
      '(ZeroPadding2D)',
    ],
    ['repetitions', fileOf([8], 'RepeatVector', { n: GIGA }), '(RepeatVector)'],
    [
      'words',
      fileOf([8], 'Embedding', { input_dim: GIGA, output_dim: 8 }),
      'has 8000000000 parameters of 30 GiB',
    ],
  ])('%s', async (_, json, says) => {
    const startMs = performance.now();
    expect((await refusalOf(json))?.message).toContain(says);
    expect(performance.now() - startMs).toBeLessThan(2000);
  });

  it('an input that is given', async () => {
    const open = fileOf([null, 4], 'Activation', { activation: 'relu' });
    expect((await refusalOf(open, [[1, GIGA, 4]]))?.message).toContain('An input [1, 1000000000, 4] of');
  });

  it('a batch that is given to a live model', async () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [4] })] });
    await expect(profile(model, { batch: GIGA, runs: 0 })).rejects.toThrow('An input [1000000000, 4] of');
    model.dispose();
  });
});
