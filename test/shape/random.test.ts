/** @file A sample of random architectures and small graphs, kernel by kernel; `npm run shapes` has all of them. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { GRAPH_CASES } from '../theory/graph/cases.ts';
import { randomCnn, randomVit } from '../whole/random/architecture.ts';
import { compared, comparedArchitecture, comparedGraph } from './random.ts';

beforeAll(() => tf.setBackend('cpu'));

it.each([1, 2, 3, 5, 8, 13])('CNN %i', (seed) => {
  const { kernels, difference } = comparedArchitecture(randomCnn(seed));
  expect(difference).toBeNull();
  expect(kernels).toBeGreaterThan(0);
});

it.each([241, 242])('vision transformer %i', (seed) => {
  expect(comparedArchitecture(randomVit(seed)).difference).toBeNull();
});

it('every seventh small graph', () => {
  const some = GRAPH_CASES.filter((_, i) => i % 7 === 0);
  const differing = some.flatMap((graph) => {
    const { difference } = comparedGraph(graph);
    return difference === null ? [] : [`${graph.name}: ${difference}`];
  });
  expect(differing).toEqual([]);
});

it('sees one call more, another shape, another type and another order', () => {
  const planted: readonly ((isReal: boolean) => void)[] = [
    (isReal) => void (isReal ? tf.relu(tf.ones([2])) : tf.relu(tf.relu(tf.ones([2])))),
    (isReal) => void tf.relu(tf.ones([isReal ? 2 : 3])),
    (isReal) => void tf.neg(tf.ones([2], isReal ? 'float32' : 'int32')),
    (isReal) => void (isReal ? tf.neg(tf.abs(tf.ones([2]))) : tf.abs(tf.neg(tf.ones([2])))),
  ];
  for (const plant of planted)
    expect(compared(() => plant(tf.getBackend() === 'cpu')).difference).not.toBeNull();
});
