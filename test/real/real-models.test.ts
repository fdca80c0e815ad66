/**
 * @file Real models: kernels have owners and formulas, theory = counted, parameters as in their files, and what of a graph
 * depends on its data.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as tfTypes from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { profile, type Report } from '../../src/index.ts';
import { artifactsOf } from '../../src/load/artifacts.ts';
import { readModelFile } from '../../src/load/model-file.ts';
import { useBackend } from '../support/backend.ts';
import { usualOf } from '../support/large.ts';
import {
  noRealModels,
  REAL_MODELS,
  realFolder,
  realWorkload,
  type RealModel,
} from '../support/real-models.ts';

/** A ViT of `depth` blocks on N tokens of width D: patches, 4 projections, scores and values, MLP, classifier. */
const vit = (N: number, D: number, depth: number, patch: number, classes: number): number =>
  (N - 1) * patch * patch * 3 * D + depth * (4 * N * D * D + 2 * N * N * D + 2 * N * D * 4 * D) + D * classes;
/** BERT: 4 projections, scores and values, MLP. */
const bert = (N: number, D: number, depth: number): number =>
  depth * (4 * N * D * D + 2 * N * N * D + 2 * N * D * 4 * D);

/** Derived outside of TensorFlow.js, and published in the README beside the models. */
const MULTIPLY_ADDS: Readonly<Partial<Record<RealModel, number>>> = {
  'hf-vit-ti16': vit(14 * 14 + 1, 192, 12, 16, 1000),
  'mobilevit-xxs': 407_364_096,
  'hf-bert-tiny': bert(128, 128, 2),
  'efficientnet-b0': 385_814_752,
  'keras-mobilenet-v2-050-layers': 50_184_000,
};

/** Its graph depends on data: theory cannot follow all of it. */
const DYNAMIC: RealModel = 'handtrack';

const CONTRACTIONS = /Conv2D|DepthwiseConv2dNative|MatMul|Einsum|^Dense$/;

interface Manifest {
  readonly weightsManifest: readonly {
    readonly weights: readonly { readonly shape: readonly number[]; readonly dtype: string }[];
  }[];
}

/** Scalars of a type in a model's weight manifest. */
function inManifest(model: RealModel, isType: (dtype: string) => boolean): number {
  const { weightsManifest } = JSON.parse(
    readFileSync(join(realFolder(model), 'model.json'), 'utf8'),
  ) as Manifest;
  return weightsManifest
    .flatMap(({ weights }) => weights)
    .filter(({ dtype }) => isType(dtype))
    .reduce((sum, { shape }) => sum + shape.reduce((product, dim) => product * dim, 1), 0);
}

const integersOf = ({ weights }: Report): number =>
  weights
    .filter(({ dtype }) => dtype === 'int32' || dtype === 'bool')
    .reduce((sum, { shape }) => sum + shape.reduce((product, dim) => product * dim, 1), 0);

