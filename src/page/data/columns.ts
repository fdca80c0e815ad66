/** @file The same amount derived four times, and the named terms between neighbours: what the bars of the columns are. */
import type { Bridge, Column, Quantity } from '../../core/bridge.ts';
import type { Report } from '../../core/report.ts';

const ORDER: readonly Column[] = ['textbook', 'theory', 'counted', 'executed'];

/** What is drawn after a bar's common part. */
export interface Segment {
  readonly term: string;
  /** Negative where the column before has it and this one has not. */
  readonly amount: number;
  readonly isMeasured: boolean;
}

export interface Bar {
  readonly column: Column;
  readonly amount: number;
  /** From the column before to this one; empty for the first. */
  readonly segments: readonly Segment[];
  /** What no term explains. */
  readonly residual: number;
}

/** The columns of one quantity, which have one scale. */
export interface Group {
  readonly quantity: Quantity;
  readonly bars: readonly Bar[];
}

const QUANTITIES: readonly Quantity[] = ['multiplyAdds', 'adds', 'minMax', 'parameters', 'trainable'];

/** Terms of one name together: those of many layers. */
function segmentsOf({ terms }: Bridge): readonly Segment[] {
  const named = new Map<string, Segment>();
  for (const { term, amount, basis } of terms) {
    const before = named.get(term)?.amount ?? 0;
    named.set(term, { term, amount: before + amount, isMeasured: basis === 'measured' });
  }
  return [...named.values()].filter(({ amount }) => amount !== 0);
}

function groupOf(bridges: readonly Bridge[], quantity: Quantity): Group {
  const ofThis = bridges
    .filter((each) => each.quantity === quantity)
    .toSorted((a, b) => ORDER.indexOf(a.from) - ORDER.indexOf(b.from));
  const bars: Bar[] = [];
  for (const bridge of ofThis) {
    const { from, to, fromAmount, toAmount, residual } = bridge;
    // Two bridges that do not meet in one amount are of different sets of rows.
    if (bars.at(-1)?.column !== from || bars.at(-1)?.amount !== fromAmount)
      bars.push({ column: from, amount: fromAmount, segments: [], residual: 0 });
    bars.push({ column: to, amount: toAmount, segments: segmentsOf(bridge), residual });
  }
  return { quantity, bars };
}

export const columnsOf = ({ total }: Report): readonly Group[] =>
  QUANTITIES.map((quantity) => groupOf(total.bridges, quantity)).filter(({ bars }) => bars.length > 0);
