/**
 * @file Findings accuse nobody who is innocent: for each rule a model that provokes it, and at least four built much
 * like it in which it must be silent. All run on cpu, but for those whose rule is on wasm alone.
 */
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/core/report.ts';
import { findingsOf } from '../../src/findings/rules.ts';
import { count } from '../../src/profile/count.ts';
import { profile } from '../../src/profile/profile.ts';
import { useBackend } from '../support/backend.ts';
import {
  adversaries,
  Again,
  droppedGradient,
  generatorStep,
  readGradient,
  saliencyMap,
  Scatter,
  scatterGraph,
  Threshold,
  trainedInput,
  UNFOLDABLE,
} from './innocent.ts';
import { countRun, countStep, normed, sequential, sharedLayer, threeOutputs } from './reports.ts';
import { found } from './speech.ts';

beforeAll(() => useBackend('cpu'));
afterAll(() => useBackend('wasm'));

const silent = (report: Report, rule: string): void => expect(found(report, rule)).toBeUndefined();

describe('eager-input-gradient', () => {
  const RULE = 'eager-input-gradient';
  const LINEAR = { units: 3, inputShape: [4] };

  it('names the generator, whose noise needs no gradient, and not the discriminator that it learns through', () => {
    const report = generatorStep();
    const [noise, hidden, out] = [5, 4, 2];
    // A layer's pass, and the gradients of its input and its weights: the discriminator's are computed for nobody too.
    const step = 3 * (noise * hidden + hidden * out);
    expect(report.total.counted.multiplyAdds).toBe(step);
    const finding = found(report, RULE)!;
    expect(finding.evidence).toMatchObject({ multiplyAdds: noise * hidden, share: (noise * hidden) / step });
    expect(finding.rows).toHaveLength(1);
    expect(finding.what).toMatch(
      /^1 layer \(.*\) computed the gradient of its input, which nobody reads: 20 /,
    );
  });

  it('two layers that read data are both named, and a layer that only one of its uses accuses counts that one', () => {
    const [left, right] = [tf.input({ shape: [4] }), tf.input({ shape: [4] })];
    const joined = [left, right].map((x, i) => tf.layers.dense({ units: 3, name: `d${i}` }).apply(x));
    const sum = tf.layers.add().apply(joined as tf.SymbolicTensor[]) as tf.SymbolicTensor;
    const model = tf.model({ inputs: [left, right], outputs: sum });
    const given = [tf.ones([1, 4]), tf.ones([1, 4])];
    const report = count(
      () => tf.train.sgd(0.1).minimize(() => tf.sum(model.apply(given) as tf.Tensor) as tf.Scalar),
      { models: [model] },
    );
    expect(found(report, RULE)!.evidence).toMatchObject({ layers: ['d0', 'd1'], multiplyAdds: 2 * 4 * 3 });
    // tanh is a kernel of its own: the product before it is linear.
    const tanh = sequential(tf.layers.dense({ ...LINEAR, activation: 'tanh' }));
    expect(found(countStep(tanh), RULE)!.evidence).toMatchObject({ multiplyAdds: 4 * 3 });
    expect(found(countStep(sharedLayer()), RULE)!.evidence).toMatchObject({ multiplyAdds: 4 * 4 });
  });

  it.each([
    ['a saliency map', saliencyMap],
    ['an input’s gradient that is read on the host', readGradient],
    ['one that the caller asked for and dropped', droppedGradient],
    ['an input that is trained', trainedInput],
    ['a generator whose layer has an activation', (): Report => generatorStep('relu')],
    [
      'a first layer with an activation',
      (): Report => countStep(sequential(tf.layers.dense({ ...LINEAR, activation: 'elu' }))),
    ],
    ['a forward pass', (): Report => countRun(sequential(tf.layers.dense(LINEAR)))],
  ])('is silent for %s', (_, reportOf) => silent(reportOf(), RULE));
});

