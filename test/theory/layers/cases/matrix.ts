/** @file Matrix products: dense layers, dot products, attention. */
import * as tf from '@tensorflow/tfjs';
import { AttentionApply, AttentionScores } from '../../../../models/layers/attention.ts';
import type { LayerCase } from '../cases.ts';

const { layers } = tf;
const B = 2;
const [inputs, outputs] = [5, 3];
/** Tokens, heads, head width. */
const [N, h, d] = [4, 3, 2];
/** Contracted, and what is left on either side. */
const [K, m, n] = [4, 3, 5];

export const MATRIX_CASES: readonly LayerCase[] = [
  {
    name: 'Dense, rank 2',
    layer: () => layers.dense({ units: outputs, activation: 'relu' }),
    inputs: [[B, inputs]],
    multiplyAdds: B * inputs * outputs,
  },
  {
    name: 'Dense, rank 3, without bias',
    layer: () => layers.dense({ units: outputs, useBias: false }),
    inputs: [[B, N, inputs]],
    multiplyAdds: B * N * inputs * outputs,
  },
  {
    name: 'Dense, rank 4',
    layer: () => layers.dense({ units: outputs }),
    inputs: [[B, 6, 7, inputs]],
    multiplyAdds: B * (6 * 7) * inputs * outputs,
  },
  {
    name: 'Dot, vectors',
    layer: () => layers.dot({ axes: 1 }),
    inputs: [
      [B, K],
      [B, K],
    ],
    // Multiplied and summed element by element, by no matrix product.
    multiplyAdds: 0,
  },
  {
    name: 'Dot, matrices, axes counted from the end',
    layer: () => layers.dot({ axes: -1 }),
    inputs: [
      [B, m, K],
      [B, n, K],
    ],
    multiplyAdds: B * m * n * K,
  },
  {
    name: 'Dot, matrices, one axis each',
    layer: () => layers.dot({ axes: [2, 1], normalize: true }),
    inputs: [
      [B, m, K],
      [B, K, n],
    ],
    multiplyAdds: B * m * n * K,
  },
  {
    name: 'Dot, a vector and a matrix',
    layer: () => layers.dot({ axes: [1, 1] }),
    inputs: [
      [B, K],
      [B, K, n],
    ],
    multiplyAdds: B * n * K,
  },
  {
    name: 'AttentionScores',
    layer: () => new AttentionScores({ heads: h, headWidth: d }),
    inputs: [[B, N, 3 * h * d]],
    multiplyAdds: B * h * N * N * d,
  },
  {
    name: 'AttentionApply',
    layer: () => new AttentionApply({ heads: h, headWidth: d }),
    inputs: [
      [B, h, N, N],
      [B, N, 3 * h * d],
    ],
    multiplyAdds: B * h * N * N * d,
  },
];
