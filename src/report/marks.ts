/** @file Which rows the findings about time are about: `▲` after their share of time. */
import type { LayerRow, Report } from '../core/report.ts';

/** The scopes of the rows that a finding on time names. */
export const markedRows = ({ findings, layers }: Report): ReadonlySet<number | null> =>
  new Set(
    findings
      .filter(({ marks }) => marks === 'time')
      .flatMap(({ rows }) => rows)
      .flatMap((row) => layers[row]?.scope ?? []),
  );

const msOf = (rows: readonly LayerRow[]): number =>
  rows.reduce((sum, { time }) => sum + (time?.meanMs ?? 0), 0);

/** Whether marked rows take most of a line's time; a mark on every group that contains a marked row would be useless. */
export function isMostlyMarked(rows: readonly LayerRow[], marked: ReadonlySet<number | null>): boolean {
  const ms = msOf(rows.filter(({ scope }) => marked.has(scope)));
  return ms > 0 && ms >= msOf(rows) / 2;
}
