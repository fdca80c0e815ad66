/** @file What layers, optimizers and callers keep from a count without a run: it is as it was before, or has no values. */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { TfjsFlopsError } from '../../src/core/errors.ts';
import { count } from '../../src/profile/count.ts';
import { countShapes } from '../../src/profile/count-shapes.ts';
import { profile } from '../../src/profile/profile.ts';

beforeAll(() => tf.setBackend('wasm'));

const [batch, steps, features, units] = [2, 4, 3, 5];
const sequence = (): tf.Tensor => tf.randomUniform([batch, steps, features], 0, 1, 'float32', 1);
const valuesOf = (tensor: unknown): readonly number[] => [...(tensor as tf.Tensor).dataSync()];

const STATEFUL: Readonly<Record<string, () => tf.layers.Layer>> = {
  LSTM: () => tf.layers.lstm({ units, stateful: true, batchInputShape: [batch, steps, features] }),
  GRU: () => tf.layers.gru({ units, stateful: true, batchInputShape: [batch, steps, features] }),
  Bidirectional: () =>
    tf.layers.bidirectional({
      layer: tf.layers.simpleRNN({ units, stateful: true }),
      batchInputShape: [batch, steps, features],
      mergeMode: 'concat',
    }),
};

/** Two models of one kind, with the same weights, each after its first call. */
function twins(layer: () => tf.layers.Layer, x: tf.Tensor): readonly [tf.LayersModel, tf.LayersModel] {
  const [one, other] = [tf.sequential({ layers: [layer()] }), tf.sequential({ layers: [layer()] })];
  other.setWeights(one.getWeights());
  tf.dispose([one.predict(x), other.predict(x)]);
  return [one, other];
}

describe('the state of a recurrent layer', () => {
  it.each(Object.keys(STATEFUL))('of %s is what it was before', async (name) => {
    const x = sequence();
    const [counted, other] = twins(STATEFUL[name]!, x);
    const before = tf.memory();
    await countShapes(counted, { batch });
    count(() => counted.predict(x), { run: false });
    const fails = (): never => {
      counted.predict(x);
      throw new Error('half-way');
    };
    expect(() => count(fails, { run: false })).toThrow('half-way');
    expect(tf.memory()).toEqual(before);
    expect(valuesOf(counted.predict(x))).toEqual(valuesOf(other.predict(x)));
    counted.resetStates();
    other.resetStates();
    expect(valuesOf(counted.predict(x))).toEqual(valuesOf(other.predict(x)));
  });

  it('and its cell are no reason to leave a profile unchecked', async () => {
    const model = tf.sequential({ layers: [STATEFUL['LSTM']!()] });
    expect((await profile(model, { batch, runs: 0 })).environment.shapeCheck).toBeUndefined();
  });
});

it('an optimizer has taken no step, and goes on with a backend that has no cpu beside it', async () => {
  const dense = (): tf.LayersModel =>
    tf.sequential({
      layers: [tf.layers.dense({ units, inputShape: [features], kernelInitializer: 'ones' })],
    });
  const [counted, other] = [dense(), dense()];
  const [optimizer, same] = [tf.train.adam(0.1), tf.train.adam(0.1)];
  const x = tf.ones([batch, features]);
  const step = (model: tf.LayersModel, by: tf.Optimizer): void =>
    void by.minimize(() => tf.mean(tf.square(model.predict(x) as tf.Tensor)));
  const variablesOf = (model: tf.LayersModel): readonly number[] => valuesOf(model.getWeights()[0]);
  const cpu = tf.findBackendFactory('cpu');
  tf.removeBackend('cpu');
  try {
    count(() => step(counted, optimizer), { models: [counted], run: false });
    expect(optimizer.iterations).toBe(0);
    step(counted, optimizer);
    step(other, same);
  } finally {
    tf.registerBackend('cpu', cpu, 1);
  }
  expect(variablesOf(counted)).toEqual(variablesOf(other));
  expect(optimizer.iterations).toBe(1);
});

describe('a tensor that is kept', () => {
  const message = 'A float32 tensor [200, 200] is read that was made while kernels computed nothing';

  it('has no values where these are not known', async () => {
    const images = tf.ones([200, 200]);
    let kept = tf.scalar(0) as tf.Tensor;
    const keep = (): void => void (kept = tf.keep(tf.add(images, 1)));
    count(keep, { run: false });
    expect(() => kept.dataSync()).toThrow(message);
    expect(() => tf.add(kept, 1).dataSync()).toThrow(TfjsFlopsError);
    await expect(kept.data()).rejects.toThrow(message);
  });

  it('has its own values where they follow from known ones', () => {
    let kept = tf.scalar(0) as tf.Tensor;
    count(() => (kept = tf.keep(tf.add(tf.tensor1d([1, 2]), 1))), { run: false });
    expect(valuesOf(kept)).toEqual([2, 3]);
  });
});
