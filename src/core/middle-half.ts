/** @file The passes that a time is the mean of: those in the middle half by their total, so that a stray pass is out. */
import type { Time } from './report.ts';

/** How many of `n` are left out at each end: a quarter, of three one. */
const outAtEachEnd = (n: number): number => Math.floor((n + 1) / 4);

/** How many of `n` passes a mean is of. */
export const middleCount = (n: number): number => n - 2 * outAtEachEnd(n);

/** Indices of the middle half by size, in their own order; of equal ones the earlier is the smaller. */
export function middleHalf(totals: readonly number[]): readonly number[] {
  const out = outAtEachEnd(totals.length);
  const bySize = totals.map((_, i) => i).sort((a, b) => totals[a]! - totals[b]! || a - b);
  return bySize.slice(out, totals.length - out).sort((a, b) => a - b);
}

/** σ of a normal distribution ÷ its median absolute deviation: 1 ÷ Φ⁻¹(3/4). */
const SIGMA_PER_MAD = 1.4826;

/** Standard error of the mean if the times were normal: an upper bound for the total, whose stray passes are out. */
export const meanErrorMs = ({ madMs, runs }: Time): number =>
  (SIGMA_PER_MAD * madMs) / Math.sqrt(middleCount(runs));
