/** @file Of several calls the costliest. */
import type { Report } from '../core/report.ts';
import { totalOperations } from '../core/ops.ts';
import { bytesOf } from '../core/shape.ts';
import { countsOf } from '../core/work.ts';

/** What decides, in this order. */
type Weight = readonly [multiplyAdds: number, operations: number, bytes: number];

function weightOf({ calls, costs }: Report, call: number, times: number): Weight {
  const [cost, known] = [costs[call], calls[call]];
  const counts = cost?.state === 'counted' ? countsOf(cost.work) : null;
  const bytes = (known?.outputs ?? []).reduce((sum, { shape, dtype }) => sum + bytesOf(shape, dtype), 0);
  return [
    times * (counts?.multiplyAdds ?? 0),
    times * (counts === null ? 0 : totalOperations(counts)),
    times * bytes,
  ];
}

const isMore = (a: Weight, b: Weight): boolean => {
  const differing = a.findIndex((value, i) => value !== b[i]);
  return differing >= 0 && a[differing]! > b[differing]!;
};

export interface Costliest {
  /** Index into `report.calls`. */
  readonly call: number;
  /** The distinct calls of those scopes, in the order of their numbers. */
  readonly all: readonly number[];
}

/**
 * The distinct call that costs most over all its executions in these scopes: multiply-adds first, then operations of any
 * kind, then bytes that it makes. `null` where none ran.
 */
export function costliestCall(report: Report, scopes: ReadonlySet<number>): Costliest | null {
  const times = new Map<number, number>();
  for (const { scope, call, calls } of report.entries)
    if (scopes.has(scope) && calls > 0) times.set(call, (times.get(call) ?? 0) + calls);
  const all = [...times.keys()].toSorted((a, b) => a - b);
  const [first, ...others] = all;
  if (first === undefined) return null;
  let best = { call: first, weight: weightOf(report, first, times.get(first)!) };
  for (const call of others) {
    const weight = weightOf(report, call, times.get(call)!);
    if (isMore(weight, best.weight)) best = { call, weight };
  }
  return { call: best.call, all };
}
