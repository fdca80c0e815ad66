/**
 * @file The bridge from counted to executed: multiply-adds and adds against the adds that the backend executed,
 * and for max pooling comparisons against its running maxima. Terms are the tile model's closed forms; kernels
 * whose work depends on their data stand as one measured term each.
 */
import { bridge, type Bridge, type BridgeTerm, type Quantity } from '../core/bridge.ts';
import type { CallCost } from '../core/formula.ts';
import { INSTRUCTIONS, zeroInstructions, type Instructions, type TileForm } from '../core/instructions.ts';
import { safeCount } from '../core/ops.ts';
import type { Entry, Trace } from '../core/trace.ts';
import { countsOf, valueOf } from '../core/work.ts';

/** What the counters saw, and what the tile model says of each distinct call. */
export interface Executed {
  /** Indexed like the trace's entries. */
  readonly perEntry: readonly Instructions[];
  /** Indexed like the trace's calls. */
  readonly forms: readonly TileForm[];
}

export interface Counted {
  readonly trace: Trace;
  readonly costs: readonly CallCost[];
}

export function sumInstructions(entries: readonly Entry[], { perEntry }: Executed): Instructions {
  const sum = zeroInstructions();
  for (const { id } of entries)
    for (const kind of INSTRUCTIONS) sum[kind] = safeCount(sum[kind] + (perEntry[id]?.[kind] ?? 0));
  return sum;
}

/** What a formula counts of a quantity, in one call. */
function countedOf(cost: CallCost, quantity: Quantity): number {
  if (cost.state !== 'counted') return 0;
  const counts = countsOf(cost.work);
  return quantity === 'adds' ? counts.multiplyAdds + counts.adds : counts.comparisons;
}

/** Amounts by term, added up in order of first appearance. */
class Terms {
  readonly #terms = new Map<string, BridgeTerm>();

  add(term: string, amount: number, basis: BridgeTerm['basis']): void {
    const known = this.#terms.get(term)?.amount ?? 0;
    this.#terms.set(term, { term, amount: known + amount, basis });
  }

  list(): BridgeTerm[] {
    return [...this.#terms.values()].filter(({ amount }) => amount !== 0);
  }
}

function bridgeOver(
  quantity: 'adds' | 'minMax',
  entries: readonly Entry[],
  { trace, costs }: Counted,
  executed: Executed,
): Bridge {
  const terms = new Terms();
  let counted = 0;
  for (const entry of entries) {
    const form = executed.forms[entry.call]!;
    const cost = costs[entry.call]!;
    const ofFormula = entry.calls * countedOf(cost, quantity);
    counted += ofFormula;
    if (form.state === 'measured' || cost.state === 'unknown') {
      const really = executed.perEntry[entry.id]?.[quantity] ?? 0;
      terms.add(trace.calls[entry.call]!.kernel, really - ofFormula, 'measured');
    } else if (form.quantity === quantity) {
      for (const { term, sign, factors } of form.terms)
        terms.add(term, entry.calls * sign * valueOf({ factors }), 'closed-form');
    }
  }
  const really = sumInstructions(entries, executed)[quantity];
  return bridge(['counted', 'executed'], quantity, counted, really, terms.list());
}

/** The bridges of a set of entries: in adds, and in running maxima for its max pools. */
export function executedBridges(entries: readonly Entry[], counted: Counted, executed: Executed): Bridge[] {
  const ran = entries.filter(({ calls }) => calls > 0);
  if (ran.length === 0) return [];
  const isMinMax = ({ call }: Entry): boolean => {
    const form = executed.forms[call]!;
    return form.state === 'closed-form' && form.quantity === 'minMax';
  };
  const pools = ran.filter(isMinMax);
  return [
    bridgeOver('adds', ran, counted, executed),
    ...(pools.length === 0 ? [] : [bridgeOver('minMax', pools, counted, executed)]),
  ];
}
