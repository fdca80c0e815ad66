/**
 * @file Intervals for the median of paired times: they assume no normality and no variance, and a few disturbed
 * passes do not move them. A value lies below the true median with probability 1/2, so that of n values Binomial(n, 1/2) do; the
 * interval between the r-th smallest and the r-th largest misses the median with probability 2·P(X < r).
 *
 * For two things that cost the same, and whose order within each pair a coin decides, the signs of the log ratios are
 * tosses of that coin: whatever the machine does meanwhile, drift and autocorrelation included, the interval holds 1
 * with the confidence that it states.
 */
import type { Interval } from '../core/comparison.ts';
import { medianError } from '../core/median-error.ts';
import { median } from './statistics.ts';

/** 1 % false positives. */
export const CONFIDENCE = 0.99;

/** The largest r with 2·P(X < r) ≤ 1 − confidence, X ~ Binomial(n, 1/2); 0 where there is none. */
function rankOf(n: number, confidence: number): { readonly rank: number; readonly miss: number } {
  let rank = 0;
  let below = 0;
  // Logarithms: 2^−n is 0 in float64 from n = 1075 on.
  let logProbability = -n * Math.LN2;
  for (;;) {
    const next = below + Math.exp(logProbability);
    if (2 * next > 1 - confidence || rank > n / 2) return { rank, miss: 2 * below };
    below = next;
    logProbability += Math.log((n - rank) / (rank + 1));
    rank++;
  }
}

/** Interval for the median of independent values, both ends in `values`; `null` where they are too few (8 for 0.99). */
export function medianInterval(values: readonly number[], confidence: number): Interval | null {
  const n = values.length;
  const { rank, miss } = rankOf(n, confidence);
  if (rank === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  return {
    median: median(sorted),
    low: sorted[rank - 1]!,
    high: sorted[n - rank]!,
    confidence: 1 - miss,
  };
}

/** Two times that were taken one right after the other, in either order. */
export type Pair = readonly [aMs: number, bMs: number];

/**
 * Interval for b ÷ a, by logarithms: the one for a ÷ b has the reciprocal ends and the reciprocal median.
 * @returns `null` where there are too few pairs
 */
export function ratioInterval(pairs: readonly Pair[], confidence: number = CONFIDENCE): Interval | null {
  const logs = medianInterval(
    pairs.map(([a, b]) => Math.log(b / a)),
    confidence,
  );
  return (
    logs && {
      median: Math.exp(logs.median),
      low: Math.exp(logs.low),
      high: Math.exp(logs.high),
      confidence: logs.confidence,
    }
  );
}

/** Φ⁻¹(0.995): the half-width of a 99 % interval in standard errors. */
const Z = 2.576;

/** Pairs after which the interval is about as narrow as `± halfWidth`, in logarithms as `mad` is. */
export const pairsFor = (mad: number, halfWidth: number): number =>
  Math.ceil(((Z * medianError(mad, 1)) / halfWidth) ** 2);
