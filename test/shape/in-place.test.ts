/** @file Live models on wasm, counted where they are: nothing is moved or changed, whatever was counted. */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/core/report.ts';
import { count } from '../../src/profile/count.ts';
import { countShapes } from '../../src/profile/count-shapes.ts';
import { formatTable } from '../../src/report/table.ts';

beforeAll(() => tf.setBackend('wasm'));

const [batch, side, channels, filters, classes] = [2, 8, 3, 4, 5];

function convolutional(): tf.LayersModel {
  const model = tf.sequential();
  model.add(
    tf.layers.conv2d({ inputShape: [side, side, channels], filters, kernelSize: 3, padding: 'same' }),
  );
  model.add(tf.layers.batchNormalization());
  model.add(tf.layers.flatten());
  model.add(tf.layers.dense({ units: classes }));
  return model;
}

const forward =
  batch * side * side * filters * (3 * 3 * channels) + batch * (side * side * filters) * classes;

const values = (tensors: readonly tf.Tensor[]): readonly (readonly number[])[] =>
  tensors.map((tensor) => [...tensor.dataSync()]);

const weightsOf = (model: tf.LayersModel): readonly (readonly number[])[] => values(model.getWeights());

const withoutEnvironment = ({ environment: _environment, backend: _backend, ...report }: Report): object =>
  report;

describe('a live model on wasm', () => {
  it('is counted where it is: the same answer afterwards, the same memory, the same backend', async () => {
    const model = convolutional();
    const x = tf.randomUniform([batch, side, side, channels], 0, 1, 'float32', 1);
    const before = values([model.predict(x) as tf.Tensor]);
    const memory = tf.memory();
    const report = await countShapes(model, { batch });
    expect(report.total.counted.multiplyAdds).toBe(forward);
    expect(report.backend).toBe('shape');
    expect(tf.getBackend()).toBe('wasm');
    expect(tf.getKernelsForBackend('shape')).toEqual([]);
    expect(tf.memory()).toEqual(memory);
    expect(values([model.predict(x) as tf.Tensor])).toEqual(before);
  });

  it('is counted as a function as well', () => {
    const model = convolutional();
    const x = tf.zeros([batch, side, side, channels]);
    const predict = (): unknown => model.predict(x);
    const real = count(predict, { models: [model] });
    const shapes = count(predict, { models: [model], run: false });
    expect(withoutEnvironment(shapes)).toEqual(withoutEnvironment(real));
    expect(shapes.environment.assumed).toBeUndefined();
  });
});

describe('training that is counted', () => {
  // wasm has no gradient of a convolution.
  beforeAll(() => tf.setBackend('cpu'));

  const images = (): tf.Tensor => tf.randomUniform([batch, side, side, channels], 0, 1, 'float32', 1);
  const labels = (): tf.Tensor => tf.oneHot(tf.tensor1d([1, 3], 'int32'), classes);

  const step = (model: tf.LayersModel, optimizer: tf.Optimizer, x: tf.Tensor, y: tf.Tensor) => (): void => {
    optimizer.minimize(() =>
      tf.losses.softmaxCrossEntropy(y, model.apply(x, { training: true }) as tf.Tensor),
    );
  };

  it.each([
    ['sgd', () => tf.train.sgd(0.1)],
    ['momentum', () => tf.train.momentum(0.1, 0.9)],
    ['adam', () => tf.train.adam(0.1)],
    ['adagrad', () => tf.train.adagrad(0.1)],
    ['rmsprop', () => tf.train.rmsprop(0.1)],
  ] as const)('%s: variables keep their bits, and the next step is the one that it was', (_, optimizerOf) => {
    const [x, y] = [images(), labels()];
    const model = convolutional();
    const twin = convolutional();
    twin.setWeights(model.getWeights());
    const before = weightsOf(model);
    const optimizer = optimizerOf();
    const counted = count(step(model, optimizer, x, y), { models: [model], run: false });
    expect(weightsOf(model)).toEqual(before);
    const other = optimizerOf();
    const real = count(step(twin, other, x, y), { models: [twin] });
    const path = ({ layers }: Report): readonly number[] =>
      layers.map(({ counted: { multiplyAdds } }) => multiplyAdds);
    expect(path(counted)).toEqual(path(real));
    expect(counted.total.counted).toEqual(real.total.counted);
    step(model, optimizer, x, y)();
    expect(weightsOf(model)).toEqual(weightsOf(twin));
  });
});

