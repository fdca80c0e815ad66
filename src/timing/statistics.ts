/** @file Statistics that a few disturbed runs do not change: median, median absolute deviation, mean of the middle half. */
import { middleHalf } from '../core/middle-half.ts';
import type { Time } from '../core/report.ts';
import { inSteps } from '../core/time-steps.ts';

/** @returns NaN for an empty list */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Median distance from the median. */
export function medianAbsoluteDeviation(values: readonly number[]): number {
  const center = median(values);
  return median(values.map((value) => Math.abs(value - center)));
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The first pass is kept apart: it compiles, allocates and fills caches. `null` without further passes. */
export const timeOf = (firstMs: number, passesMs: readonly number[]): Time | null =>
  passesMs.length === 0
    ? null
    : {
        meanMs: inSteps(mean(middleHalf(passesMs).map((pass) => passesMs[pass]!))),
        madMs: inSteps(medianAbsoluteDeviation(passesMs)),
        firstMs: inSteps(firstMs),
        runs: passesMs.length,
      };
