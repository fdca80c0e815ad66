/**
 * @file Run as a process of its own, in which no part of tfjs can be imported: derives the rows of a small graph, and
 * of a real model's folder where one is given, and prints their multiply-adds.
 */
import { countsOf } from '../../../src/core/work.ts';
import type { GraphArchitecture } from '../../../src/core/theory.ts';
import { deriveGraphRows } from '../../../src/theory/graph/derive.ts';
import { architectureOf, input, node, weight } from './build.ts';
import { readGraphModel } from './real.ts';

const multiplyAddsOf = (architecture: GraphArchitecture): number =>
  deriveGraphRows(architecture)
    .flatMap((row) => (row.state === 'derived' ? row.uses : []))
    .reduce((sum, { work }) => sum + countsOf(work).multiplyAdds, 0);

const isRefused = await import('@tensorflow/tfjs-core').then(
  () => false,
  () => true,
);

const folder = process.argv[2];
const tokens = [1, 128];
const small = architectureOf({
  sources: { x: input(3, 5), w: weight(5, 4) },
  nodes: [node('product', 'MatMul', ['x', 'w'])],
});
const bert =
  folder && readGraphModel(folder, { input_ids: tokens, attention_mask: tokens, token_type_ids: tokens });

console.log(
  JSON.stringify({ isRefused, small: multiplyAddsOf(small), real: bert ? multiplyAddsOf(bert) : null }),
);
