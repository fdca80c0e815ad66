/** @file Live models on wasm, counted where they are: nothing is moved or changed, whatever was counted. */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/core/report.ts';
import { count } from '../../src/profile/count.ts';
import { countShapes } from '../../src/profile/count-shapes.ts';

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
