/** @file A function that returns a model runs none: it is told, where the report was a table of nothing. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { count, countShapes, profile } from '../../src/index.ts';

const make = (): tf.LayersModel =>
  tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
const SENTENCE =
  'the function returned a Sequential, a model that it does not run. Give the model itself, or write () => model.predict(x).';

it('in count, countShapes and profile, made now or later', async () => {
  const [model, options] = [make(), { runs: 0 }];
  expect(() => count(() => model)).toThrow(SENTENCE);
  await expect(countShapes(() => model)).rejects.toThrow(SENTENCE);
  await expect(profile(make, options)).rejects.toThrow(SENTENCE);
  await expect(profile(async () => model, options)).rejects.toThrow(SENTENCE);
  expect(model.weights.every((weight) => weight.read().isDisposed)).toBe(false);
});

it('a graph model that was made and never loaded', async () => {
  await expect(profile(new tf.GraphModel('https://example.org/model.json'))).rejects.toThrow(
    'got a GraphModel. Load it: await tf.loadGraphModel(url).',
  );
});
