/** @file Formulas on what tfjs really passes: ops run on the cpu backend, their kernels recorded. */
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countsOf, inBoundsMultiplyAdds } from '../../src/core/work.ts';
import { FORMULA_CASES } from './cases.ts';
import { opsOfEveryKernel } from './every-kernel.ts';
import { countsFor, gradients, recordKernels, workDone } from './record-kernels.ts';

let restore: () => void = () => undefined;
beforeAll(async () => {
  restore = await recordKernels();
});
afterAll(() => restore());

describe('what a convolution gets', () => {
  const [n, h, w, cIn, cOut, k] = [2, 9, 8, 3, 4, 3];
  const image = (): tf.Tensor4D => tf.ones([n, h, w, cIn]);
  const filter = (): tf.Tensor4D => tf.ones([k, k, cIn, cOut]);

  it('conv2d, stride 2, same', () => {
    const [ho, wo] = [5, 4];
    const counts = countsFor('Conv2D', () => tf.conv2d(image(), filter(), 2, 'same'));
    expect(counts.multiplyAdds).toBe(n * ho * wo * cOut * k * k * cIn);
    // rows are padded by 1 + 1, columns by 0 + 1
    expect(counts.inBounds).toBe(n * (ho * k - 2) * (wo * k - 1) * cIn * cOut);
  });

  it('conv2d NCHW with explicit padding', () => {
    const pad: [number, number][] = [
      [0, 0],
      [0, 0],
      [1, 0],
      [0, 2],
    ];
    const [ho, wo] = [8, 8]; // 9 + 1 − 2, 8 + 2 − 2
    const x: tf.Tensor4D = tf.ones([n, cIn, h, w]);
    const counts = countsFor('Conv2D', () => tf.conv2d(x, filter(), 1, pad as never, 'NCHW'));
    expect(counts.multiplyAdds).toBe(n * cOut * ho * wo * k * k * cIn);
    expect(counts.inBounds).toBe(n * (ho * k - 1) * (wo * k - (1 + 2)) * cIn * cOut);
  });

  it('conv2d that rounds its output up', () => {
    const [ho, wo] = [5, 5]; // ⌈(9 + 2 − 3)/2⌉ + 1, ⌈(8 + 2 − 3)/2⌉ + 1
    const counts = countsFor('Conv2D', () => tf.conv2d(image(), filter(), 2, 1, 'NHWC', [1, 1], 'ceil'));
    expect(counts.multiplyAdds).toBe(n * ho * wo * cOut * k * k * cIn);
    // rows read 2y − 1 … 2y + 1: one before, one after; columns one before, and 8 and 9 after
    expect(counts.inBounds).toBe(n * (ho * k - 2) * (wo * k - 3) * cIn * cOut);
  });

  it('conv2dTranspose', () => {
    const op = (): unknown =>
      tf.conv2dTranspose(tf.ones<tf.Rank.R4>([n, h, w, cOut]), filter(), [n, 2 * h, 2 * w, cIn], 2, 'same');
    const counts = countsFor('Conv2DBackpropInput', op);
    expect(counts.multiplyAdds).toBe(n * h * w * cOut * k * k * cIn);
    expect(counts.inBounds).toBe(n * (h * k - 1) * (w * k - 1) * cIn * cOut);
  });

  it('depthwise, its gradients, those of a convolution', () => {
    const multiplier = 2;
    const weights: tf.Tensor4D = tf.ones([k, k, cIn, multiplier]);
    const outputs = n * h * w * cIn * multiplier;
    const work = workDone(() =>
      gradients((x: tf.Tensor4D, f: tf.Tensor4D) => tf.depthwiseConv2d(x, f, 1, 'same').sum())([
        image(),
        weights,
      ]),
    );
    for (const kernel of ['', 'BackpropInput', 'BackpropFilter']) {
      const counts = countsOf(work.get(`DepthwiseConv2dNative${kernel}`) ?? []);
      expect(counts.multiplyAdds).toBe(outputs * k * k);
    }
    const full = workDone(() =>
      gradients((x: tf.Tensor4D, f: tf.Tensor4D) => tf.conv2d(x, f, 1, 'same').sum())([image(), filter()]),
    );
    for (const kernel of ['Conv2D', 'Conv2DBackpropInput', 'Conv2DBackpropFilter']) {
      expect(countsOf(full.get(kernel) ?? []).multiplyAdds).toBe(n * h * w * cOut * k * k * cIn);
    }
  });

  it('conv3d and its gradients', () => {
    const d = 4;
    const x: tf.Tensor5D = tf.ones([n, d, h, w, cIn]);
    const weights: tf.Tensor5D = tf.ones([k, k, k, cIn, cOut]);
    const work = workDone(() =>
      gradients((x: tf.Tensor5D, f: tf.Tensor5D) => tf.conv3d(x, f, 1, 'same').sum())([x, weights]),
    );
    for (const kernel of ['Conv3D', 'Conv3DBackpropInputV2', 'Conv3DBackpropFilterV2']) {
      expect(countsOf(work.get(kernel) ?? []).multiplyAdds).toBe(n * d * h * w * cOut * k ** 3 * cIn);
    }
    expect(inBoundsMultiplyAdds(work.get('Conv3D') ?? [])).toBe(
      n * (d * k - 2) * (h * k - 2) * (w * k - 2) * cIn * cOut,
    );
  });

  it.each(['linear', 'relu', 'relu6', 'elu', 'prelu', 'leakyrelu', 'sigmoid'] as const)(
    'fused with %s',
    (activation) => {
      const outputs = n * h * w * cOut;
      const counts = countsFor('FusedConv2D', () =>
        tf.fused.conv2d({
          x: image(),
          filter: filter(),
          strides: 1,
          pad: 'same',
          bias: tf.ones([cOut]),
          activation,
          ...(activation === 'prelu' ? { preluActivationWeights: tf.ones([cOut]) } : {}),
        }),
      );
      expect(counts.multiplyAdds).toBe(outputs * k * k * cIn);
      const own = activation === 'elu' || activation === 'sigmoid' ? 1 : 0;
      expect(counts.adds).toBe(outputs + own * outputs);
      expect(counts.transcendentals).toBe(own * outputs);
    },
  );
});

