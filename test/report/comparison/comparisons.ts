/** @file Comparisons of reports whose times are made up: what was compared, and how much faster one is. */
import { zooWorkload } from '../../../models/index.ts';
import type { Comparison, Pairing } from '../../../src/core/comparison.ts';
import type { Report, Time } from '../../../src/core/report.ts';
import { comparisonOf } from '../../../src/compare/candidates.ts';
import { profile } from '../../../src/profile/profile.ts';

/** Of a real run, untimed. */
export const reportOf = (name: string): Promise<Report> =>
  profile(zooWorkload(name, { imageSize: 32, classes: 10 }), { runs: 0 });

const RUNS = 10;
const time = (meanMs: number, madMs = 0, runs = RUNS): Time => ({ meanMs, madMs, firstMs: 9, runs });

/** A report whose layers take made-up times: row i takes (i + 1) · `factor` µs. */
export const timed = (report: Report, factor: number, madMs = 0, runs = RUNS): Report => ({
  ...report,
  layers: report.layers.map((row, i) => ({ ...row, time: time(((i + 1) * factor) / 1000, madMs, runs) })),
  total: { ...report.total, time: time(factor, madMs, runs), wall: time(2 * factor) },
});

export const models = (a: Report, b: Report): Comparison =>
  comparisonOf(
    'models',
    [
      { label: 'A', report: a },
      { label: 'B', report: b },
    ],
    null,
    [],
  );

export const backends = (reports: Readonly<Record<string, Report>>): Comparison =>
  comparisonOf(
    'backends',
    Object.entries(reports).map(([label, report]) => ({ label, report })),
    null,
    [],
  );

export const pairing = (
  faster: number,
  slower: number,
  low: number,
  median: number,
  high: number,
): Pairing => ({
  faster,
  slower,
  ratio: { low, median, high, confidence: 0.9912 },
  isSame: low <= 1 && high >= 1,
});
