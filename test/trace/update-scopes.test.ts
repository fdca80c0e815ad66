/** @file The optimizer’s phase: each kernel of an update belongs to the layer that owns the variable. */
import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { count, profile, scope } from '../../src/index.ts';
import { useBackend } from '../support/backend.ts';
import { kernels, products, root, row } from './steps.ts';

let tf: Awaited<ReturnType<typeof useBackend>>;
beforeAll(async () => {
  tf = await useBackend('cpu');
});

describe('updates belong to the layer that owns the variable', () => {
  const n = 6;
  let free: Variable;
  let model: ReturnType<typeof tf.sequential>;
  let kernel: Variable;
  const loss = (): Scalar =>
    tf.mean(tf.square(tf.add(model.apply(tf.ones([2, 3])) as Tensor, tf.sum(free)))) as Scalar;

  beforeAll(() => {
    free = tf.variable(tf.ones([n]), true, 'free');
    model = tf.sequential({
      layers: [tf.layers.dense({ name: 'd', units: 1, useBias: false, inputShape: [3] })],
    });
    kernel = model.layers[0]!.weights[0]!.read() as Variable;
  });

  it('a variable without an owner is updated where the step was taken', () => {
    const optimizer = tf.train.sgd(1);
    const minimize = (): unknown => optimizer.minimize(loss, false, [free, kernel]);
    const plain = count(minimize, { models: [model] });
    expect(root(plain)!.phases!.optimizer.counted).toMatchObject({ multiplies: n, adds: n });
    expect(row(plain, 'd').phases!.optimizer.counted).toMatchObject({ multiplies: 3, adds: 3 });
    const scoped = count(() => scope('train', minimize), { models: [model] });
    expect(row(scoped, 'train').phases!.optimizer.counted).toMatchObject({ multiplies: n, adds: n });
    expect(root(scoped)?.phases!.optimizer.calls ?? 0).toBe(0);
    const found = count(minimize);
    expect(root(found)!.phases!.optimizer.counted).toMatchObject({ multiplies: n, adds: n });
    expect(row(found, 'd').phases!.optimizer.counted).toMatchObject({ multiplies: 3, adds: 3 });
  });

  it('a variable without a gradient takes no part: what follows it has no owner', () => {
    const apart = tf.sequential({ layers: [tf.layers.dense({ name: 'apart', units: 1, inputShape: [3] })] });
    const variables = [kernel, ...apart.weights.map((weight) => weight.read() as Variable)];
    const report = count(() => tf.train.adam(1).minimize(loss, false, variables), { models: [model, apart] });
    expect(report.layers.some(({ path }) => path.includes('apart') && path.length > 1)).toBe(true);
    expect(row(report, `${apart.name}/apart`).phases!.optimizer.calls).toBe(0);
    // 1 − x and x·β, once for each moment.
    expect(root(report)!.phases!.optimizer.counted).toMatchObject({ multiplies: 2, adds: 2 });
  });

  it('a loop of one’s own: clipping is the step’s, and updates are found after gradients are gone', () => {
    const optimizer = tf.train.sgd(1);
    const clippedStep = (early: boolean): unknown => {
      const { grads } = tf.variableGrads(loss, [free, kernel]);
      const clipped = Object.fromEntries(
        Object.entries(grads).map(([name, gradient]) => [name, tf.clipByValue(gradient, -1, 1)]),
      );
      if (early) {
        tf.dispose(grads);
        tf.sqrt(tf.ones([5]));
      } else model.predict(tf.ones([2, 3]));
      optimizer.applyGradients(clipped);
      return tf.sqrt(tf.ones([4]));
    };
    for (const early of [true, false]) {
      const report = count(() => clippedStep(early), { models: [model] });
      expect(kernels(report, root(report), 'optimizer')).toEqual({ ClipByValue: 2, Multiply: 1, Add: 1 });
      expect(kernels(report, root(report), 'forward')).toHaveProperty('Sqrt', early ? 2 : 1);
      expect(kernels(report, row(report, 'd'), 'optimizer')).toEqual({ Multiply: 1, Add: 1 });
      // A layer that runs before the update is forward.
      expect(products(row(report, 'd')).forward).toBe(2 * 3 * (early ? 1 : 2));
    }
  });

  it('gradients of several losses, applied together', () => {
    const optimizer = tf.train.sgd(1);
    const report = count(
      () => {
        const one = tf.variableGrads(loss, [free]).grads;
        const other = tf.variableGrads(loss, [kernel]).grads;
        optimizer.applyGradients({ ...one, ...other });
        // Both sets of gradients are still alive: the next step ends all the same.
        optimizer.minimize(loss, false, [free]);
        tf.sqrt(free);
      },
      { models: [model] },
    );
    const steps = 2;
    expect(kernels(report, root(report), 'forward')).toHaveProperty('Sqrt', 1);
    expect(root(report)!.phases!.optimizer.counted).toMatchObject({ multiplies: steps * n, adds: steps * n });
    expect(row(report, 'd').phases!.optimizer.counted).toMatchObject({ multiplies: 3, adds: 3 });
    expect(products(row(report, 'd')).optimizer).toBe(0);
  });

  it('a variable that is passed over, or looked up later, is not being updated', () => {
    // It looks a variable up before it asks for its gradient.
    const optimizer = tf.train.momentum(1, 0.9);
    const report = count(
      () => {
        const { grads } = tf.variableGrads(loss, [free, kernel]);
        const nothing = undefined as unknown as Tensor;
        optimizer.applyGradients([
          { name: kernel.name, tensor: nothing },
          { name: free.name, tensor: grads[free.name]! },
        ]);
        tf.dispose(grads);
        tf.sqrt(tf.engine().registeredVariables[free.name]!);
      },
      { models: [model] },
    );
    expect(kernels(report, root(report), 'optimizer')).toEqual({ ZerosLike: 1, Multiply: 2, Add: 2 });
    expect(kernels(report, root(report), 'forward')).toHaveProperty('Sqrt', 1);
    expect(kernels(report, row(report, 'd'), 'optimizer')).toEqual({ ZerosLike: 1 });
  });

  it('a step within a loss, as of learning to learn, is part of that loss', () => {
    const learnt = (): Scalar => {
      const { grads } = tf.variableGrads(loss, [free]);
      return tf.sum(tf.square(tf.sub(free, grads[free.name]!)));
    };
    const report = count(() => tf.train.sgd(1).minimize(learnt, false, [free]), { models: [model] });
    expect(kernels(report, root(report), 'forward')).toMatchObject({ Sub: 1, Sum: 2 });
    expect(root(report)!.phases!.optimizer.counted).toMatchObject({ multiplies: n, adds: n });
  });

  it('gradients that outlive their pass do not make the next one an optimizer’s', async () => {
    const gradients = (): unknown => {
      tf.dispose(tf.sqrt(free));
      return tf.variableGrads(loss, [free]).grads;
    };
    const report = await profile(gradients, { models: [model], runs: 1 });
    expect(report.environment).not.toHaveProperty('varyingPasses');
    expect(report.total.phases!.optimizer.calls).toBe(0);
  });

  it('a gradient that is not for an update opens none, also of a variable', () => {
    const report = count(
      () => {
        tf.grad((x) => tf.mean(tf.square(x)))(free);
        tf.sqrt(free);
      },
      { models: [model] },
    );
    expect(report.total.phases!.optimizer.calls).toBe(0);
    expect(kernels(report, root(report), 'forward')).toHaveProperty('Sqrt', 1);
  });
});
