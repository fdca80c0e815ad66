/** @file `compareReports`: two reports, just made or saved, side by side. */
import type { Comparison } from '../core/comparison.ts';
import type { Report } from '../core/report.ts';
import { checkReport } from '../report/check.ts';
import { comparisonOf } from './candidates.ts';

/**
 * Two reports of any model, machine or day: counts, what changed from `a` to `b`, and times where both have them, which
 * are of two profiles and no pairs: who is faster is not said.
 * @throws TfjsFlopsError `invalid-input` for anything but two reports
 * @example
 * console.log(formatComparison(compareReports(before, after)));
 */
export function compareReports(a: Report, b: Report): Comparison {
  for (const report of [a, b]) checkReport(report, 'compareReports()');
  const given = [
    { label: 'A', report: a },
    { label: 'B', report: b },
  ];
  return comparisonOf('models', given, null, []);
}