describe('repeated-layer', () => {
  const RULE = 'repeated-layer';
  const twoOutputs = (): tf.LayersModel => {
    const input = tf.input({ shape: [4] });
    const heads = [2, 3].map((units) => tf.layers.dense({ units }).apply(input) as tf.SymbolicTensor);
    return tf.model({ inputs: input, outputs: heads, name: 'heads' });
  };

  it('speaks of several outputs: a model within a model that has two runs twice', () => {
    const input = tf.input({ shape: [4] });
    const outputs = twoOutputs().apply(input) as tf.SymbolicTensor[];
    const report = countRun(tf.model({ inputs: input, outputs }));
    const finding = found(report, RULE)!;
    expect(finding.what).toMatch(/^2 layers with several outputs \(.*\) ran once for each: /);
    expect(finding.evidence).toMatchObject({ surplusMultiplyAdds: 4 * 2 + 4 * 3 });
    expect(found(countRun(threeOutputs()), RULE)!.what).toMatch(/^1 layer with several outputs \(encoder\)/);
  });

  it('is silent for two calls that the caller made', () => {
    const { generator, discriminator, noise } = adversaries();
    const gan = tf.sequential({ layers: [generator, discriminator] });
    const image = tf.ones([1, 4]);
    silent(
      count(() => [gan.predict(noise), discriminator.predict(image)], {
        models: [gan, generator, discriminator],
      }),
      RULE,
    );
    silent(
      count(() => [gan.predict(noise), gan.predict(noise)], { models: [gan] }),
      RULE,
    );
    silent(
      count(() => [generator.predict(noise), generator.layers[0]!.apply(noise)], { models: [generator] }),
      RULE,
    );
  });

  it('is silent for several outputs that are each a layer’s own, and for a layer that is shared', () => {
    silent(countRun(twoOutputs()), RULE);
    silent(countRun(sharedLayer()), RULE);
  });

  it('is silent for a layer that another layer applies again, which has nothing to do with outputs', () => {
    const first = tf.layers.dense({ units: 4, inputShape: [4] });
    const report = countRun(sequential(first, new Again(first)));
    expect(report.total.counted.multiplyAdds).toBe(2 * 4 * 4);
    silent(report, RULE);
  });
});

describe('unused-parameters', () => {
  const RULE = 'unused-parameters';
  const threshold = (): tf.Sequential =>
    sequential(tf.layers.dense({ units: 4, inputShape: [4] }), new Threshold({}));

  it('is silent for a weight that is read on the host', async () => {
    const report = countRun(threshold());
    silent(report, RULE);
    expect(report.weights.every(({ read }) => read)).toBe(true);
    silent(await profile(threshold(), { runs: 1 }), RULE);
  });

  it('is silent for the other one of two models, and for weights that are saved and not run', () => {
    const { generator, discriminator, noise } = adversaries();
    const models = [generator, discriminator];
    silent(
      count(() => generator.predict(noise), { models }),
      RULE,
    );
    silent(
      count(() => generator.getWeights()[0]!.dataSync(), { models }),
      RULE,
    );
    silent(
      count(() => [generator.predict(noise), discriminator.predict(generator.predict(noise))], {
        models,
      }),
      RULE,
    );
  });

  it('speaks of half of a model that ran, though the other one of two ran whole', () => {
    const { generator, noise } = adversaries();
    const two = sequential(
      tf.layers.dense({ units: 4, inputShape: [4] }),
      tf.layers.dense({ units: 6, name: 'unused' }),
    );
    const report = count(() => [generator.predict(noise), two.layers[0]!.apply(tf.ones([1, 4]))], {
      models: [generator, two],
    });
    expect(found(report, RULE)!.evidence).toMatchObject({ parameters: 4 * 6 + 6 });
  });
});

