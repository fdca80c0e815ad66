/** @file After a training step engine, variables and models are as they were, whatever the step did. */
import type { LayersModel, Scalar, Tensor, Variable } from '@tensorflow/tfjs';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { count, profile, TfjsFlopsError } from '../../src/index.ts';
import { GradientScopes } from '../../src/trace/gradient-scopes.ts';
import { Scopes } from '../../src/trace/scopes.ts';
import { watchTraining } from '../../src/trace/training-calls.ts';
import { WeightTable } from '../../src/trace/weights.ts';
import { useBackend } from '../support/backend.ts';
import { kernels, lossOf, products, root, row } from './steps.ts';

interface Trainer {
  makeTrainFunction(): (data: Tensor[]) => unknown;
  makeTestFunction(): void;
  testFunction: (data: Tensor[]) => unknown;
}

let tf: Awaited<ReturnType<typeof useBackend>>;
let model: LayersModel;
let x: Tensor;
let y: Tensor;
const [B, I, O] = [3, 4, 2];
beforeAll(async () => {
  tf = await useBackend('cpu');
  x = tf.ones([B, I]);
  y = tf.ones([B, O]);
});
beforeEach(() => {
  model = tf.sequential({ layers: [tf.layers.dense({ name: 'd', units: O, inputShape: [I] })] });
  model.compile({ loss: 'meanSquaredError', optimizer: 'sgd' });
});

/** What a step may not leave changed: own names, and the kinds of the registered variables' properties. */
function patched(): unknown {
  const inner = Reflect.get(model, 'model') as LayersModel;
  const engine = tf.engine();
  const variables = Object.getOwnPropertyDescriptors(engine.state.registeredVariables);
  return {
    engine: Object.keys(engine),
    variables: Object.values(variables).every((property) => property.value !== undefined),
    isPlain: engine.registeredVariables === engine.state.registeredVariables,
    model: [model, inner].flatMap((own) =>
      ['makeTrainFunction', 'makeTestFunction'].filter((name) => Object.hasOwn(own, name)),
    ),
    depth: [engine.state.gradientDepth, engine.state.scopeStack.length],
  };
}

const trainOnBatch = async (): Promise<void> => {
  await model.trainOnBatch(x, y);
};

/** Breaks `what` of the next step. */
const failing: readonly (readonly [string, () => unknown])[] = [
  [
    'the forward pass',
    () =>
      tf.train.sgd(1).minimize(() => {
        lossOf(tf, model, x);
        throw new Error('broken');
      }),
  ],
  [
    'a gradient',
    () =>
      tf.train.sgd(1).minimize(() => {
        const faulty = tf.customGrad((z) => ({
          value: tf.mean(tf.square(z as Tensor)),
          gradFunc: (): never => {
            throw new Error('broken');
          },
        }));
        return faulty(model.apply(x) as Tensor) as Scalar;
      }),
  ],
  [
    'an update',
    () => {
      const { grads } = tf.variableGrads(() => lossOf(tf, model, x));
      const [name, gradient] = Object.entries(grads).at(-1)!;
      try {
        tf.train.sgd(1).applyGradients({ [name]: tf.stack([gradient, gradient]) });
      } catch {
        throw new Error('broken');
      } finally {
        tf.dispose(grads);
      }
    },
  ],
];

describe('what is restored', () => {
  it('after steps that end well', async () => {
    const before = patched();
    const work = { forward: B * I * O, backward: 2 * B * I * O, optimizer: 0 };
    const minimize = (): unknown => tf.train.adam(1).minimize(() => lossOf(tf, model, x));
    expect(products(row(count(minimize, { models: [model] }), 'd'))).toEqual(work);
    expect(products(row(await profile(trainOnBatch, { models: [model], runs: 1 }), 'd'))).toEqual(work);
    await profile(() => model.evaluate(x, y), { models: [model], runs: 1 });
    expect(patched()).toEqual(before);
  });

  it.each(failing)('after a failure in %s', async (_, fn) => {
    const before = patched();
    expect(() => count(fn, { models: [model] })).toThrow('broken');
    expect(patched()).toEqual(before);
    await expect(profile(async () => fn(), { models: [model], runs: 1 })).rejects.toThrow('broken');
    expect(patched()).toEqual(before);
  });

  it.each(failing)('a caller who survives a failure in %s goes on forward', (_, fn) => {
    const report = count(
      () => {
        expect(fn).toThrow('broken');
        tf.dispose(tf.engine().state.activeTape?.flatMap(({ saved }) => saved) ?? []);
        model.predict(x);
        tf.sqrt(x);
      },
      { models: [model] },
    );
    const calls = report.layers.map(({ phases, calls: all }) => phases?.forward.calls ?? all);
    expect(calls.every((found) => found > 0)).toBe(true);
    expect(kernels(report, root(report), 'forward')).toHaveProperty('Sqrt', 1);
    expect(row(report, 'd').layerCalls).toBe(2);
    expect(
      row(report, 'd').phases?.forward.counted.multiplyAdds ?? row(report, 'd').counted.multiplyAdds,
    ).toBe(2 * B * I * O);
  });

  it('after a promise that is rejected', async () => {
    const before = patched();
    const rejecting = async (): Promise<void> => {
      await model.fit(x, y, {
        epochs: 2,
        verbose: 0,
        callbacks: { onEpochEnd: async () => Promise.reject(new Error('no')) },
      });
    };
    await expect(profile(rejecting, { models: [model], runs: 0 })).rejects.toThrow('no');
    expect(patched()).toEqual(before);
  });

  it('no function that was made to train or to test goes on noting calls', () => {
    const inner = Reflect.get(model, 'model') as Trainer;
    const scopes = new Scopes();
    const stop = watchTraining(model, scopes.add(0, ['m'], 'model', 'Model'), scopes);
    inner.makeTestFunction();
    const { testFunction } = inner;
    const functions = [inner.makeTrainFunction(), testFunction];
    for (const run of functions) tf.dispose(run([x, y]) as Tensor[]);
    expect(scopes.calls.take()).toEqual([{ scope: 1, inputs: [[B, I]], outputs: [], calls: 2, direct: 2 }]);
    stop();
    for (const run of functions) tf.dispose(run([x, y]) as Tensor[]);
    expect(scopes.calls.take()).toEqual([]);
    expect(inner.testFunction).not.toBe(testFunction);
  });

  it('no tensor is left but the optimizer’s own, made in its first step', async () => {
    model.compile({ loss: 'meanSquaredError', optimizer: tf.train.adam(1) });
    const [variables, slots] = [2, 2];
    const before = tf.memory().numTensors;
    const first = await profile(trainOnBatch, { models: [model], runs: 0 });
    expect(tf.memory().numTensors - before).toBe(variables * slots);
    expect(kernels(first, row(first, 'd'), 'optimizer')).toHaveProperty('ZerosLike', variables * slots);
    const later = await profile(trainOnBatch, { models: [model], runs: 2 });
    expect(tf.memory().numTensors - before).toBe(variables * slots);
    expect(kernels(later, row(later, 'd'), 'optimizer')).not.toHaveProperty('ZerosLike');
    // Warmed up, every pass runs the same kernels.
    expect(later.environment).not.toHaveProperty('varyingPasses');
    expect(later.total.phases!.backward.time!.runs).toBe(2);
  });

  it('an optimizer learns the same, traced or not', () => {
    const weightsAfter = (run: (fn: () => unknown) => unknown): number[] => {
      const w = tf.variable(tf.tensor1d([1, -2, 3]));
      const optimizer = tf.train.adam(0.5);
      for (let i = 0; i < 3; i++)
        run(() => optimizer.minimize(() => tf.mean(tf.square(tf.square(w))), false, [w]));
      return [...w.dataSync()];
    };
    expect(weightsAfter((fn) => count(fn))).toEqual(weightsAfter((fn) => fn()));
  });
});

