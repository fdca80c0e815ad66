/** @file A number of a saved report that is not the sum of its parts is told by its name. */
import { beforeAll, expect, it } from 'vitest';
import type { Report } from '../../src/core/report.ts';
import { readReport } from '../../src/saved/read.ts';
import { writeReport } from '../../src/saved/write.ts';
import { useBackend } from '../support/backend.ts';
import { timedReport, trainingReport, zooReport } from './reports.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

let reports: readonly Report[];

beforeAll(async () => {
  await useBackend('cpu');
  // With a textbook, times, batch norms and shared weights; and with phases.
  reports = [await zooReport('mobilenet-v2'), await timedReport(), trainingReport()];
});

/** Numbers, each with what sets it and where it stands. */
function* numbers(value: Json, at: string): Generator<{ at: string; set: (to: number) => void; is: number }> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const place = Array.isArray(value) ? `${at}[]` : at === '' ? key : `${at}.${key}`;
    const holder = value as { [key: string]: Json };
    if (typeof inner === 'number') yield { at: place, is: inner, set: (to) => (holder[key] = to) };
    else yield* numbers(inner, place);
  }
}

/** Sums, parts of sums, and what follows from them. */
const IS_ADDED =
  /^(?:total\.(?:counted|byTerm|parameters|theory|bridges|phases|inBounds|onZeros|calls|unknownCalls|upperBoundCalls|outputBytes|bytes|residual|theoryCovers|comparedRows|agreeingRows)|(?:layers|kernels)\[\]\.(?:byTerm|parameters|bridges|inBounds|onZeros|calls|unknownCalls|upperBoundCalls|outputBytes|bytes|distinctCalls)|(?:total|layers\[\]|kernels\[\])\.time\.(?:meanMs|firstMs)|entries\[\]\.(?:calls|time\.(?:meanMs|firstMs))|calls\[\]\.cost\.work\[\]\.factors|theory\[\]\.(?:parameters|uses\[\]\.(?:calls|work))|memory\.(?:weightBytes|peakBytes))\b/;
/** A mean's deviation; a phase, whose bytes alone nothing is compared with; what theory derives beside multiply-adds. */
const IS_FREE = /\.madMs$|phases\.\w+\.(?:outputBytes|bytes)$|uses\[\]\.work\[\]\.factors/;

it('in 250 and more places of three reports', () => {
  let changed = 0;
  const taken = new Set<string>();
  for (const report of reports) {
    const file = JSON.parse(writeReport(report)) as Json;
    const seen = new Map<string, number>();
    for (const { at, is, set } of numbers(file, '')) {
      if (!IS_ADDED.test(at) || IS_FREE.test(at)) continue;
      // Of a list of rows the first ones.
      seen.set(at, (seen.get(at) ?? 0) + 1);
      if (seen.get(at)! > 3) continue;
      set(is + 1);
      try {
        readReport(JSON.stringify(file));
        taken.add(at);
      } catch (error) {
        expect(String(error)).toMatch(/the text is damaged: [\w.[\]]+ .+\./);
      }
      set(is);
      changed += 1;
    }
  }
  expect([...taken]).toEqual([]);
  expect(changed).toBeGreaterThan(250);
});

it('where work moved from one row to another, which leaves all sums as they were', () => {
  const file = JSON.parse(writeReport(reports[0]!)) as { entries: { scope: number; call: number }[] };
  const [first] = file.entries;
  file.entries[0] = { ...first!, scope: first!.scope + 1 };
  expect(() => readReport(JSON.stringify(file))).toThrow(
    /layers\[\d+\]\.\S+ is \d+, but its calls add up to \d+/,
  );
});

it('where the total, which scripts read, is not the sum of its terms', () => {
  const file = JSON.parse(writeReport(reports[0]!)) as { total: { counted: { multiplyAdds: number } } };
  const { multiplyAdds } = file.total.counted;
  file.total.counted.multiplyAdds = 2 * multiplyAdds;
  expect(() => readReport(JSON.stringify(file), 'cost.json')).toThrow(
    `cost.json is damaged: total.counted.multiplyAdds is ${2 * multiplyAdds}, but its terms add up to ${multiplyAdds}.`,
  );
});
