/** @file A graph model that was disposed of is told as one, not as a kernel that a backend refuses. */
import { beforeAll, expect, it } from 'vitest';
import { count, countShapes, profile } from '../../src/index.ts';
import { useBackend } from '../support/backend.ts';
import { artifactsOf, TWO_PRODUCTS } from '../support/graph-def.ts';

let tf: Awaited<ReturnType<typeof useBackend>>;
beforeAll(async () => {
  tf = await useBackend('cpu');
});

it('in profile, countShapes and count', async () => {
  const graph = await tf.loadGraphModel(tf.io.fromMemory(artifactsOf(TWO_PRODUCTS)));
  graph.dispose();
  const sentence = (name: string): string => `the weights of ${name} are disposed. Load the model again.`;
  await expect(profile(graph, { runs: 0 })).rejects.toThrow(sentence('the graph model'));
  await expect(countShapes(graph)).rejects.toThrow(sentence('the graph model'));
  expect(() => count(() => graph.predict(tf.ones([1, 6])), { models: [graph] })).toThrow(
    sentence('models[0]'),
  );
});
