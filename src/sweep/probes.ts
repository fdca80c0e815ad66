/** @file Which values of an axis are counted on shapes: all of a few, of many enough to find a polynomial and to confirm it. */

/** So many points show the degree of whatever layers do, and confirm it. */
const ENOUGH = 8;
/** Of longer axes so many are spread evenly, */
const EVEN = 6;
/** and so many between them, in no regular distance. */
const BETWEEN = 3;
/** Two degrees are found, and confirmed, with so few. */
const FEW = 5;
/** The fractional parts of its multiples fill an interval evenly without being periodic. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

const gcd = (a: number, b: number): number => (b < 1e-9 ? a : gcd(b, a % b));

const rising = (values: Iterable<number>): readonly number[] =>
  [...new Set(values)].toSorted((a, b) => a - b);

/** The place of number `i` in a list of so many, without any period. */
export const scattered = (i: number, length: number): number => Math.floor(((GOLDEN * (i + 1)) % 1) * length);

/** So many, both ends among them. */
export function evenly<T>(values: readonly T[], count: number): readonly T[] {
  const last = values.length - 1;
  const indices = Array.from({ length: count }, (_, i) =>
    count === 1 ? 0 : Math.round((i * last) / (count - 1)),
  );
  return [...new Set(indices)].map((i) => values[i]!);
}

/** The few to begin with, both ends among them; all of fewer. */
export const fewOf = (values: readonly number[]): readonly number[] =>
  values.length <= FEW ? values : rising([...evenly(values, FEW - 1), values[scattered(0, values.length)]!]);

/** Both ends, some evenly, some between; all of a few. */
export function sampled(values: readonly number[]): readonly number[] {
  if (values.length <= EVEN + BETWEEN) return values;
  const between = Array.from({ length: BETWEEN }, (_, i) => values[scattered(i, values.length)]!);
  return rising([...evenly(values, EVEN), ...between]);
}

/**
 * Values that nobody asked for, where those that were are too few to say how the counts grow: multiples of what all have in
 * common, so that patches tile them too, the nearest to the range.
 */
export function extraValues(values: readonly number[]): readonly number[] {
  if (values.length < 2 || values.length >= ENOUGH) return [];
  const [first, last] = [values[0]!, values.at(-1)!];
  const unit = values.reduce(gcd);
  const distance = (value: number): number => Math.max(0, first - value, value - last);
  const multiples = Array.from({ length: Math.min(1000, Math.floor((2 * last) / unit)) }, (_, i) =>
    // Of decimals no more digits than they have.
    Number(((i + 1) * unit).toFixed(6)),
  ).filter((value) => !values.includes(value));
  const nearest = multiples.toSorted((a, b) => distance(a) - distance(b) || a - b);
  return nearest.slice(0, ENOUGH - values.length);
}
