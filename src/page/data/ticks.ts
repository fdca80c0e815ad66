/** @file Axes: where their marks are, and where on them a value is. */

/** From a value to its place on an axis, 0 … 1. */
export type Scale = (value: number) => number;

/** A scale of powers of ten around all values, and its marks. */
export function logScale(values: readonly number[]): {
  readonly scale: Scale;
  readonly marks: readonly number[];
} {
  const known = values.filter((value) => value > 0);
  const low = Math.floor(Math.log10(Math.min(...known, Number.MAX_VALUE)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...known, Number.MIN_VALUE))));
  const marks = Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i));
  return { scale: (value) => (Math.log10(value) - low) / (high - low), marks };
}

/** At most about five marks at round values from 0 on, the last one at the largest value or above. */
export function linearMarks(largest: number): readonly number[] {
  if (!(largest > 0)) return [0];
  const rough = largest / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((each) => each >= rough)!;
  return Array.from({ length: Math.ceil(largest / step - 1e-9) + 1 }, (_, i) => i * step);
}
