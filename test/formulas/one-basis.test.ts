/** @file A cost has one basis, fused or alone; what is no convolution has none. On real calls of the cpu backend. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { count, formatTable } from '../../src/index.ts';
import { useBackend } from '../support/backend.ts';

beforeAll(() => useBackend('cpu'));

type Activation = 'linear' | 'relu' | 'relu6' | 'elu' | 'prelu' | 'leakyrelu' | 'sigmoid';
const ALONE: Readonly<Record<Exclude<Activation, 'linear'>, (x: tf.Tensor) => tf.Tensor>> = {
  relu: tf.relu,
  relu6: tf.relu6,
  elu: tf.elu,
  prelu: (x) => tf.prelu(x, tf.scalar(0.1)),
  leakyrelu: (x) => tf.leakyRelu(x),
  sigmoid: tf.sigmoid,
};

const basisOf = (kernel: string, f: () => unknown): string => {
  const { calls, costs } = count(() => void f());
  const cost = costs[calls.findIndex((call) => call.kernel === kernel)]!;
  return cost.state === 'counted' ? cost.basis : cost.state;
};

const ones4 = (...shape: [number, number, number, number]): tf.Tensor4D => tf.ones(shape);
const x = (): tf.Tensor4D => ones4(1, 4, 4, 2);
const tail = (activation: Activation) => ({
  activation,
  strides: 1,
  pad: 'same' as const,
  ...(activation === 'prelu' && { preluActivationWeights: tf.ones<tf.Rank>([2]) as tf.Tensor4D }),
});
const FUSED: Readonly<Record<string, (activation: Activation) => tf.Tensor>> = {
  FusedConv2D: (a) => tf.fused.conv2d({ x: x(), filter: tf.ones([3, 3, 2, 2]), ...tail(a) }),
  FusedDepthwiseConv2D: (a) =>
    tf.fused.depthwiseConv2d({ x: x(), filter: tf.ones([3, 3, 2, 1]), ...tail(a) }),
  _FusedMatMul: (a) => tf.fused.matMul({ a: tf.ones([3, 2]), b: tf.ones([2, 2]), ...tail(a) }),
};

describe('the basis', () => {
  it.each(Object.keys(FUSED))('of %s is that of its activation alone', (kernel) => {
    for (const [activation, alone] of Object.entries(ALONE)) {
      const { calls, costs } = count(() => alone(tf.ones<tf.Rank>([4])));
      const cost = costs[calls.length - 1]!;
      const expected = cost.state === 'counted' ? cost.basis : cost.state;
      const chosen = ['elu', 'prelu', 'leakyrelu'].includes(activation);
      expect(expected, activation).toBe(chosen ? 'chosen' : 'exact');
      expect(
        basisOf(kernel, () => FUSED[kernel]!(activation as Activation)),
        activation,
      ).toBe(expected);
    }
    expect(basisOf(kernel, () => FUSED[kernel]!('linear'))).toBe('exact');
  });
});

describe('a depthwise convolution with channels first, which cpu takes for channels last', () => {
  const run = (channels: number, multiplier = 1, side = 8) =>
    count(() =>
      tf.depthwiseConv2d(
        ones4(1, channels, side, side),
        ones4(3, 3, channels, multiplier),
        1,
        'valid',
        'NCHW',
      ),
    );

  it.each([
    [2, 1],
    [3, 2],
    [5, 1],
  ])('of %i channels, multiplier %i, is unknown with the reason', (channels, multiplier) => {
    const report = run(channels, multiplier);
    expect(report.total.unknownCalls).toBe(1);
    expect([report.total.counted.multiplyAdds, report.total.inBounds]).toEqual([0, 0]);
    expect(formatTable(report, { width: 300 })).toContain('took channels that are first for the last');
  });

  it('with an empty output too', () => {
    const report = count(() => tf.depthwiseConv2d(ones4(1, 2, 8, 8), ones4(3, 3, 2, 1), 1, 'valid', 'NCHW'));
    expect(report.calls[0]!.outputs[0].shape).toContain(0);
    expect(report.total).toMatchObject({ unknownCalls: 1, inBounds: 0 });
  });

  it('is counted where channels are last', () => {
    const report = count(() => tf.depthwiseConv2d(x(), ones4(3, 3, 2, 1), 1, 'valid'));
    expect(report.total).toMatchObject({ unknownCalls: 0, inBounds: 2 * 2 * 9 * 2 });
  });
});
