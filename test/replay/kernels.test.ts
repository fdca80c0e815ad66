/** @file Replays of every kernel of the cpu backend, of those that only move data in several forms, and planted faults. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { TfjsFlopsError } from '../../src/core/errors.ts';
import type { Report } from '../../src/core/report.ts';
import { count } from '../../src/profile/count.ts';
import { profile } from '../../src/profile/profile.ts';
import { replayModule } from '../../src/replay/module.ts';
import { opsOfEveryKernel } from '../formulas/every-kernel.ts';
import { useBackend } from '../support/backend.ts';
import { narrowWorkload } from '../support/narrow-zoo.ts';
import { difference } from './replayed.ts';

beforeAll(() => useBackend('cpu'));

interface Outcome {
  readonly replayed: number;
  /** Kernels that are refused, with the reason. */
  readonly refused: Readonly<Record<string, string>>;
  readonly wrong: readonly string[];
}

function outcomeOf(reports: readonly Report[]): Outcome {
  const refused: Record<string, string> = {};
  const wrong: string[] = [];
  let replayed = 0;
  for (const report of reports)
    for (const [index, { kernel }] of report.calls.entries())
      try {
        const found = difference(report, index, replayModule(report, index));
        if (found === null) replayed += 1;
        else wrong.push(`${kernel}: ${found}`);
      } catch (error) {
        if (!(error instanceof TfjsFlopsError)) throw error;
        refused[kernel] = error.what;
      }
  return { replayed, refused, wrong };
}

/** Kernels whose attributes no formula reads, and which a formula reads in part. */
const MOVES: Readonly<Record<string, () => unknown>> = {
  transposes: () => [
    tf.ones([2, 3, 4]).transpose([2, 0, 1]),
    tf.ones<tf.Rank.R4>([1, 8, 8, 3]).transpose([0, 2, 1, 3]),
    tf.ones([5, 5]).transpose(),
    tf.ones([3, 5, 3, 5]).transpose([3, 2, 1, 0]),
  ],
  slices: () => [
    tf.ones([4, 6]).slice([1, 2], [2, 3]),
    tf.stridedSlice(tf.ones([6, 8]), [1, 0], [5, 8], [2, 3]),
    tf.stridedSlice(tf.ones([6, 8]), [1, 0], [2, 8], [1, 1], 0, 0, 0, 0, 1),
    tf.stridedSlice(tf.ones([6, 8]), [0, 0, 0], [6, 1, 8], [1, 1, 1], 0, 0, 0, 2, 0),
  ],
  'joins and parts': () => [
    tf.concat([tf.ones([2, 3]), tf.ones([2, 5])], 1),
    tf.concat([tf.ones([2, 2, 3]), tf.ones([1, 2, 3])], 0),
    tf.stack([tf.ones([2, 3]), tf.ones([2, 3])], 1),
    tf.unstack(tf.ones([2, 3, 2]), 1),
    tf.split(tf.ones([2, 6]), [1, 2, 3], 1),
  ],
  'borders and copies': () => [
    tf.pad(tf.ones([2, 3]), [[0, 1], [2, 0]]), // prettier-ignore
    tf.mirrorPad(tf.ones([3, 3]), [[1, 1], [2, 2]], 'reflect'), // prettier-ignore
    tf.tile(tf.ones([2, 3]), [2, 1]),
    tf.reverse(tf.ones([2, 3]), [0, 1]),
    tf.broadcastTo(tf.ones([1, 3]), [4, 3]),
  ],
  'gathers and scatters': () => [
    tf.gather(tf.ones([7, 3]), tf.tensor1d([6, 2], 'int32')),
    tf.gather(tf.ones([7, 3, 5]), tf.tensor2d([[1], [2]], [2, 1], 'int32'), 1),
    tf.gather(tf.ones([2, 7, 3]), tf.tensor2d([[6, 1], [2, 3]], [2, 2], 'int32'), 1, 1), // prettier-ignore
    tf.gatherND(tf.ones([4, 5]), tf.tensor2d([[3, 4]], [1, 2], 'int32')),
    tf.oneHot(tf.tensor1d([2, 0], 'int32'), 3),
    tf.sparseToDense(tf.tensor1d([1, 2], 'int32'), tf.ones([2]), [4], 0),
    tf.tensorScatterUpdate(tf.ones([4]), tf.tensor2d([[1]], [1, 1], 'int32'), tf.ones([1])),
  ],
  blocks: () => [
    tf.spaceToBatchND(tf.ones([1, 4, 6, 2]), [2, 2], [[0, 0], [0, 0]]), // prettier-ignore
    tf.spaceToBatchND(tf.ones([1, 5, 4, 2]), [2, 2], [[1, 0], [0, 0]]), // prettier-ignore
    tf.batchToSpaceND(tf.ones([4, 2, 3, 2]), [2, 2], [[0, 1], [0, 0]]), // prettier-ignore
    tf.depthToSpace(tf.ones<tf.Rank.R4>([1, 2, 3, 8]), 2),
  ],
  'shapes and types': () => [
    tf.ones([2, 3]).reshape([3, 2]).expandDims(1).squeeze(),
    tf.ones([2]).cast('int32'),
    tf.range(0, 5, 1, 'int32'),
    tf.onesLike(tf.ones([2])),
    tf.complex([1, 2], [3, 4]),
    tf.image.flipLeftRight(tf.ones<tf.Rank.R4>([1, 2, 2, 3])),
  ],
  'windows': () => [
    tf.maxPool(tf.ones<tf.Rank.R4>([1, 13, 11, 2]), 3, 2, 'same'),
    tf.maxPool(tf.ones<tf.Rank.R4>([1, 12, 12, 2]), 3, 2, 1),
    tf.avgPool(tf.ones<tf.Rank.R4>([1, 7, 7, 2]), 7, 1, 'valid'),
    tf.conv2d(tf.ones<tf.Rank.R4>([1, 3, 9, 9]), tf.ones<tf.Rank.R4>([3, 3, 3, 4]), 2, 1, 'NCHW'),
    tf.conv2dTranspose(tf.ones<tf.Rank.R4>([1, 4, 4, 2]), tf.ones<tf.Rank.R4>([3, 3, 5, 2]), [1, 8, 8, 5], 2, 'same'),
    tf.conv3d(tf.ones<tf.Rank.R5>([1, 4, 4, 4, 2]), tf.ones<tf.Rank.R5>([2, 2, 2, 2, 3]), 1, 'same'),
  ], // prettier-ignore
  products: () => [
    tf.matMul(tf.ones([3, 4]), tf.ones([5, 4]), false, true),
    tf.matMul(tf.ones([4, 3]), tf.ones([4, 5]), true),
    tf.fused.matMul({ a: tf.ones([2, 4]), b: tf.ones([4, 4]), bias: tf.ones([4]), activation: 'leakyrelu' }),
    tf.einsum('bij,bjk->bik', tf.ones([2, 3, 4]), tf.ones([2, 4, 5])),
  ],
  sums: () => [
    tf.sum(tf.ones([2, 3, 4]), 1),
    tf.sum(tf.ones([2, 3, 4]), [0, 2], true),
    tf.mean(tf.ones([8, 8, 3]), 0),
    tf.max(tf.ones([2, 3]), 1, true),
    tf.argMax(tf.ones([3, 3, 2]), 1),
  ],
};

