/**
 * @file Timed tables add up: the nine networks at a small size, and real models where there are any. Rows and kernels to
 * the total in every column, times and shares as printed; two runs print the same rows; no row is above its roof.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { ZOO, zooWorkload } from '../../models/index.ts';
import type { Workload } from '../../src/core/workload.ts';
import { profile, type Report } from '../../src/index.ts';
import { printedRows, unevenIn } from '../support/adds-up.ts';
import { useBackend } from '../support/backend.ts';
import { usualOf } from '../support/large.ts';
import { noRealModels, REAL_MODELS, realWorkload, type RealModel } from '../support/real-models.ts';

beforeAll(() => useBackend('wasm'));

async function expectEven(workload: Workload, runs = 2): Promise<void> {
  const reports: Report[] = [];
  for (let i = 0; i < 2; i++) reports.push(await profile(workload, { runs, peaks: true }));
  expect(unevenIn(...reports)).toEqual([]);
  expect(printedRows(reports[1]!)).toEqual(printedRows(reports[0]!));
}

const ALL = ZOO.map(({ name }) => name);
const networks = usualOf('networks', ALL, ['mobilenet-v2', 'deit-ti16']);

describe('networks', () => {
  it.each(
    ZOO.filter(({ name }) => networks.includes(name)).map(
      ({ name, patchSize = 16 }) => [name, 2 * patchSize] as const,
    ),
  )('%s at %i pixels', (name, imageSize) => expectEven(zooWorkload(name, { imageSize, classes: 10 })));
});

describe.skipIf(noRealModels)('real models', () => {
  /** A pass of them takes as long as all passes of the others. */
  const SLOW = new Set<RealModel>(['hf-vit-ti16', 'mobilevit-xxs']);
  const usual = ['blazeface-front', 'hf-bert-tiny'] as const;
  it.each(usualOf('real models', REAL_MODELS, usual))('%s', async (name) =>
    expectEven(await realWorkload(name), SLOW.has(name) ? 1 : 2),
  );
});

it('a row that is gone, a time that is a median of its own, and one below its roof are seen', async () => {
  const report = await profile(zooWorkload('mobilenet-v2', { imageSize: 32, classes: 10 }), {
    runs: 2,
    peaks: true,
  });
  const planted: Readonly<Record<string, Report>> = {
    'a row is gone': {
      ...report,
      layers: report.layers.filter(({ counted }, i) => i > 3 || counted.multiplyAdds === 0),
    },
    'a kernel stands twice': { ...report, kernels: [...report.kernels, report.kernels[0]!] },
    'the total is timed by itself': {
      ...report,
      total: { ...report.total, time: { ...report.total.time!, meanMs: 1.2 * report.total.time!.meanMs } },
    },
    'a row is faster than its roof': {
      ...report,
      layers: report.layers.map((row) => ({
        ...row,
        time: row.time && { ...row.time, meanMs: row.time.meanMs / 1e4 },
      })),
    },
  };
  const missed = Object.entries(planted).filter(([, fault]) => unevenIn(fault, fault).length === 0);
  console.log(
    `tables that do not add up: ${Object.keys(planted).length - missed.length} of ${Object.keys(planted).length} seen`,
  );
  expect(missed.map(([name]) => name)).toEqual([]);
});
