/**
 * @file Weights of a custom layer that tfjs knows nothing of, wherever it keeps them: in lists, objects and maps they are found
 * beforehand, elsewhere by the kernel that reads them.
 */
import { beforeAll, expect, it } from 'vitest';
import type * as tfjs from '@tensorflow/tfjs';
import { count, countShapes, layerOf, parameters, scope } from '../../../src/index.ts';
import { useBackend } from '../../support/backend.ts';

let tf: typeof tfjs;
beforeAll(async () => {
  tf = await useBackend('cpu');
});

const [inputs, hidden, width] = [3, 5, 4];
const FIRST = inputs * inputs;
const OWN = inputs * hidden + hidden + (hidden * width + width) + width;

/** An object of a class of the user. */
class Holder {
  readonly kept: readonly unknown[];
  constructor(kept: readonly unknown[]) {
    this.kept = kept;
  }
}

/** What two dense layers and a variable are kept in. */
const PLACES: Readonly<Record<string, (kept: readonly unknown[]) => unknown>> = {
  'a list of lists': (kept) => kept.map((one) => [one]),
  'an object': ([up, down, scale]) => ({ up, rest: { down, scale } }),
  'a map': (kept) => new Map(kept.entries()),
  'a set': (kept) => new Set(kept),
  'an object of another class': (kept) => new Holder(kept),
  nothing: () => null,
};
const AHEAD = new Set(['a list of lists', 'an object', 'a map', 'a set']);

function build(place: string): tfjs.Sequential {
  const [up, down] = [hidden, width].map((units) => tf.layers.dense({ units }));
  const scale = tf.variable(tf.ones([width]));
  class Gate extends tf.layers.Layer {
    static readonly className = `Gate of ${place}`;
    readonly kept = PLACES[place]!([up, down, scale]);
    override call(given: tfjs.Tensor | tfjs.Tensor[]): tfjs.Tensor {
      const x = [given].flat()[0];
      return tf.mul(down!.apply(up!.apply(x!)) as tfjs.Tensor, scale);
    }
    override computeOutputShape(shape: tfjs.Shape): tfjs.Shape {
      return [...shape.slice(0, -1), width];
    }
  }
  tf.serialization.registerClass(Gate);
  const first = tf.layers.dense({ name: 'first', units: inputs, useBias: false, inputShape: [inputs] });
  const model = tf.sequential({ layers: [first, new Gate({ name: 'gate' })] });
  model.predict(tf.ones([1, inputs]));
  return model;
}

it.each(Object.keys(PLACES))('kept in %s', async (place) => {
  const model = build(place);
  for (const { layers, total } of [
    count(() => model.predict(tf.ones([1, inputs]))),
    count(() => model.apply(tf.ones([1, inputs])), { models: [model] }),
    await countShapes(model),
  ]) {
    const all = FIRST + OWN;
    expect(total.parameters).toEqual({ trainable: all, nonTrainable: 0, frozen: 0, total: all });
    expect(layers.find(({ path }) => path.join() === 'gate')?.parameters.total).toBe(OWN);
  }
  // Nothing runs there.
  expect(parameters(model).total).toBe(FIRST + (AHEAD.has(place) ? OWN : 0));
});

it('of a function, the variables that it reads are its own, and an optimizer’s are not', () => {
  const model = build('an object');
  const other = tf.variable(tf.ones([1, width]));
  const optimizer = tf.train.adam();
  const step = (): unknown =>
    optimizer.minimize(() => tf.sum(tf.mul(model.apply(tf.ones([1, inputs])) as tfjs.Tensor, other)));
  step();
  const report = count(step, { models: [model] });
  expect(report.total.parameters).toMatchObject({
    total: FIRST + OWN + width,
    trainable: FIRST + OWN + width,
  });
  expect(report.layers.find(({ kind }) => kind === 'root')?.parameters.total).toBe(width);
  expect(report.total.residual).toBe(0);
});

it('of a network of plain operations, in scopes and outside of them, trainable or not', async () => {
  const [weights, bias] = [tf.variable(tf.ones([inputs, hidden])), tf.variable(tf.zeros([hidden]))];
  const seen = tf.variable(tf.zeros([hidden]), false);
  const step = (): tfjs.Tensor => {
    const up = scope('up', () => tf.add(tf.matMul(tf.ones([1, inputs]), weights), bias));
    return tf.sum(tf.mul(up, seen));
  };
  const expected = {
    total: inputs * hidden + 2 * hidden,
    trainable: inputs * hidden + hidden,
    nonTrainable: hidden,
  };
  const counted = count(step);
  expect(counted.total.parameters).toMatchObject(expected);
  expect(layerOf(counted, 'up').parameters).toMatchObject({
    total: inputs * hidden + hidden,
    nonTrainable: 0,
  });
  expect(counted.findings.map(({ rule }) => rule)).not.toContain('unused-parameters');
  expect((await countShapes(step)).total.parameters).toMatchObject(expected);
  const optimizer = tf.train.adam();
  const trained = count(() => optimizer.minimize(step as () => tfjs.Scalar));
  expect(trained.total.parameters).toMatchObject(expected);
});

it('an input that is a variable is no parameter', () => {
  const model = build('nothing');
  const image = tf.variable(tf.ones([1, inputs]));
  for (const run of [
    () => model.apply(image),
    () => model.predict(image),
    () => model.layers[1]!.apply(image),
  ])
    expect(
      count(run as () => unknown, { models: [model] }).weights.map(({ shape }) => shape),
    ).not.toContainEqual(image.shape);
});
