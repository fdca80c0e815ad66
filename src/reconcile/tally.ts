/** @file Sums over entries: what was counted, by operation and by term, and how long it took. */
import { bytesMovedBy, outputBytesOf } from '../core/bytes-moved.ts';
import type { CallCost } from '../core/formula.ts';
import { once } from '../core/once.ts';
import { addCounts, zeroCounts, type Op } from '../core/ops.ts';
import type { ByPhase, Counts, Time } from '../core/report.ts';
import type { Entry, Trace } from '../core/trace.ts';
import { countsOf, inBoundsMultiplyAdds, onZerosMultiplyAdds, valueOf, type Term } from '../core/work.ts';
import { sumInstructions, type Executed } from './counted-executed.ts';

/** A traced pass with what is known of it: the same for all rows. */
export interface Costed {
  readonly trace: Trace;
  readonly costs: readonly CallCost[];
  /** Time of a set of entries over the passes; `null` where nothing was timed. */
  readonly timeOf: (entries: readonly Entry[]) => Time | null;
  /** `null` where executed instructions were not counted. */
  readonly executed: Executed | null;
}

/** Sums the work of entries, each times its calls. */
export function tally(entries: readonly Entry[], { trace, costs, timeOf, executed }: Costed): Counts {
  const counted = zeroCounts();
  const byTerm: Partial<Record<Term, Partial<Record<Op, number>>>> = {};
  let inBounds = 0;
  let onZeros = 0;
  let calls = 0;
  let unknownCalls = 0;
  let upperBoundCalls = 0;
  let outputBytes = 0;
  let bytes = 0;
  for (const entry of entries) {
    const cost = costs[entry.call]!;
    calls += entry.calls;
    const call = trace.calls[entry.call]!;
    outputBytes += entry.calls * outputBytesOf(call);
    bytes += entry.calls * bytesMovedBy(call);
    if (cost.state === 'unknown') unknownCalls += entry.calls;
    if (cost.state !== 'counted') continue;
    if (cost.basis === 'upper-bound') upperBoundCalls += entry.calls;
    addCounts(counted, countsOf(cost.work), entry.calls);
    inBounds += entry.calls * inBoundsMultiplyAdds(cost.work);
    onZeros += entry.calls * onZerosMultiplyAdds(cost.work);
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
    onZeros,
    calls,
    unknownCalls,
    upperBoundCalls,
    time: timeOf(entries),
    executed: executed && sumInstructions(entries, executed),
    outputBytes,
    bytes,
  };
}

/** Whether a pass does more than go forward. */
const isTraining = once((entries: readonly Entry[]) =>
  entries.some(({ phase, calls }) => phase !== 'forward' && calls > 0),
);

/** Counts of a training step's parts; `null` for a pass that only goes forward. */
export function tallyPhases(entries: readonly Entry[], costed: Costed): ByPhase | null {
  if (!isTraining(costed.trace.entries)) return null;
  const of = (phase: Entry['phase']): Counts =>
    tally(
      entries.filter((entry) => entry.phase === phase),
      costed,
    );
  return { forward: of('forward'), backward: of('backward'), optimizer: of('optimizer') };
}