describe('traces side by side', () => {
  it('a tape that outlives its count moves nothing', () => {
    const w = tf.variable(tf.ones([O, O]));
    const inner = (z: Tensor): Tensor => {
      let product: Tensor | undefined;
      count(() => (product = tf.keep(tf.matMul(z, w as Tensor))));
      return product!;
    };
    const report = count(() => tf.grad((z) => inner(model.apply(z) as Tensor))(x), { models: [model] });
    // The outer count, which is still running, knows whose gradients they are.
    expect(products(root(report)!)).toEqual({ forward: B * O * O, backward: B * O * O, optimizer: 0 });
    expect(products(row(report, 'd'))).toEqual({ forward: B * I * O, backward: 2 * B * I * O, optimizer: 0 });
    const scopes = new Scopes();
    const gradients = new GradientScopes(scopes, new WeightTable());
    tf.grad((z) => {
      const stop = gradients.patch();
      const square = tf.square(z);
      stop();
      return square;
    })(y);
    expect([scopes.current, scopes.phase]).toEqual([0, 'forward']);
  });

  it('a step counted within a step of another model', () => {
    const before = patched();
    const other = tf.sequential({ layers: [tf.layers.dense({ name: 'e', units: O, inputShape: [I] })] });
    const weights = other.weights.map((weight) => weight.read() as Variable);
    let inner: ReturnType<typeof count> | undefined;
    const outer = count(
      () => {
        const { grads } = tf.variableGrads(() => lossOf(tf, model, x));
        const step = (): unknown => tf.train.sgd(1).minimize(() => lossOf(tf, other, x), false, weights);
        inner = count(step, { models: [other] });
        tf.train.sgd(1).applyGradients(grads);
      },
      { models: [model] },
    );
    expect(row(inner!, 'e').phases!.optimizer.counted.multiplies).toBe(I * O + O);
    expect(row(outer, 'd').phases!.optimizer.counted.multiplies).toBe(I * O + O);
    // To the outer count the other model belongs to no scope.
    expect(root(outer)!.phases!.optimizer.counted.multiplies).toBe(I * O + O);
    expect(root(outer)!.phases!.backward.counted.multiplyAdds).toBe(2 * B * I * O);
    expect(patched()).toEqual(before);
  });

  it('a count within a count: both see the same step', () => {
    const minimize = (): unknown => tf.train.sgd(1).minimize(() => lossOf(tf, model, x));
    let inner: ReturnType<typeof count> | undefined;
    const outer = count(() => (inner = count(minimize, { models: [model] })), { models: [model] });
    for (const report of [inner!, outer])
      expect(row(report, 'd').phases!.optimizer.counted).toMatchObject({
        multiplies: I * O + O,
        adds: I * O + O,
      });
  });
});

describe('engines that lack what we need', () => {
  it.each(['addTapeNode', 'gradients', 'incRef', 'disposeTensor', 'registeredVariables'])(
    'without %s: one clear sentence',
    (name) => {
      const engine = tf.engine();
      Object.defineProperty(engine, name, { value: undefined, configurable: true });
      try {
        const counting = (): unknown => count(() => tf.sqrt(1), { models: [model] });
        expect(counting).toThrow(TfjsFlopsError);
        expect(counting).toThrow(`has no ${name}. Use TensorFlow.js 4.20 or a later 4.x.`);
      } finally {
        Reflect.deleteProperty(engine, name);
      }
      expect(count(() => tf.sqrt(1), { models: [model] }).total.calls).toBe(1);
    },
  );
});
