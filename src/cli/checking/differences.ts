/** @file What else than its cost a report has otherwise than its baseline: of such two some figures are not of the same thing. */
import type { Report } from '../../core/report.ts';

const from = (what: string, before: string | undefined, now: string | undefined): string[] =>
  before === undefined || now === undefined || before === now ? [] : [`${what} ${before} → ${now}`];

/** Notes for below a verdict; none where both ran alike. */
export function differenceNotes(report: Report, baseline: Report, name: string): readonly string[] {
  const differing = [
    ...from('model', baseline.model, report.model),
    ...from('backend', baseline.backend, report.backend),
    ...from('tfjs', baseline.environment.tfjs, report.environment.tfjs),
  ];
  if (differing.length === 0) return [];
  const isElsewhere =
    baseline.backend !== report.backend || baseline.environment.tfjs !== report.environment.tfjs;
  const caution = isElsewhere ? ': kernel calls and bytes may differ for that alone' : '';
  return [`otherwise than in ${name}: ${differing.join(', ')}${caution}`];
}
