/** @file Every distinct call replays to the same kernel, shapes, types and amounts. */
import { beforeAll, describe, expect, it } from 'vitest';
import { TfjsFlopsError } from '../../src/core/errors.ts';
import type { Report } from '../../src/core/report.ts';
import { FORMULAS } from '../../src/formulas/table.ts';
import { profile } from '../../src/profile/profile.ts';
import { LINE_OF } from '../../src/replay/attributes/table.ts';
import { replayModule } from '../../src/replay/module.ts';
import { trainingReport } from '../saved/reports.ts';
import { useBackend } from '../support/backend.ts';
import { narrowWorkload } from '../support/narrow-zoo.ts';
import { noRealModels, quickRealModels, realReport } from '../support/real-models.ts';
import { difference } from './replayed.ts';

beforeAll(() => useBackend('wasm'));

/** Calls that differ from their replay, with how; refused ones with the reason. */
const wrongIn = (report: Report): readonly string[] =>
  report.calls.flatMap((call, index) => {
    let found: string | null;
    try {
      found = difference(report, index, replayModule(report, index));
    } catch (error) {
      if (!(error instanceof TfjsFlopsError)) throw error;
      found = error.message;
    }
    return found === null ? [] : [`${index} ${call.kernel}: ${found}`];
  });

it('there is a line for each kernel that has a formula', () => {
  const run = Object.entries(FORMULAS).filter(([, formula]) => formula?.state !== 'unknown');
  expect(run.length).toBeGreaterThan(150);
  expect(run.map(([kernel]) => kernel).filter((kernel) => !LINE_OF.has(kernel))).toEqual([]);
});

describe('every distinct call replays', () => {
  it.each(['mobilenet-v2', 'resnet50', 'deit-ti16-distilled'])('%s', async (name) => {
    const report = await profile(narrowWorkload(name, { imageSize: 32, classes: 10 }), { runs: 0 });
    expect(report.calls.length).toBeGreaterThan(20);
    expect(wrongIn(report)).toEqual([]);
  });

  it('of a training step', () => {
    const report = trainingReport();
    expect(report.calls.length).toBeGreaterThan(10);
    expect(wrongIn(report)).toEqual([]);
  });
});

describe.skipIf(noRealModels)('every distinct call of real models replays', () => {
  it.each(quickRealModels('replayed real models'))('%s', async (name) => {
    const report = await realReport(name);
    expect(report.calls.length).toBeGreaterThan(20);
    expect(wrongIn(report)).toEqual([]);
  });
});
