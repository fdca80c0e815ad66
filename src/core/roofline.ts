/**
 * @file The least time that work can take on a machine: each distinct call is limited by its arithmetic, by the bytes that
 * it moves, or by being launched at all, whichever takes longest. Distinct calls run one after the other, so that their
 * least times add up, over any set of them.
 */
import { bytesMovedBy } from './bytes-moved.ts';
import { countedIn } from './counted.ts';
import type { Peaks, Report } from './report.ts';
import type { Entry } from './trace.ts';

export const LIMITERS = ['compute', 'memory', 'launch'] as const;
export type Limiter = (typeof LIMITERS)[number];

/** The work of a distinct call, over all its executions. */
export interface Demand {
  readonly multiplyAdds: number;
  /** What is read of the inputs, once, and outputs written once; 0 for views, which launch nothing either. */
  readonly bytes: number;
  readonly calls: number;
}

/** The least time that this machine can take: sums over distinct calls. */
export interface Attainable {
  /** Σ max(compute, memory, launch), in ms. */
  readonly attainableMs: number;
  /** `attainableMs` by what limits each distinct call. */
  readonly limitedMs: Readonly<Record<Limiter, number>>;
  readonly bytes: number;
}

/** How long each of the three would take alone, in ms. */
export const limitsMs = (
  { multiplyAdds, bytes, calls }: Demand,
  { multiplyAddsPerSecond, bytesPerSecond, launchMs }: Peaks,
): Readonly<Record<Limiter, number>> => ({
  compute: (1e3 * multiplyAdds) / multiplyAddsPerSecond,
  memory: (1e3 * bytes) / bytesPerSecond,
  launch: bytes === 0 ? 0 : calls * launchMs,
});

/** The longest of the three; the first of equals, `null` where there is no work. */
export const limiterOf = (ms: Readonly<Record<Limiter, number>>): Limiter | null =>
  LIMITERS.reduce<Limiter | null>((longest, limiter) => {
    const least = longest === null ? 0 : ms[longest];
    return ms[limiter] > least ? limiter : longest;
  }, null);

/** The least time of a set of distinct calls. */
export function attainableOver(demands: readonly Demand[], peaks: Peaks): Attainable {
  const limitedMs: Record<Limiter, number> = { compute: 0, memory: 0, launch: 0 };
  for (const demand of demands) {
    const ms = limitsMs(demand, peaks);
    const limiter = limiterOf(ms);
    if (limiter !== null) limitedMs[limiter] += ms[limiter];
  }
  return {
    attainableMs: LIMITERS.reduce((sum, limiter) => sum + limitedMs[limiter], 0),
    limitedMs,
    bytes: demands.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** The work of entries of a report; the arithmetic of kernels without a formula is not in it. */
export const demandsOf = (
  entries: readonly Entry[],
  { calls, costs }: Pick<Report, 'calls' | 'costs'>,
): readonly Demand[] =>
  entries.map((entry) => {
    const call = calls[entry.call]!;
    const { multiplyAdds } = countedIn(costs[entry.call]!);
    return {
      multiplyAdds: entry.calls * multiplyAdds,
      bytes: entry.calls * bytesMovedBy(call),
      calls: entry.calls,
    };
  });