describe('what other kernels get', () => {
  const [m, k, n] = [3, 5, 7];

  it('matMul, transposed and broadcast', () => {
    const op = (): unknown => tf.matMul(tf.ones([2, 1, k, m]), tf.ones<tf.Rank.R4>([1, 4, n, k]), true, true);
    expect(countsFor('BatchMatMul', op).multiplyAdds).toBe(2 * 4 * m * k * n);
  });

  it('fused matMul', () => {
    const op = (): unknown =>
      tf.fused.matMul({ a: tf.ones([m, k]), b: tf.ones([k, n]), bias: tf.ones([n]), activation: 'relu' });
    const counts = countsFor('_FusedMatMul', op);
    expect(counts.multiplyAdds).toBe(m * k * n);
    expect(counts.adds).toBe(m * n);
    expect(counts.comparisons).toBe(m * n);
  });

  it('einsum', () => {
    const op = (): unknown => tf.einsum('ij, jk -> ik', tf.ones([m, k]), tf.ones([k, n]));
    expect(countsFor('Einsum', op).multiplyAdds).toBe(m * k * n);
  });

  it('softmax, sum, cumsum along a negative axis', () => {
    const x = (): tf.Tensor3D => tf.ones([2, m, n]);
    expect(countsFor('Softmax', () => tf.softmax(x())).transcendentals).toBe(2 * m * n);
    expect(countsFor('Sum', () => tf.sum(x(), [0, 2])).adds).toBe(m * (2 * n - 1));
    expect(countsFor('Cumsum', () => tf.cumsum(x(), -2, true)).adds).toBe(2 * n * (m - 2));
  });

  it('pools and batch norm', () => {
    const x: tf.Tensor4D = tf.ones([2, 8, 6, 3]);
    const outputs = 2 * 4 * 3 * 3;
    expect(countsFor('MaxPool', () => tf.maxPool(x, [3, 2], 2, 'same')).comparisons).toBe(
      outputs * (3 * 2 - 1),
    );
    expect(countsFor('AvgPool', () => tf.avgPool(x, 3, 2, 'same')).adds).toBe(outputs * (3 * 3 - 1));
    const norm = countsFor('FusedBatchNorm', () =>
      tf.batchNorm(x, tf.zeros([3]), tf.ones([3]), tf.ones([3]), tf.ones([3])),
    );
    const elements = 2 * 8 * 6 * 3;
    expect(norm).toMatchObject({ multiplyAdds: 0, multiplies: elements, adds: 2 * elements + 3, divides: 3 });
  });
});

describe('every counted kernel that the cpu backend has', () => {
  it('gets what its formula asks for', () => {
    const evaluated = new Set<string>();
    for (const op of opsOfEveryKernel()) for (const kernel of workDone(op).keys()) evaluated.add(kernel);
    const registered = new Set(tf.getKernelsForBackend('cpu').map(({ kernelName }) => kernelName));
    const counted = new Set(
      FORMULA_CASES.map(({ call }) => call.kernel).filter((kernel) => registered.has(kernel)),
    );
    const others = [...counted].filter((kernel) => !/Conv|MatMul|Einsum/.test(kernel)); // run above
    expect(others.filter((kernel) => !evaluated.has(kernel))).toEqual([]);
    expect(others.length).toBeGreaterThan(100);
  });
});
