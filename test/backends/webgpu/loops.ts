/**
 * @file A graph with a loop on webgpu in Node, whose kernels take the number of turns to the GPU, where nothing reads it at
 * once: part of the tests of graphs there.
 */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { isReadableNow } from '../../../src/core/readable-now.ts';
import { countShapes, profile } from '../../../src/index.ts';
import { usualOf } from '../../support/large.ts';
import { artifactsOf, loopAndBranch } from '../../support/graph-def.ts';

/** Each turn waits for the GPU. */
const [ROWS, SIZE, TURNS] = [2, 8, 2];
const PRODUCTS = TURNS * ROWS * SIZE * SIZE;

/** All ways to a live graph. */
const WAYS = {
  'profile(model)': (model: tf.GraphModel) => profile(model, { runs: 0 }),
  'profile(function)': (model: tf.GraphModel) =>
    profile((x: tf.Tensor) => model.executeAsync(x), { models: [model], inputs: [[ROWS, SIZE]], runs: 0 }),
  'countShapes(model)': (model: tf.GraphModel) => countShapes(model),
  'countShapes(function)': (model: tf.GraphModel) =>
    countShapes((x: tf.Tensor) => model.executeAsync(x), { models: [model], inputs: [[ROWS, SIZE]] }),
};
const ways = Object.keys(WAYS) as (keyof typeof WAYS)[];

export function graphsWithLoops(): void {
  const usual = usualOf('ways to a live graph', ways, ['profile(model)', 'countShapes(function)']);
  it.each(usual)('that is live, and ran a loop before, has its theory: %s', async (way) => {
    const model = await tf.loadGraphModel({
      load: async () => artifactsOf(loopAndBranch(ROWS, SIZE, TURNS, true)),
    });
    const x = tf.ones([ROWS, SIZE]);
    const given = async (): Promise<readonly number[]> => {
      const y = (await model.executeAsync(x)) as tf.Tensor;
      const values = await y.data();
      y.dispose();
      return [...values];
    };
    const before = await given();
    const tensors = tf.memory().numTensors;
    const [turns] = model.weights['n']!;
    expect(isReadableNow(turns!.dataId, tf.engine()), 'the plain run took it to the GPU').toBe(false);
    const { total, layers, environment } = await WAYS[way](model);
    expect(total.counted.multiplyAdds).toBe(PRODUCTS);
    expect(total.residual).toBe(0);
    expect(layers.filter(({ theory }) => theory === null)).toEqual([]);
    // Where a value had to be assumed, it would say so.
    expect(environment.shapeCheck).toBeUndefined();
    expect(environment.assumed).toBeUndefined();
    expect(await given()).toEqual(before);
    expect(tf.memory().numTensors).toBe(tensors);
    tf.dispose(x);
    model.dispose();
  });
}
