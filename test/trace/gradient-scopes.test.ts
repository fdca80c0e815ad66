/** @file The backward phase: each kernel of a gradient belongs to the layer whose forward kernel it is of. */
import type { Rank, Scalar, Tensor } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { count } from '../../src/index.ts';
import { useBackend } from '../support/backend.ts';
import { kernels, products, root, row, step } from './steps.ts';

let tf: Awaited<ReturnType<typeof useBackend>>;
beforeAll(async () => {
  tf = await useBackend('cpu');
});

const firstOf = (x: unknown): never => (Array.isArray(x) ? x[0] : x) as never;
const apply = (layer: { apply(x: never): unknown }, x: unknown): never => layer.apply(x as never) as never;

describe('gradients belong to the layer whose forward kernel they are of', () => {
  const [B, I, H, O] = [5, 4, 3, 2];

  it('dense: a fused one computes both gradients, an unfused first one that of its weights alone', () => {
    const model = (activation: 'linear' | 'relu' | 'sigmoid'): ReturnType<typeof tf.sequential> =>
      tf.sequential({
        layers: [
          tf.layers.dense({ name: 'first', units: H, activation, inputShape: [I] }),
          tf.layers.dense({ name: 'last', units: O, activation }),
        ],
      });
    const fused = step(tf, model('linear'), B);
    expect(products(row(fused, 'first'))).toEqual({
      forward: B * I * H,
      backward: 2 * B * I * H,
      optimizer: 0,
    });
    expect(products(row(fused, 'last'))).toEqual({
      forward: B * H * O,
      backward: 2 * B * H * O,
      optimizer: 0,
    });
    expect(kernels(fused, row(fused, 'last'), 'backward')).toMatchObject({ BatchMatMul: 2, Sum: 1 });
    const unfused = step(tf, model('relu'), B);
    expect(products(row(unfused, 'first'))).toEqual({
      forward: B * I * H,
      backward: B * I * H,
      optimizer: 0,
    });
    expect(products(row(unfused, 'last'))).toEqual({
      forward: B * H * O,
      backward: 2 * B * H * O,
      optimizer: 0,
    });
    // Run after the fused operation, not within it.
    const after = step(tf, model('sigmoid'), B);
    expect(products(row(after, 'first')).backward).toBe(2 * B * I * H);
    for (const report of [fused, unfused, after]) {
      // The loss and its gradient are in the root; every other kernel is a layer's.
      expect(kernels(report, root(report), 'forward')).toMatchObject({ Square: 1, Mean: 1 });
      expect(root(report)!.phases!.backward.calls).toBeGreaterThan(0);
      expect(products(root(report)!)).toEqual({ forward: 0, backward: 0, optimizer: 0 });
      expect(report.total.residual).toBe(0);
    }
  });

  it('norms and embeddings: their gradients are theirs, without a multiply-add', () => {
    const [words, width] = [7, 4];
    const model = tf.sequential({
      layers: [
        tf.layers.embedding({ name: 'embedding', inputDim: words, outputDim: width, inputShape: [3] }),
        tf.layers.layerNormalization({ name: 'layer_norm' }),
        tf.layers.batchNormalization({ name: 'batch_norm' }),
      ],
    });
    const report = step(tf, model, B);
    expect(kernels(report, row(report, 'embedding'), 'backward')).toHaveProperty('UnsortedSegmentSum', 1);
    expect(kernels(report, row(report, 'embedding'), 'optimizer')).toEqual({ Multiply: 1, Add: 1 });
    for (const name of ['layer_norm', 'batch_norm']) {
      const { backward, optimizer } = row(report, name).phases!;
      expect(backward.counted.multiplies, name).toBeGreaterThan(0);
      // γ and β, width numbers each; moving statistics are assigned to in the forward pass.
      expect(optimizer.counted, name).toMatchObject({ multiplies: 2 * width, adds: 2 * width });
    }
    expect(products(report.total)).toEqual({ forward: 0, backward: 0, optimizer: 0 });
  });

  it('a shared layer, used twice: both gradients, and the sum of the two', () => {
    const shared = tf.layers.dense({ name: 'shared', units: I });
    const input = tf.input({ shape: [I] });
    const model = tf.model({ inputs: input, outputs: apply(shared, apply(shared, input)) });
    const report = step(tf, model, B);
    const uses = 2;
    expect(products(row(report, 'shared'))).toEqual({
      forward: uses * B * I * I,
      backward: uses * 2 * B * I * I,
      optimizer: 0,
    });
    // Kernel and bias: one sum of two gradients each.
    expect(kernels(report, row(report, 'shared'), 'backward')).toMatchObject({ Add: 2 });
    expect(row(report, 'shared').phases!.optimizer.counted.adds).toBe(I * I + I);
    expect(report.total.residual).toBe(0);
  });

  it('a residual: its gradients are summed by the layer that comes to it last', () => {
    const input = tf.input({ shape: [I] });
    const x = apply(tf.layers.dense({ name: 'before', units: I }), input);
    const y = apply(tf.layers.dense({ name: 'inside', units: I }), x);
    const model = tf.model({ inputs: input, outputs: apply(tf.layers.add({ name: 'sum' }), [x, y]) });
    const report = step(tf, model, B);
    expect(kernels(report, row(report, 'inside'), 'backward')).toHaveProperty('Add', 1);
    expect(row(report, 'inside').phases!.backward.counted.adds - B * I).toBe(
      row(report, 'before').phases!.backward.counted.adds,
    );
    expect(kernels(report, root(report), 'backward')).not.toHaveProperty('Add');
  });

  it('nested models: below their own name', () => {
    const inner = tf.sequential({
      name: 'inner',
      layers: [tf.layers.dense({ name: 'x', units: H, inputShape: [I] })],
    });
    const input = tf.input({ shape: [I] });
    const head = tf.layers.dense({ name: 'head', units: O });
    const model = tf.model({ inputs: input, outputs: apply(head, apply(inner, input)) });
    const report = step(tf, model, B);
    expect(products(row(report, 'inner/x')).backward).toBe(2 * B * I * H);
    expect(row(report, 'inner/x').phases!.optimizer.counted.multiplies).toBe(I * H + H);
    expect(products(row(report, 'head')).backward).toBe(2 * B * H * O);
  });

  it('a recurrent layer: no gradient or update of it is outside it', () => {
    const model = tf.sequential({ layers: [tf.layers.gru({ name: 'gru', units: H, inputShape: [6, I] })] });
    const report = step(tf, model, B);
    expect(root(report)!.phases!.backward.calls).toBe(
      root(step(tf, tf.sequential({ layers: [tf.layers.dense({ units: H, inputShape: [I] })] }), B))!.phases!
        .backward.calls,
    );
    expect(root(report)!.phases!.optimizer.calls).toBe(0);
  });

  it('a custom layer with a gradient of its own, which calls another layer', () => {
    const teacher = tf.layers.dense({ name: 'teacher', units: I, inputShape: [I] });
    class Taught extends tf.layers.Layer {
      override call(inputs: unknown): Tensor {
        const f = tf.customGrad((x) => {
          const input = x as Tensor;
          const gradFunc = (dy: Tensor): Tensor => tf.mul(dy, teacher.apply(tf.onesLike(dy)) as Tensor);
          return { value: tf.mul(input, 3), gradFunc };
        });
        return f(firstOf(inputs));
      }
      static get className(): string {
        return 'Taught';
      }
    }
    const input = tf.input({ shape: [I] });
    const x = apply(tf.layers.dense({ name: 'before', units: I }), input);
    const model = tf.model({
      inputs: input,
      outputs: [apply(new Taught({ name: 'taught' }), x), apply(teacher, x)],
    });
    const x0 = tf.ones([B, I]);
    const report = count(
      () =>
        tf.train.sgd(1).minimize(() => {
          const [y, z] = model.apply(x0) as [Tensor, Tensor];
          return tf.mean(tf.add(y, z)) as Scalar;
        }),
      { models: [model] },
    );
    expect(kernels(report, row(report, 'taught'), 'forward')).toMatchObject({ Multiply: 1 });
    expect(kernels(report, row(report, 'taught'), 'backward')).toMatchObject({ OnesLike: 1, Multiply: 1 });
    // Called once forward and once from the gradient: theory asks for the one.
    expect(row(report, 'teacher').layerCalls).toBe(1);
    expect(products(row(report, 'teacher'))).toEqual({
      forward: B * I * I,
      backward: B * I * I + 2 * B * I * I,
      optimizer: 0,
    });
    expect(report.total.residual).toBe(0);
  });

  it('gradients of gradients are backward too, and each belongs to its layer', () => {
    const layer = tf.layers.dense({ name: 'd', units: 1, useBias: false, inputShape: [I] });
    const model = tf.sequential({ layers: [layer] });
    const x = tf.ones<Rank.R2>([B, I]);
    const energy = (z: Tensor): Tensor => tf.square(model.apply(z) as Tensor);
    const penalty = (): Scalar => tf.mean(tf.square(tf.grad(energy)(x)));
    const report = count(() => tf.train.sgd(1).minimize(penalty), { models: [model] });
    expect(products(row(report, 'd')).forward).toBe(B * I);
    // dx and dw; the gradients of dx = dy·wᵀ by dy and by w; dy depends on x·w, whose gradients are two once more.
    expect(products(row(report, 'd')).backward).toBe((2 + 2 + 2) * B * I);
    expect(kernels(report, row(report, 'd'), 'optimizer')).toHaveProperty('Multiply');
    expect(report.total.residual).toBe(0);
  });
});
