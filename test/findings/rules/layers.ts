/** @file Rules on layers: repeated, unused, not folded: a real small model in which each speaks, and real ones in which it is silent. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../../src/core/report.ts';
import { count } from '../../../src/profile/count.ts';
import { artifactsOf, FLOAT, matMul, placeholder } from '../../support/graph-def.ts';
import { countRun, normed, sharedLayer, threeOutputs, timed } from '../reports.ts';
import { isSilent, kernelMs, pathsOf, plain, speaks } from '../speech.ts';

export function describeLayers(): void {
  describe('repeated-layer', () => {
    it('counts what is repeated', () => {
      const report = countRun(threeOutputs());
      const finding = speaks(report, 'repeated-layer');
      const [steps, units, inputs, gates, extraRuns] = [5, 3, 4, 4, 2];
      expect(finding.evidence).toMatchObject({
        layers: ['encoder'],
        surplusMultiplyAdds: extraRuns * steps * gates * units * (inputs + units),
      });
      expect(pathsOf(report, finding)).toEqual(['encoder']);
    });

    it('is silent where a layer runs as often as it is used', () => {
      const model = threeOutputs();
      isSilent(
        countRun(model, (input) => model.getLayer('encoder').apply(input)),
        'repeated-layer',
      );
      isSilent(countRun(sharedLayer()), 'repeated-layer');
    });

    it('is silent where a batch is split', () => {
      const model = plain();
      const batch = tf.ones([70, 4]);
      isSilent(
        count(() => model.predict(batch), { models: [model] }),
        'repeated-layer',
      );
    });
  });

  describe('unused-parameters', () => {
    const twoHeads = (): tf.LayersModel => {
      const input = tf.input({ shape: [4] });
      const heads = ['left', 'right'].map(
        (name) => tf.layers.dense({ name, units: 3 }).apply(input) as tf.SymbolicTensor,
      );
      return tf.model({ inputs: input, outputs: heads });
    };

    it('names weights that were not read', () => {
      const model = twoHeads();
      const left = tf.model({ inputs: model.inputs, outputs: model.outputs[0]! });
      const report = countRun(model, (input) => left.predict(input));
      const finding = speaks(report, 'unused-parameters');
      expect(finding.evidence).toMatchObject({ parameters: 4 * 3 + 3, share: 0.5 });
      expect(pathsOf(report, finding)).toEqual(['right']);
    });

    it('is silent where all are read, and where no model ran', () => {
      const model = twoHeads();
      isSilent(countRun(model), 'unused-parameters');
      isSilent(
        countRun(model, () => tf.ones([2])),
        'unused-parameters',
      );
    });

    it('does not take a graph’s integers for parameters', async () => {
      const model = await tf.loadGraphModel({
        load: async () =>
          artifactsOf({
            nodes: [
              placeholder('x', [2, 3]),
              matMul('a/MatMul', 'x', 'W'),
              { name: 'a/Relu', op: 'Relu', input: ['a/MatMul'], attr: FLOAT },
            ],
            weights: [
              { name: 'W', shape: [3, 2], dtype: 'float32', values: [1, 2, 3, 4, 5, 6] },
              { name: 'table', shape: [9], dtype: 'int32', values: [1, 2, 3, 4, 5, 6, 7, 8, 9] },
            ],
          }),
      });
      const input = tf.ones([2, 3]);
      isSilent(
        count(() => model.predict(input), { models: [model] }),
        'unused-parameters',
      );
    });
  });

  describe('batch-norm-unfolded', () => {
    const NORM_MS = { FusedBatchNorm: 5 };

    it('sees it right after a convolution, untimed', () => {
      const report = countRun(normed([]));
      const finding = speaks(report, 'batch-norm-unfolded');
      expect(finding.evidence).toMatchObject({ calls: 1, timeShare: null });
      expect(report.layers[finding.rows[0]!]!.className).toBe('BatchNormalization');
    });

    it('tells its share of time against its share of operations', () => {
      const report = countRun(normed([]));
      const finding = speaks(timed(report, kernelMs(NORM_MS)), 'batch-norm-unfolded');
      const [norm, slice, convolution, relu] = [5, 1, 1, 1];
      expect(finding.evidence).toMatchObject({ timeShare: norm / (norm + slice + convolution + relu) });
    });

    it('is silent where it takes no time worth mentioning', () => {
      isSilent(timed(countRun(normed([])), kernelMs({ FusedBatchNorm: 0.01 })), 'batch-norm-unfolded');
    });

    it.each([
      ['after an activation', (): Report => countRun(normed([tf.layers.reLU()]))],
      ['after a convolution with an activation', (): Report => countRun(normed([], 'relu'))],
      ['after pooling', (): Report => countRun(normed([tf.layers.maxPooling2d({ poolSize: 2 })]))],
      ['without any', (): Report => countRun(plain())],
    ])('is silent %s, which cannot be folded', (_, reportOf) => {
      isSilent(reportOf(), 'batch-norm-unfolded');
      isSilent(timed(reportOf(), kernelMs(NORM_MS)), 'batch-norm-unfolded');
    });
  });
}
