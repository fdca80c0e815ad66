/** @file Rules on passes: training steps, and what only the data decide: a real small model in which each speaks, and real ones in which it is silent. */
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../../src/core/report.ts';
import { count } from '../../../src/profile/count.ts';
import { profile } from '../../../src/profile/profile.ts';
import { Aside, Hoard } from '../../support/aside.ts';
import { useBackend } from '../../support/backend.ts';
import { artifactsOf, loopAndBranch, placeholder } from '../../support/graph-def.ts';
import { countRun, countStep, normed, sequential } from '../reports.ts';
import { isSilent, pathsOf, plain, speaks } from '../speech.ts';

export function describePasses(): void {
  describe('eager-input-gradient', () => {
    beforeAll(() => useBackend('cpu'));
    afterAll(() => useBackend('wasm'));

    const network = (activation: 'linear' | 'relu'): tf.Sequential =>
      sequential(
        tf.layers.conv2d({ name: 'first', filters: 4, kernelSize: 3, inputShape: [6, 6, 2], activation }),
        tf.layers.flatten(),
        tf.layers.dense({ name: 'last', units: 3 }),
      );

    it('sees that the first layer computes what nobody needs', () => {
      const report = countStep(network('linear'));
      const finding = speaks(report, 'eager-input-gradient');
      const [out, taps, cIn, cOut] = [4 * 4, 3 * 3, 2, 4];
      expect(finding.evidence).toMatchObject({ layers: ['first'], multiplyAdds: out * taps * cIn * cOut });
      expect(pathsOf(report, finding)).toEqual(['first']);
      const dense = sequential(tf.layers.dense({ name: 'fc', units: 3, inputShape: [4] }));
      expect(speaks(countStep(dense), 'eager-input-gradient').evidence).toMatchObject({
        multiplyAdds: 4 * 3,
      });
    });

    it('is silent with an activation, and in a forward pass', () => {
      isSilent(countStep(network('relu')), 'eager-input-gradient');
      isSilent(countStep(plain()), 'eager-input-gradient');
      isSilent(countRun(network('linear')), 'eager-input-gradient');
    });
  });

  describe('leak', () => {
    const [inputs, units, float] = [4, 3, 4];
    const hoard = new Hoard();
    afterAll(() => hoard.end());
    const leaking = (...asides: ((x: tf.Tensor) => void)[]): Promise<Report> =>
      profile(
        sequential(
          tf.layers.dense({ name: 'fc', units, inputShape: [inputs] }),
          ...asides.map((aside, i) => new Aside(`aside${i}`, aside)),
        ),
        { runs: 0 },
      );

    it('names the kernels and layers, and who frees what they made', async () => {
      const report = await leaking(
        (x) => void hoard.keep(tf.neg(x)),
        (x) => void hoard.keep(tf.variable(tf.square(x))),
      );
      const finding = speaks(report, 'leak');
      expect(pathsOf(report, finding)).toEqual(['aside0', 'aside1']);
      expect(finding.evidence).toMatchObject({ tensors: 2, bytes: 2 * units * float });
      expect(finding.what).toBe(
        'Each pass leaves 2 tensors of 24 bytes behind: Neg in aside0, a variable or kept values in aside1.',
      );
      expect(finding.remedy).toMatch(/^Call dispose\(\) of what tf\.keep\(\) or a variable holds/);
    });

    it('of a function that is not tidied, advises tf.tidy', async () => {
      const model = plain();
      const x = tf.ones([1, inputs]);
      const report = await profile(() => tf.neg(model.apply(x) as tf.Tensor), { models: [model], runs: 0 });
      const finding = speaks(report, 'leak');
      expect(pathsOf(report, finding)).toEqual(['fc']);
      expect(finding.evidence).toMatchObject({
        tensors: 1,
        makers: [{ scope: 'fc', kernel: 'Reshape', isKept: false, tensors: 1, bytes: units * float }],
      });
      expect(finding.remedy).toMatch(/^Run what makes them inside tf\.tidy/);
    });

    it('is silent for a cache, kept results, variables, an optimizer’s slots and a state', async () => {
      isSilent(await leaking(), 'leak');
      let cache: tf.Tensor | undefined;
      isSilent(await leaking((x) => (cache ??= hoard.keep(tf.neg(x)))), 'leak');
      let variable: tf.Variable | undefined;
      isSilent(await leaking((x) => (variable ??= hoard.keep(tf.variable(x))).assign(x)), 'leak');
      let state: tf.Tensor | undefined;
      const next = (x: tf.Tensor): void => {
        state?.dispose();
        state = hoard.keep(tf.neg(x));
      };
      isSilent(await leaking(next), 'leak');
      const model = plain();
      const x = tf.ones([1, inputs]);
      isSilent(await profile(() => hoard.keep(model.predict(x) as tf.Tensor), { runs: 0 }), 'leak');
      const adam = tf.train.adam(0.1);
      const loss = (): tf.Scalar => tf.sum(model.apply(x) as tf.Tensor);
      isSilent(await profile(() => adam.minimize(loss, true), { models: [model], runs: 0 }), 'leak');
    });
  });

  describe('data-dependent', () => {
    it('sees bounds, loops and branches', async () => {
      const finding = speaks(
        count(() => tf.topk(tf.ones([8]), 2)),
        'data-dependent',
      );
      expect(finding.evidence).toMatchObject({ upperBoundCalls: 1, controlFlowNodes: 0 });
      const graph = loopAndBranch(2, 3, 4, true);
      const asked = {
        ...graph,
        nodes: [...graph.nodes, placeholder('n', [], 'DT_INT32')],
        weights: graph.weights.filter(({ name }) => name !== 'n'),
      };
      const model = await tf.loadGraphModel({ load: async () => artifactsOf(asked) });
      const given = { x: tf.ones([2, 3]), n: tf.scalar(4, 'int32') };
      const report = await profile(() => model.executeAsync(given), { models: [model], runs: 0 });
      expect(pathsOf(report, speaks(report, 'data-dependent')).sort()).toEqual(['iff', 'loop']);
    });

    it('is silent where constants say how often a loop turns', async () => {
      const model = await tf.loadGraphModel({ load: async () => artifactsOf(loopAndBranch(2, 3, 4, true)) });
      isSilent(
        await profile(() => model.executeAsync(tf.ones([2, 3])), { models: [model], runs: 0 }),
        'data-dependent',
      );
    });

    it('is silent where the shapes say it all', () => {
      isSilent(countRun(plain()), 'data-dependent');
      isSilent(countRun(normed([])), 'data-dependent');
    });
  });
}
