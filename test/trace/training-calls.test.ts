/** @file `fit`, `trainOnBatch` and `evaluate`: batches are calls of the model, phases are right across awaits. */
import type { Optimizer, Tensor } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { count, profile } from '../../src/index.ts';
import { useBackend } from '../support/backend.ts';
import { kernels, products, root, row } from './steps.ts';

let tf: Awaited<ReturnType<typeof useBackend>>;
beforeAll(async () => {
  tf = await useBackend('cpu');
});

const apply = (layer: { apply(x: never): unknown }, x: unknown): never => layer.apply(x as never) as never;

describe('fit and evaluate', () => {
  it('two epochs of two batches with validation: phases stay right across awaits', async () => {
    const [examples, checks, batch, I, O, epochs] = [5, 3, 3, 4, 2, 2];
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ name: 'a', units: I, inputShape: [I], kernelRegularizer: 'l1l2' }),
        tf.layers.dropout({ name: 'drop', rate: 0.5 }),
        tf.layers.dense({ name: 'b', units: O }),
      ],
    });
    const compile = (optimizer: Optimizer): void =>
      model.compile({ loss: 'meanSquaredError', optimizer, metrics: ['mae'] });
    compile(tf.train.sgd(0.1));
    const [x, y] = [tf.ones([examples, I]), tf.ones([examples, O])];
    const validationData: [Tensor, Tensor] = [tf.ones([checks, I]), tf.ones([checks, O])];
    const report = await profile(
      async () => {
        const callbacks = { onBatchEnd: async () => tf.dispose(tf.sqrt(tf.ones([1]))) };
        await model.fit(x, y, {
          epochs,
          batchSize: batch,
          validationData,
          verbose: 0,
          callbacks,
          yieldEvery: 'never',
        });
      },
      { models: [model], runs: 0 },
    );
    // Smaller last batches: examples, not batches, make the work.
    const trained = epochs * examples;
    const steps = epochs * Math.ceil(examples / batch);
    const evaluated = epochs * checks;
    for (const [name, size, parameters] of [
      ['a', I * I, I * I + I],
      ['b', I * O, I * O + O],
    ] as const) {
      expect(products(row(report, name)), name).toEqual({
        forward: (trained + evaluated) * size,
        backward: 2 * trained * size,
        optimizer: 0,
      });
      expect(row(report, name).phases!.optimizer.counted.multiplies).toBe(steps * parameters);
      expect(row(report, name).layerCalls).toBe(steps + epochs);
    }
    // Loss, metric and regulariser belong to the model; what callbacks do belongs to no scope.
    const own = report.layers.find(({ kind }) => kind === 'model')!;
    expect(kernels(report, own, 'forward')).toMatchObject({ Abs: steps + epochs + steps });
    expect(kernels(report, own, 'optimizer')).toEqual({});
    expect(kernels(report, root(report), 'forward')).toHaveProperty('Sqrt', steps);
    expect(root(report)!.phases!.backward.calls).toBe(0);
    expect(report.total.residual).toBe(0);
    expect(report.total.theory!.multiplyAdds).toBe((trained + evaluated) * (I * I + I * O));
    // Assignments move a variable's data: it stays a weight in every later batch.
    const origins = report.calls
      .filter(({ kernel }) => kernel === '_FusedMatMul')
      .map(({ inputs }) => (inputs as Record<string, { origin: string }>)['b']!.origin);
    expect(new Set(origins)).toEqual(new Set(['weight']));
  });

  it('evaluate is a forward pass that theory knows', () => {
    const [B, I, O] = [4, 3, 2];
    const model = tf.sequential({ layers: [tf.layers.dense({ name: 'd', units: O, inputShape: [I] })] });
    model.compile({ loss: 'meanSquaredError', optimizer: 'sgd' });
    const report = count(() => model.evaluate(tf.ones([B, I]), tf.ones([B, O])), { models: [model] });
    expect(report.total.phases).toBeNull();
    expect(report.total.theory!.multiplyAdds).toBe(B * I * O);
    expect(report.total.residual).toBe(0);
  });

  it('a layer of two models is updated where it comes first, and runs below the one that is trained', async () => {
    const [B, I] = [2, 3];
    const shared = tf.layers.dense({ name: 'shared', units: I, inputShape: [I] });
    const input = tf.input({ shape: [I] });
    const [first, second] = ['first', 'second'].map((name) =>
      tf.model({ name, inputs: input, outputs: apply(shared, input) }),
    ) as [ReturnType<typeof tf.model>, ReturnType<typeof tf.model>];
    second.compile({ loss: 'meanSquaredError', optimizer: 'sgd' });
    const x = tf.ones([B, I]);
    const report = await profile(async () => second.trainOnBatch(x, x), { models: [first, second], runs: 0 });
    expect(products(row(report, 'second/shared'))).toEqual({
      forward: B * I * I,
      backward: 2 * B * I * I,
      optimizer: 0,
    });
    expect(row(report, 'first/shared').phases!.optimizer.counted.multiplies).toBe(I * I + I);
    expect(row(report, 'second').phases!.forward.calls).toBeGreaterThan(0);
  });
});
