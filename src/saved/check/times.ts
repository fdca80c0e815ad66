/**
 * @file Whether times and executed instructions add up: times are whole steps, whose sums are exact, and each of a row, a
 * kernel and an entry is over the same passes.
 */
import { INSTRUCTIONS, type Instructions } from '../../core/instructions.ts';
import type { Report, Time } from '../../core/report.ts';
import type { Fault } from './schema.ts';

interface Measured {
  readonly time: Time | null;
  readonly executed: Instructions | null;
}

/** The first sum that is not the total's. */
export function brokenTime(report: Report): Fault | null {
  const { total, layers, kernels, entries, entryTimes, entryExecuted } = report;
  const ofEntries = entries.map(({ id }): Measured => ({
    time: entryTimes[id] ?? null,
    executed: entryExecuted[id] ?? null,
  }));
  for (const [name, rows] of [
    ['layers', layers],
    ['kernels', kernels],
    ['entries', ofEntries],
  ] as const) {
    const broken = (at: string, whole: number, of: (row: Measured) => number): Fault | null => {
      const sum = (rows as readonly Measured[]).reduce((all, row) => all + of(row), 0);
      return sum === whole ? null : { at, what: `is ${whole}, but the ${name} add up to ${sum}` };
    };
    for (const key of ['meanMs', 'firstMs'] as const) {
      const whole = total.time?.[key] ?? null;
      const fault =
        whole === null ? null : broken(`total.time.${key}`, whole, ({ time }) => time?.[key] ?? 0);
      if (fault !== null) return fault;
    }
    for (const kind of total.executed === null ? [] : INSTRUCTIONS) {
      const fault = broken(
        `total.executed.${kind}`,
        total.executed![kind],
        ({ executed }) => executed?.[kind] ?? 0,
      );
      if (fault !== null) return fault;
    }
  }
  return null;
}
