/** @file Two saved reports are compared as the live models are: the same cells, the same changes. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { zooWorkload } from '../../models/index.ts';
import { compare } from '../../src/compare/compare.ts';
import { compareReports } from '../../src/compare/reports.ts';
import { formatComparison } from '../../src/report/comparison/table.ts';
import { readReport } from '../../src/saved/read.ts';
import { writeReport } from '../../src/saved/write.ts';
import type { Profilable } from '../../src/session/session.ts';
import { nestedModel } from '../report/reports.ts';
import { useBackend } from '../support/backend.ts';
import { NAMES, network, SIZES } from './models.ts';

beforeAll(() => useBackend('cpu'));

const small = { imageSize: 32, classes: 10 };
const renamed = { ...NAMES, stem: 'first', project: 'second' };

const PAIRS: readonly (readonly [string, () => readonly [Profilable, Profilable]])[] = [
  ['a model and itself', () => [network(), network()]],
  ['two layers renamed', () => [network(), network(renamed)]],
  ['wider', () => [network(), network(NAMES, { ...SIZES, wide: 9, classes: 4 })]],
  ['a larger image', () => [network(), network(NAMES, { ...SIZES, image: 16 })]],
  ['models in a model, and none', () => [nestedModel(), network()]],
  ['two of the zoo', () => [zooWorkload('mobilenet-v1', small), zooWorkload('mobilenet-v2', small)]],
];

it.each(PAIRS)('%s', async (_, models) => {
  const [a, b] = models();
  const live = await compare(a, b, { runs: 0 });
  const saved = compareReports(
    ...(live.candidates.map(({ report }) => readReport(writeReport(report))) as [never, never]),
  );
  expect(saved.changes).toEqual(live.changes);
  for (const depth of [1, 'all'] as const)
    expect(formatComparison(saved, { depth })).toBe(formatComparison(live, { depth }));
  for (const model of [a, b]) if (model instanceof tf.LayersModel) model.dispose();
});
