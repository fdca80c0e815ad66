/** @file Of several calls the costliest. */
import { outputBytesOf } from '../core/bytes-moved.ts';
import { countedIn } from '../core/counted.ts';
import { totalOperations } from '../core/ops.ts';
import type { Report } from '../core/report.ts';

interface Weight {
  readonly multiplyAdds: number;
  readonly operations: number;
  readonly bytes: number;
}

function weightOf({ calls, costs }: Report, call: number, times: number): Weight {
  const counts = countedIn(costs[call]!);
  return {
    multiplyAdds: times * counts.multiplyAdds,
    operations: times * totalOperations(counts),
    bytes: times * outputBytesOf(calls[call]!),
  };
}

const compare = (a: Weight, b: Weight): number =>
  a.multiplyAdds - b.multiplyAdds || a.operations - b.operations || a.bytes - b.bytes;

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
  const weights = new Map([...times].map(([call, often]) => [call, weightOf(report, call, often)]));
  const [costliest] = all.toSorted((a, b) => compare(weights.get(b)!, weights.get(a)!));
  return costliest === undefined ? null : { call: costliest, all };
}
