/** @file What tfjs leaves out of a model's JSON, and files whose two halves contradict each other. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countShapes, profile, type Report } from '../../src/index.ts';
import { fileWorkload, shapeWorkload } from '../../src/load/workload.ts';
import { useBackend } from '../support/backend.ts';
import { artifactsOf, placeholder } from '../support/graph-def.ts';
import { saveModel, writeModel } from '../support/save-model.ts';

let tf: Awaited<ReturnType<typeof useBackend>>;
let folder: string;
beforeAll(async () => {
  tf = await useBackend('cpu');
  folder = await mkdtemp(join(tmpdir(), 'tfjs-flops-left-out-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** [2, 9, 8, 3] → [2, 7, 6, 5]: 3·3 of 3·2 channels, then those to 5. */
const PRODUCTS = 2 * 7 * 6 * (3 * 3 * 3 * 2 + 3 * 2 * 5);
const PARAMETERS = 3 * 3 * 3 * 2 + 3 * 2 * 5 + 5;

const separable = () =>
  tf.layers.separableConv2d({ name: 'sep', filters: 5, kernelSize: 3, depthMultiplier: 2 });

const MODELS = {
  plain: () => {
    const x = tf.input({ shape: [9, 8, 3], name: 'x' });
    return tf.model({ inputs: x, outputs: separable().apply(x) as ReturnType<typeof tf.input> });
  },
  wrapped: () => {
    const x = tf.input({ shape: [1, 9, 8, 3], name: 'x' });
    const each = tf.layers.timeDistributed({ layer: separable(), name: 'each' });
    return tf.model({ inputs: x, outputs: each.apply(x) as ReturnType<typeof tf.input> });
  },
  'wrapped twice': () => {
    const x = tf.input({ shape: [1, 1, 9, 8, 3], name: 'x' });
    const each = tf.layers.timeDistributed({ layer: separable(), name: 'each' });
    const all = tf.layers.timeDistributed({ layer: each, name: 'all' });
    return tf.model({ inputs: x, outputs: all.apply(x) as ReturnType<typeof tf.input> });
  },
  nested: () => {
    const x = tf.input({ shape: [9, 8, 3], name: 'x' });
    const inner = tf.sequential({ name: 'inner' });
    inner.add(
      tf.layers.separableConv2d({
        name: 'sep',
        filters: 5,
        kernelSize: 3,
        depthMultiplier: 2,
        inputShape: [9, 8, 3],
      }),
    );
    return tf.model({ inputs: x, outputs: inner.apply(x) as ReturnType<typeof tf.input> });
  },
};

const figures = ({ total }: Report) => [
  total.counted.multiplyAdds,
  total.theory?.multiplyAdds,
  total.parameters.total,
  total.residual,
];
const RIGHT = [PRODUCTS, PRODUCTS, PARAMETERS, 0];

describe('the depth multiplier of a separable convolution', () => {
  for (const [name, build] of Object.entries(MODELS))
    it(`${name}: live, saved, and without its weights`, async () => {
      const model = build();
      expect(figures(await profile(model, { runs: 0, batch: 2 }))).toEqual(RIGHT);
      const path = join(folder, name);
      await saveModel(path, model);
      const run = await profile(await fileWorkload(path, { batch: 2 }), { runs: 0 });
      const count = await countShapes(await shapeWorkload(path, { batch: 2 }));
      expect(figures(run)).toEqual(RIGHT);
      expect(figures(count)).toEqual(RIGHT);
      expect(count.repairs).toEqual(run.repairs);
      expect(run.repairs.join()).toContain('depth_multiplier 2, which tfjs-layers does not write, read off');
    });
});

describe('the format of a Conv1D', () => {
  it('channels first: live, saved, and without its weights', async () => {
    const x = tf.input({ shape: [3, 11], name: 'x' });
    const conv = tf.layers.conv1d({ name: 'c', filters: 5, kernelSize: 4, dataFormat: 'channelsFirst' });
    const model = tf.model({ inputs: x, outputs: conv.apply(x) as ReturnType<typeof tf.input> });
    // [2, 3, 11] → [2, 5, 8]: 4 taps of 3 channels.
    const right = [2 * 5 * 8 * 4 * 3, 2 * 5 * 8 * 4 * 3, 4 * 3 * 5 + 5, 0];
    const path = join(folder, 'channels-first');
    await saveModel(path, model);
    const run = await profile(await fileWorkload(path, { batch: 2 }), { runs: 0 });
    expect(figures(await profile(model, { runs: 0, batch: 2 }))).toEqual(right);
    expect(figures(run)).toEqual(right);
    expect(run.repairs.join()).toContain('data_format channels_first, which tfjs-layers does not write');
    expect(figures(await countShapes(await shapeWorkload(path, { batch: 2 })))).toEqual(right);
  });
});

describe('without a run', () => {
  for (const [what, edit, says] of [
    [
      'lacks a weight of its layers',
      { lists: '"sep/other"' },
      /make "sep\/bias" \[5\], .*lists no weight of/,
    ],
    [
      'lists a weight that no layer has',
      { uses: 'false' },
      /make no weight of that name, .* "sep\/bias" \[5\]/,
    ],
  ] as const)
    it(`a file that ${what} is refused, as in a run`, async () => {
      const path = join(folder, 'unlike');
      await saveModel(path, MODELS.plain());
      const file = join(path, 'model.json');
      const json = (await readFile(file, 'utf8'))
        .replace('"name":"sep/bias"', `"name":${'lists' in edit ? edit.lists : '"sep/bias"'}`)
        .replace('"use_bias":true', `"use_bias":${'uses' in edit ? edit.uses : 'true'}`);
      await writeFile(file, json);
      await expect(fileWorkload(path).then((w) => profile(w, { runs: 0 }))).rejects.toThrow();
      await expect(shapeWorkload(path).then((workload) => countShapes(workload))).rejects.toThrow(says);
    });

  it('a file whose layers make other weights than it lists is refused', async () => {
    const path = join(folder, 'edited');
    await saveModel(path, MODELS.plain());
    const file = join(path, 'model.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace('"filters":5', '"filters":6'));
    const says =
      /contradicts itself: its layers make "sep\/pointwise_kernel" \[1, 1, 6, 6\].* \[1, 1, 6, 5\]/;
    await expect(shapeWorkload(path).then((workload) => countShapes(workload))).rejects.toThrow(says);
    await expect(fileWorkload(path, { weights: false }).then((w) => profile(w))).rejects.toThrow(says);
  });

  it('a graph without weights has none on disk, as in a run', async () => {
    const path = join(folder, 'weightless');
    const relu = { name: 'y', op: 'Relu', input: ['x'], attr: { T: { type: 'DT_FLOAT' } } };
    await writeModel(path, artifactsOf({ nodes: [placeholder('x', [1, 6]), relu], weights: [] }));
    const run = await profile(await fileWorkload(path), { runs: 0 });
    const count = await countShapes(await shapeWorkload(path));
    expect(run.memory?.diskBytes).toBe(0);
    expect(count.memory).toEqual(run.memory);
  });
});
