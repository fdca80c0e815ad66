/** @file Fused kernels: every activation that tfjs fuses, with and without bias. */
import type { OpCounts } from '../../../src/core/ops.ts';
import { callOf, f32, type FormulaCase } from '../formula-case.ts';

/** Operations of each activation for `outputs` elements, read off its equation. */
const ACTIVATIONS: readonly [string, (outputs: number) => Partial<OpCounts>][] = [
  ['linear', () => ({})],
  ['relu', (o) => ({ comparisons: o })], // max(x, 0)
  ['relu6', (o) => ({ comparisons: o + o })], // min(max(x, 0), 6)
  ['elu', (o) => ({ comparisons: o, transcendentals: o, adds: o })], // x ≥ 0 ? x : eˣ − 1
  ['prelu', (o) => ({ comparisons: o, multiplies: o })], // x > 0 ? x : α·x
  ['leakyrelu', (o) => ({ comparisons: o, multiplies: o })],
  ['sigmoid', (o) => ({ transcendentals: o, adds: o, divides: o })], // 1 / (1 + e⁻ˣ)
];

const convolutions = ACTIVATIONS.map(([activation, ops]): FormulaCase => {
  const [n, h, w, cIn, cOut, k] = [2, 5, 4, 3, 6, 3];
  const outputs = n * h * w * cOut;
  return {
    name: `FusedConv2D with bias and ${activation}`,
    call: callOf(
      'FusedConv2D',
      {
        x: f32(n, h, w, cIn),
        filter: f32(k, k, cIn, cOut),
        bias: f32(cOut),
        preluActivationWeights: activation === 'prelu' ? f32(cOut) : undefined,
      },
      f32(n, h, w, cOut),
      { strides: [1, 1], pad: 'same', dilations: [1, 1], dataFormat: 'NHWC', activation },
    ),
    expected: {
      products: { multiplyAdds: outputs * k * k * cIn },
      'in-bounds': { multiplyAdds: n * (h * k - 2) * (w * k - 2) * cIn * cOut },
      bias: { adds: outputs },
      activation: ops(outputs),
    },
  };
});

const depthwise = ACTIVATIONS.map(([activation, ops]): FormulaCase => {
  const [n, h, w, channels, multiplier, k] = [2, 7, 9, 3, 2, 3];
  const [ho, wo] = [4, 5];
  const outputs = n * ho * wo * channels * multiplier;
  return {
    name: `FusedDepthwiseConv2D with bias and ${activation}`,
    call: callOf(
      'FusedDepthwiseConv2D',
      {
        x: f32(n, h, w, channels),
        filter: f32(k, k, channels, multiplier),
        bias: f32(channels * multiplier),
      },
      f32(n, ho, wo, channels * multiplier),
      { strides: 2, pad: 1, dilations: 1, activation },
    ),
    expected: {
      products: { multiplyAdds: outputs * k * k },
      'in-bounds': { multiplyAdds: n * (ho * k - 2) * (wo * k - 2) * channels * multiplier },
      bias: { adds: outputs },
      activation: ops(outputs),
    },
  };
});

const matrices = ACTIVATIONS.map(([activation, ops]): FormulaCase => {
  const [batch, m, k, n] = [2, 3, 5, 7];
  return {
    name: `_FusedMatMul with bias and ${activation}`,
    call: callOf(
      '_FusedMatMul',
      { a: f32(batch, m, k), b: f32(batch, k, n), bias: f32(n) },
      f32(batch, m, n),
      { transposeA: false, transposeB: false, activation },
    ),
    expected: {
      products: { multiplyAdds: batch * m * k * n },
      bias: { adds: batch * m * n },
      activation: ops(batch * m * n),
    },
  };
});

function noBias(): FormulaCase {
  const [h, w, cIn, cOut, k, dilation] = [9, 8, 3, 4, 3, 2];
  const [ho, wo] = [h - dilation * (k - 1), w - dilation * (k - 1)];
  const products = ho * wo * cOut * k * k * cIn;
  return {
    name: 'FusedConv2D without bias, dilated, relu',
    call: callOf(
      'FusedConv2D',
      { x: f32(1, h, w, cIn), filter: f32(k, k, cIn, cOut), bias: undefined },
      f32(1, ho, wo, cOut),
      { strides: 1, pad: 'valid', dilations: dilation, dataFormat: 'NHWC', activation: 'relu' },
    ),
    expected: {
      products: { multiplyAdds: products },
      'in-bounds': { multiplyAdds: products },
      activation: { comparisons: ho * wo * cOut },
    },
  };
}

function transposedWithoutBias(): FormulaCase {
  const [batch, m, k, n] = [2, 3, 5, 7];
  return {
    name: '_FusedMatMul of both transposed, without bias',
    call: callOf('_FusedMatMul', { a: f32(batch, k, m), b: f32(batch, n, k) }, f32(batch, m, n), {
      transposeA: true,
      transposeB: true,
      activation: 'linear',
    }),
    expected: { products: { multiplyAdds: batch * m * k * n } },
  };
}

export const FUSED_CASES: readonly FormulaCase[] = [
  ...convolutions,
  ...depthwise,
  ...matrices,
  noBias(),
  transposedWithoutBias(),
];
