/** @file Sums over entries: what was counted, by operation and by term, and how long it took. */
import type { CallCost } from '../core/formula.ts';
import { addCounts, zeroCounts, type Op } from '../core/ops.ts';
import type { Counts, Time } from '../core/report.ts';
import type { Entry } from '../core/trace.ts';
import { sumInstructions, type Executed } from './counted-executed.ts';
import { countsOf, inBoundsMultiplyAdds, valueOf, type Term } from '../core/work.ts';

/** A traced pass with what is known of it: the same for all rows. */
export interface Priced {
  readonly costs: readonly CallCost[];
  /** Time of a set of entries over the passes; `null` where nothing was timed. */
  readonly timeOf: (entries: readonly Entry[]) => Time | null;
  /** `null` where executed instructions were not counted. */
  readonly executed: Executed | null;
}

/** Sums the work of entries, each times its calls. */
export function tally(entries: readonly Entry[], { costs, timeOf, executed }: Priced): Counts {
  const counted = zeroCounts();
  const byTerm: Partial<Record<Term, Partial<Record<Op, number>>>> = {};
  let inBounds = 0;
  let calls = 0;
  let unknownCalls = 0;
  let boundCalls = 0;
  for (const entry of entries) {
    const cost = costs[entry.call]!;
    calls += entry.calls;
    if (cost.state === 'unknown') unknownCalls += entry.calls;
    if (cost.state !== 'counted') continue;
    if (cost.basis === 'bound') boundCalls += entry.calls;
    addCounts(counted, countsOf(cost.work), entry.calls);
    inBounds += entry.calls * inBoundsMultiplyAdds(cost.work);
    for (const amount of cost.work) {
      if (amount.of !== undefined) continue;
      const term = (byTerm[amount.term] ??= {});
      term[amount.op] = (term[amount.op] ?? 0) + entry.calls * valueOf(amount);
    }
  }
  return {
    counted,
    byTerm,
    inBounds,
    calls,
    unknownCalls,
    boundCalls,
    time: timeOf(entries),
    executed: executed && sumInstructions(entries, executed),
  };
}