describe.skipIf(noRealModels)('real models', () => {
  let tf: Awaited<ReturnType<typeof useBackend>>;
  beforeAll(async () => {
    tf = await useBackend('wasm');
  });

  it('are all there', () => {
    expect(REAL_MODELS.filter((model) => !existsSync(join(realFolder(model), 'model.json')))).toEqual([]);
  });

  it.each(REAL_MODELS)(
    '%s: kernels have owners and formulas, theory = counted, parameters as in its file',
    async (model) => {
      const tensors = tf.memory().numTensors;
      const report = await profile(await realWorkload(model), { runs: 0 });
      expect(tf.memory().numTensors).toBe(tensors);

      expect(report.total.unknownCalls).toBe(0);
      const outside = report.layers.filter(({ kind, calls }) => kind === 'root' && calls > 0);
      expect(outside.map(({ calls }) => calls)).toEqual([]);
      const multiplyAdds = MULTIPLY_ADDS[model];
      if (multiplyAdds !== undefined) expect(report.total.counted.multiplyAdds).toBe(multiplyAdds);
      expect(report.total.counted.multiplyAdds).toBeGreaterThan(0);

      expect(report.total.residual).toBe(0);
      const contractions = report.layers.filter(
        ({ className, counted }) => CONTRACTIONS.test(className) || counted.multiplyAdds > 0,
      );
      const underived = contractions.filter(({ theory }) => theory === null);
      if (model !== DYNAMIC) expect(underived.map(({ path, why }) => [path, why])).toEqual([]);
      else for (const { why } of underived) expect(why?.text).toMatch(/dynamic|unknown/);

      expect(report.total.parameters.total).toBe(inManifest(model, (dtype) => dtype === 'float32'));
      expect(integersOf(report)).toBe(inManifest(model, (dtype) => dtype === 'int32' || dtype === 'bool'));
    },
  );

  it('handtrack depends on its data where its graph does, and the report says where', async () => {
    const file = await readModelFile(realFolder(DYNAMIC), { weights: true });
    const model = await tf.loadGraphModel({ load: async () => artifactsOf(file) });
    const run = async (image: () => tfTypes.Tensor): Promise<Report> => {
      const input = tf.tidy(() => tf.cast(image(), 'int32'));
      const report = await profile(() => model.executeAsync(input), { models: [model], runs: 0 });
      input.dispose();
      return report;
    };
    const black = await run(() => tf.zeros([1, 256, 256, 3]));
    const noise = await run(() => tf.randomUniform([1, 256, 256, 3], 0, 256, 'float32', 1));
    const workOf = ({ layers }: Report): Map<string, string> =>
      new Map(layers.map(({ path, calls, byTerm }) => [path.join('/'), JSON.stringify([calls, byTerm])]));
    const [ofBlack, ofNoise] = [workOf(black), workOf(noise)];
    const differing = black.layers.filter(
      ({ path }) => ofBlack.get(path.join('/')) !== ofNoise.get(path.join('/')),
    );
    // Whether these two images differ at all is the data's affair; where they may is the graph's.
    for (const { why } of differing) expect(why?.text).toMatch(/dynamic/);
    const derived = black.layers.filter(({ theory }) => theory !== null);
    expect(derived.length).toBeGreaterThan(100);
    for (const { path } of derived) expect(ofBlack.get(path.join('/'))).toBe(ofNoise.get(path.join('/')));

    const finding = noise.findings.find(({ rule }) => rule === 'data-dependent');
    const named = finding?.rows.map((row) => noise.layers[row]?.className) ?? [];
    // Its loop over the images of the batch turns as often as there are images.
    expect(named).not.toContain('Switch');
    expect(named).toEqual(expect.arrayContaining(['NonMaxSuppressionV5', 'Where']));
    expect(noise.hostWork.map(({ op }) => op)).toEqual(
      expect.arrayContaining(['NonMaxSuppressionV5', 'Where']),
    );
    model.dispose();
  });

  it.each(['nsfw-mobilenet-v2', 'keras-mobilenet-v2-050-layers'] as const)(
    '%s counts the same without its weights',
    async (model) => {
      const countsOf = async (weights: boolean): Promise<unknown> => {
        const { costs, calls, entries, total } = await profile(await realWorkload(model, { weights }), {
          runs: 0,
        });
        return { costs, calls, entries, counted: total.counted, parameters: total.parameters };
      };
      expect(await countsOf(false)).toEqual(await countsOf(true));
    },
  );

  const executed = ['facemesh', 'hf-bert-tiny', 'efficientnet-b0', 'nsfw-mobilenet-v2'] as const;
  it.each(usualOf('executed real models', executed, ['facemesh', 'hf-bert-tiny']))(
    '%s executes what its formulas and the named terms say',
    async (model) => {
      const { total } = await profile(await realWorkload(model), { runs: 0, executed: true });
      expect(total.residual).toBe(0);
      expect(total.bridges.some(({ from, to }) => from === 'counted' && to === 'executed')).toBe(true);
    },
  );
});