describe('replays', () => {
  it.each(Object.entries(MOVES))('%s', (_, run) => {
    const { replayed, refused, wrong } = outcomeOf([count(run)]);
    expect({ refused, wrong }).toEqual({ refused: {}, wrong: [] });
    expect(replayed).toBeGreaterThan(3);
  });

  it('every kernel, or says in a sentence why not', () => {
    const { replayed, refused, wrong } = outcomeOf(opsOfEveryKernel().map((op) => count(() => op())));
    expect(wrong).toEqual([]);
    expect(replayed).toBeGreaterThan(150);
    expect(Object.keys(refused).toSorted()).toEqual(['RaggedRange', 'SparseSegmentMean', 'SparseSegmentSum']);
    for (const why of Object.values(refused))
      expect(why).toMatch(/^Call \d+ \(\w+\) cannot be replayed: the size/);
  });
});

/** What a module can get wrong of a call, one at a time: texts in which it is planted. */
function faultsIn(text: string): readonly string[] {
  const lines = text.split('\n');
  const changed = (pattern: RegExp, by: string | ((found: string) => string)): readonly string[] =>
    lines.flatMap((line, i) => {
      const now = typeof by === 'string' ? line.replace(pattern, by) : line.replace(pattern, by);
      return now === line ? [] : [lines.with(i, now).join('\n')];
    });
  return [
    // A shape.
    ...changed(/(?<=tf\.\w+\(\[(?:\d+, )*)\d+(?=\])/, (size) => String(Number(size) + 1)),
    // A type.
    ...changed(/"float32"/, '"int32"'),
    // An attribute that shapes or work depend on.
    ...changed(/^ {2}(?:strides|pad|perm|shape|begin|activation|paddings|numOrSizeSplits): .*/, ''),
  ];
}

it('planted faults are all seen: a shape, a type, an attribute', async () => {
  let planted = 0;
  const missed: string[] = [];
  for (const name of ['mobilenet-v2', 'deit-ti16']) {
    const report = await profile(narrowWorkload(name, { imageSize: 32, classes: 10 }), { runs: 0 });
    for (const index of report.calls.keys())
      for (const text of faultsIn(replayModule(report, index))) {
        planted += 1;
        if (difference(report, index, text) === null) missed.push(text);
      }
  }
  expect(missed).toEqual([]);
  expect(planted).toBeGreaterThan(300);
});
