/** @file A row for each kernel, by name. */
import { groupBy } from '../../core/group-by.ts';
import type { Formula } from '../../core/formula.ts';
import type { KernelRow } from '../../core/report.ts';
import { tally } from '../tally.ts';
import type { RowSources } from './sources.ts';

/** One row per kernel name, in order of first use. */
export function kernelRows(sources: RowSources): KernelRow[] {
  const { calls } = sources.trace;
  const ran = sources.trace.entries.filter((entry) => entry.calls > 0);
  return [...groupBy(ran, ({ call }) => calls[call]!.kernel)].map(([kernel, entries]) => {
    const distinct = [...new Set(entries.map(({ call }) => call))];
    const states: readonly Formula['state'][] = distinct.map((call) => sources.costs[call]!.state);
    return {
      kernel,
      state: states.find((state) => state === 'unknown') ?? states[0]!,
      distinctCalls: distinct.length,
      ...tally(entries, sources),
    };
  });
}
