/**
 * @file `npm run shapes`: 300 random architectures and all small graphs of the tests, each run and counted on shapes: the
 * same kernels on the same tensors in the same order.
 */
import * as tf from '@tensorflow/tfjs';
import { comparedArchitecture, comparedGraph, type Compared } from '../test/shape/random.ts';
import { GRAPH_CASES } from '../test/theory/graph/cases.ts';
import { randomCnn, randomVit } from '../test/whole/random/architecture.ts';

const [CNNS, VITS] = [240, 60];

tf.enableProdMode();
await tf.setBackend('cpu');

function report(what: string, tried: readonly (readonly [name: string, run: () => Compared])[]): void {
  let kernels = 0;
  let equal = 0;
  for (const [name, run] of tried) {
    const found = run();
    kernels += found.kernels;
    if (found.difference === null) equal++;
    else {
      process.exitCode = 1;
      console.log(`${name}: ${found.difference}`);
    }
  }
  console.log(`${equal} of ${tried.length} ${what} equal, ${kernels} kernel calls`);
}

const seeds = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i);

report('random architectures', [
  ...seeds(1, CNNS).map((seed) => [`CNN ${seed}`, () => comparedArchitecture(randomCnn(seed))] as const),
  ...seeds(1 + CNNS, VITS).map(
    (seed) => [`ViT ${seed}`, () => comparedArchitecture(randomVit(seed))] as const,
  ),
]);
report(
  'small graphs',
  GRAPH_CASES.map((graph) => [graph.name, () => comparedGraph(graph)] as const),
);
