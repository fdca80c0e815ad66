/** @file What must not be in a report at all: kernels, unknown ones, findings. */
import type { Report } from '../core/report.ts';
import { rowName } from '../core/writing.ts';
import { NOTHING_SAID, type Breach } from './breach.ts';
import type { ReadBudget } from './budget.ts';
import { costliestRows, type RowFigure } from './pairs.ts';

/** Rows in which a kernel ran, with how often. */
function rowsOfKernel({ entries, calls, layers }: Report, kernel: string): RowFigure[] {
  return layers.flatMap((layer, row) => {
    const own = entries.filter(({ scope, call }) => scope === layer.scope && calls[call]!.kernel === kernel);
    const actual = own.reduce((sum, entry) => sum + entry.calls, 0);
    return actual === 0 ? [] : [{ name: rowName(layer), row, before: null, actual, attributes: [] }];
  });
}

/** A breach for each of a budget's bans that the report breaks. */
export function bannedBreaches(report: Report, { noKernel, noUnknown, noFinding }: ReadBudget): Breach[] {
  const kernels = [...new Set(noKernel)].flatMap((of): Breach[] => {
    const actual = report.kernels.find(({ kernel }) => kernel === of)?.calls ?? 0;
    if (actual === 0) return [];
    const rows = rowsOfKernel(report, of);
    return [{ ...NOTHING_SAID, limit: 'noKernel', of, figure: 'kernelCalls', actual, allowed: 0, rows }];
  });
  const actual = report.total.unknownCalls;
  const rows = costliestRows(report, 'unknownCalls');
  const unknown: Breach[] =
    noUnknown && actual > 0
      ? [{ ...NOTHING_SAID, limit: 'noUnknown', figure: 'unknownCalls', actual, allowed: 0, rows }]
      : [];
  const findings = report.findings
    .filter(({ rule }) => noFinding.includes(rule))
    .map((finding): Breach => {
      const named = finding.rows.map((row) => {
        const layer = report.layers[row]!;
        return {
          name: rowName(layer),
          row,
          before: null,
          actual: layer.counted.multiplyAdds,
          attributes: [],
        };
      });
      return { ...NOTHING_SAID, limit: 'noFinding', of: finding.rule, what: finding.what, rows: named };
    });
  return [...kernels, ...unknown, ...findings];
}