describe('what is not known', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it('a custom kernel is refused by name, with the way to give its rule', () => {
    const custom = (): unknown => tf.engine().runKernel('Twice', { x: tf.zeros([2, 3]) });
    expect(() => count(custom, { run: false })).toThrow(
      'No shape rule is known for the kernel Twice. Give one: shapeRules: { Twice: (inputs, attrs) => ({ shape, dtype }) }, ' +
        'or profile the model instead.',
    );
    const Twice = (inputs: object): { shape: number[]; dtype: 'float32' } => {
      const { shape } = (inputs as { x: tf.TensorInfo }).x;
      return { shape: shape.map((size) => 2 * size), dtype: 'float32' };
    };
    const report = count(custom, { run: false, shapeRules: { Twice } });
    expect(report.calls.find(({ kernel }) => kernel === 'Twice')?.outputs[0].shape).toEqual([4, 6]);
    expect(report.total.unknownCalls).toBe(1);
  });

  it('a loop that waits for a value that never comes is stopped, and said', () => {
    const x = tf.zeros([200, 200]);
    const waits = (): void => {
      for (let sum = tf.sum(x); sum.dataSync()[0]! < 1;) sum = tf.sum(x);
    };
    expect(() => count(waits, { run: false })).toThrow(
      /a loop does not end; nothing is computed, and before that/,
    );
  });

  it('a value that is read is told with what was taken for it', () => {
    const x = tf.zeros([200, 200]);
    const report = count(() => tf.zeros([1 + tf.sum(x).dataSync()[0]!]), { run: false });
    expect(report.environment.assumed).toEqual([
      'outside layers: values of float32, a single one, are taken as 0',
    ]);
  });

  it('coverage falls by what ran since: it may be others in a run', () => {
    const x = tf.zeros([200, 200]);
    const counted = (reads: boolean): Report =>
      count(
        () => {
          const sum = tf.square(x).sum();
          const size = reads ? 1 + sum.dataSync()[0]! : 1;
          tf.relu(tf.zeros([size, 3])).square();
        },
        { run: false },
      );
    const [known, assumed] = [counted(false), counted(true)];
    // Since the sum was read: Relu and Square.
    expect(assumed.kernels).toEqual(known.kernels);
    expect([known, assumed].map(({ environment }) => environment.callsSinceAssumed)).toEqual([undefined, 2]);
    const said = '2 after a value was assumed, and so perhaps others in a run';
    expect(formatTable(assumed, { width: 200 })).toContain(said);
    expect(formatTable(known, { width: 200 })).not.toContain('assumed');
  });

  it.each([
    [
      'a product',
      () =>
        tf
          .engine()
          .runKernel(
            'BatchMatMul',
            { a: tf.zeros([2, 3]), b: tf.zeros([4, 5]) },
            { transposeA: false, transposeB: false },
          ),
      'the inner sizes of a product differ: [2, 3] and [4, 5]',
    ],
    [
      'a slice',
      () => tf.engine().runKernel('Slice', { x: tf.zeros([4, 3]) }, { begin: [1, 1], size: [10, 2] }),
      '10 elements from 1 on are not within axis 0 of [4, 3]',
    ],
    [
      'a reshape',
      () => tf.engine().runKernel('Reshape', { x: tf.zeros([4, 3]) }, { shape: [5, -1] }),
      '12 elements do not fill [5, -1]',
    ],
    [
      'a sum of two',
      () => tf.engine().runKernel('Add', { a: tf.zeros([4, 3]), b: tf.zeros([2, 3]) }),
      '[4, 3] and [2, 3] do not broadcast: sizes 4 and 2 meet',
    ],
    [
      'a stack',
      () => tf.engine().runKernel('Pack', [tf.zeros([2]), tf.zeros([3])] as never, { axis: 0 }),
      'float32 [2] and float32 [3] do not stack',
    ],
  ])('%s that its kernel refuses is refused in a sentence', (_, run, sentence) => {
    expect(() => count(run, { run: false })).toThrow(sentence);
    expect(tf.getBackend()).toBe('cpu');
  });
});
