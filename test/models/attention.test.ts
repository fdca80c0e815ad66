/** @file The attention layers against the textbook's equation, written as loops over images, heads and tokens. */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  AttentionApply,
  AttentionScores,
  ClassToken,
  LearnedPositions,
  TakeToken,
  vit,
} from '../../models/index.ts';
import { parametersOf, take } from './checks.ts';

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, x, i) => sum + x * b[i]!, 0);

/** softmax(q·kᵀ / √d)·v, head by head; `qkv` is [B][N][3·h·d], the result [B][N][h·d]. */
function attention(qkv: readonly number[][][], heads: number, headWidth: number): number[][][] {
  const row = (token: readonly number[], which: number, head: number): number[] =>
    token.slice((which * heads + head) * headWidth, (which * heads + head + 1) * headWidth);
  return qkv.map((tokens) =>
    tokens.map((token) => {
      const outputs: number[] = [];
      for (let head = 0; head < heads; head++) {
        const q = row(token, 0, head);
        const exps = tokens.map((other) => Math.exp(dot(q, row(other, 1, head)) / Math.sqrt(headWidth)));
        const total = exps.reduce((sum, x) => sum + x, 0);
        for (let i = 0; i < headWidth; i++) {
          const v = tokens.map((other) => row(other, 2, head)[i]!);
          outputs.push(dot(exps, v) / total);
        }
      }
      return outputs;
    }),
  );
}

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  it.each([
    { B: 2, N: 5, heads: 3, headWidth: 4 },
    { B: 1, N: 7, heads: 1, headWidth: 6 },
    { B: 2, N: 1, heads: 2, headWidth: 1 },
    { B: 1, N: 50, heads: 5, headWidth: 7 },
  ])(
    'attention is the equation: $heads heads of width $headWidth, $N tokens',
    ({ B, N, heads, headWidth }) => {
      const before = tf.memory().numTensors;
      const qkv = tf.randomNormal<tf.Rank.R3>([B, N, 3 * heads * headWidth], 0, 1.5, 'float32', 11);
      const scores = new AttentionScores({ heads, headWidth }).apply(qkv) as tf.Tensor;
      expect(scores.shape).toEqual([B, heads, N, N]);
      const probabilities = tf.layers.softmax({ axis: -1 }).apply(scores) as tf.Tensor;
      const output = new AttentionApply({ heads, headWidth }).apply([probabilities, qkv]) as tf.Tensor;
      expect(output.shape).toEqual([B, N, heads * headWidth]);
      const naive = attention(qkv.arraySync(), heads, headWidth).flat(2);
      tf.dispose([qkv, scores, probabilities]);
      const errors = take(output).map((x, i) => Math.abs(x - naive[i]!));
      expect(errors).toHaveLength(naive.length);
      expect(Math.max(...errors)).toBeLessThan(1e-5);
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  it('class token, positions and token choice keep their places', () => {
    const before = tf.memory().numTensors;
    const [B, n, D] = [2, 3, 4];
    const x = tf.tensor3d([...Array(B * n * D).keys()], [B, n, D]);
    const values = x.arraySync();

    const token = new ClassToken({ initializer: tf.initializers.constant({ value: -1 }) });
    const withToken = token.apply(x) as tf.Tensor3D;
    expect(withToken.arraySync()).toEqual(values.map((tokens) => [Array(D).fill(-1), ...tokens]));
    expect(token.weights.map(({ shape }) => shape)).toEqual([[1, 1, D]]);

    const positions = new LearnedPositions({ initializer: tf.initializers.constant({ value: 10 }) });
    const placed = positions.apply(withToken) as tf.Tensor3D;
    expect(placed.arraySync()).toEqual(
      withToken.arraySync().map((rows) => rows.map((r) => r.map((v) => v + 10))),
    );
    expect(positions.weights.map(({ shape }) => shape)).toEqual([[1, n + 1, D]]);

    const taken = new TakeToken({ index: 2 }).apply(withToken) as tf.Tensor2D;
    expect(taken.arraySync()).toEqual(values.map((tokens) => tokens[1]));

    tf.dispose([x, withToken, placed, taken]);
    token.dispose();
    positions.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('heads need not divide the width when their own width is given', () => {
    const [D, heads, headWidth, mlpWidth, depth, patch, imageSize, classes] = [10, 3, 4, 6, 2, 4, 8, 5];
    const model = vit({
      depth,
      width: D,
      heads,
      headWidth,
      mlp: mlpWidth,
      patch,
      imageSize,
      classes,
      weights: 'seeded',
    });
    const A = heads * headWidth;
    const N = (imageSize / patch) ** 2 + 1;
    const block = 2 * 2 * D + (D + 1) * 3 * A + (A + 1) * D + (D + 1) * mlpWidth + (mlpWidth + 1) * D;
    expect(parametersOf(model.trainableWeights)).toBe(
      (patch * patch * 3 + 1) * D + D + N * D + depth * block + 2 * D + (D + 1) * classes,
    );
    const logits = tf.tidy(() =>
      take(model.predict(tf.randomUniform([1, imageSize, imageSize, 3], 0, 1, 'float32', 3)) as tf.Tensor),
    );
    expect(new Set(logits).size).toBe(classes);
    model.dispose();
  });
});

it('symbolic shapes are the real ones', () => {
  const [tokens, heads, headWidth, width] = [6, 3, 4, 5];
  const qkvShape = [null, tokens, 3 * heads * headWidth];
  const args = { heads, headWidth };
  expect(new AttentionScores(args).computeOutputShape(qkvShape)).toEqual([null, heads, tokens, tokens]);
  expect(new AttentionApply(args).computeOutputShape([[null, heads, tokens, tokens], qkvShape])).toEqual([
    null,
    tokens,
    heads * headWidth,
  ]);
  expect(new ClassToken().computeOutputShape([null, tokens, width])).toEqual([null, tokens + 1, width]);
  expect(new LearnedPositions().computeOutputShape([null, tokens, width])).toEqual([null, tokens, width]);
  expect(new TakeToken({ index: 1 }).computeOutputShape([null, tokens, width])).toEqual([null, width]);
});