describe('batch-norm-unfolded', () => {
  const RULE = 'batch-norm-unfolded';

  it('names the converter’s command for layers, and where its tool comes from', () => {
    const { remedy } = found(countRun(normed([])), RULE)!;
    expect(remedy).toContain('--input_format=tfjs_layers_model --output_format=tfjs_graph_model');
    expect(remedy).toContain('pip install tensorflowjs');
  });

  it.each(Object.entries(UNFOLDABLE))('is silent for one %s', (_, modelOf) => {
    const model = modelOf();
    const inputs = model.inputs.map(({ shape }) => tf.ones([1, ...(shape.slice(1) as number[])]));
    silent(
      count(() => model.predict(inputs), { models: [model] }),
      RULE,
    );
  });

  it('a graph’s is not told to become one', async () => {
    const values = [1, 1, 1];
    const vectors = ['scale', 'offset', 'mean', 'variance'].map(
      (name) => ({ name, shape: [3], dtype: 'float32', values }) as const,
    );
    const { artifactsOf, FLOAT, placeholder } = await import('../support/graph-def.ts');
    const list = (i: readonly number[]): object => ({ list: { i: i.map(String) } });
    const padded = { padding: { s: 'VkFMSUQ=' }, data_format: { s: 'TkhXQw==' } };
    const model = await tf.loadGraphModel({
      load: async () =>
        artifactsOf({
          nodes: [
            placeholder('x', [1, 4, 4, 3]),
            {
              name: 'conv',
              op: 'Conv2D',
              input: ['x', 'filter'],
              attr: { ...FLOAT, ...padded, strides: list([1, 1, 1, 1]), dilations: list([1, 1, 1, 1]) },
            },
            {
              name: 'norm',
              op: 'FusedBatchNormV3',
              input: ['conv', ...vectors.map(({ name }) => name)],
              attr: { ...FLOAT, epsilon: { f: 0.001 }, is_training: { b: false } },
            },
          ],
          weights: [
            { name: 'filter', shape: [1, 1, 3, 3], dtype: 'float32', values: Array(9).fill(1) },
            ...vectors,
          ],
        }),
    });
    const input = tf.ones([1, 4, 4, 3]);
    const finding = found(
      count(() => model.predict(input), { models: [model] }),
      RULE,
    )!;
    expect(finding.remedy).not.toContain('tensorflowjs_converter');
    expect(finding.remedy).toContain('multiply the filter by γ ÷ √(variance + ε)');
  });
});

describe('data-dependent', () => {
  const RULE = 'data-dependent';
  const literal = (): tf.Tensor2D => tf.tensor2d([[0], [2], [0]], [3, 1], 'int32');

  it('speaks where indices are an input, or made of one on the host', async () => {
    expect(found(await scatterGraph('input'), RULE)!.evidence).toMatchObject({ upperBoundCalls: 1 });
    const [x, places] = [tf.ones([3]), literal()];
    expect(
      found(
        count(() => tf.scatterND(places, x, [4])),
        RULE,
      ),
    ).toBeDefined();
    const late = count(() => {
      const [first] = x.dataSync();
      return tf.scatterND(tf.tensor2d([[first!], [2], [0]], [3, 1], 'int32'), x, [4]);
    });
    expect(found(late, RULE)).toBeDefined();
  });

  it('is silent where indices are constants, whatever is scattered', async () => {
    const x = tf.ones([3]);
    silent(await scatterGraph('constant'), RULE);
    silent(countRun(sequential(tf.layers.dense({ units: 3, inputShape: [3] }), new Scatter({}))), RULE);
    silent(
      count(() => tf.scatterND(literal(), x, [4])),
      RULE,
    );
    silent(
      count(() => tf.unsortedSegmentSum(x, tf.range(0, 3, 1, 'int32'), 3)),
      RULE,
    );
  });
});

it('a rule that fails takes nothing away from the next: slow-kernel runs no other rule', async () => {
  const { batchNormUnfolded } = await import('../../src/findings/batch-norm.ts');
  const { slowKernel } = await import('../../src/findings/slow-kernel.ts');
  const report = countRun(normed([]));
  const ms = (kernel: string): number => (kernel === 'FusedBatchNorm' ? 50 : 1);
  const timed: Report = {
    ...report,
    entryTimes: report.entries.map(({ call }) => {
      const meanMs = ms(report.calls[call]!.kernel);
      return { meanMs, madMs: 0, firstMs: meanMs, runs: 10 };
    }),
    total: { ...report.total, time: { meanMs: 60, madMs: 0, firstMs: 60, runs: 10 } },
  };
  const rules = (first: typeof slowKernel): string[] =>
    findingsOf(timed, [], [first, slowKernel]).map(({ rule }) => rule);
  const fails = (): never => {
    throw new Error('planted');
  };
  expect(rules(fails)).toEqual(['slow-kernel', 'not-judged']);
  expect(rules(batchNormUnfolded)).toEqual(['batch-norm-unfolded']);
});
