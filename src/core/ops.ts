/**
 * @file The ledger's columns. A multiply-add is a product that is summed over a contracted index, and nothing
 * else: batch norm has multiplies and adds, never multiply-adds.
 */
import { TfjsFlopsError } from './errors.ts';

/** Scalar operations; `adds` include subtractions, `comparisons` include selects, minima and maxima. */
export const OPS = [
  'multiplyAdds',
  'multiplies',
  'adds',
  'divides',
  'comparisons',
  'transcendentals',
] as const;
/** A kind of operation that is counted. */
export type Op = (typeof OPS)[number];

/** Operations in a sentence. */
export const OP_NAMES: Readonly<Record<Op, string>> = {
  multiplyAdds: 'multiply-adds',
  multiplies: 'multiplies',
  adds: 'adds',
  divides: 'divides',
  comparisons: 'comparisons',
  transcendentals: 'transcendentals',
};

/** How often each operation is done; safe integers. */
export type OpCounts = Readonly<Record<Op, number>>;

export const zeroCounts = (): Record<Op, number> => ({
  multiplyAdds: 0,
  multiplies: 0,
  adds: 0,
  divides: 0,
  comparisons: 0,
  transcendentals: 0,
});

/**
 * Guards the ledger: counts are integers that float64 holds exactly.
 * @throws TfjsFlopsError `unsafe-integer` for fractions, NaN, negatives and anything above 2^53 − 1
 */
export function safeCount(value: number): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new TfjsFlopsError(
    'unsafe-integer',
    `A count must be an integer from 0 to 2^53 − 1, got ${value}. Count a smaller batch, or repair the formula.`,
  );
}

/** Adds `times` × `counts` into `into`, in place. */
export function addCounts(
  into: Record<Op, number>,
  counts: Partial<OpCounts>,
  times = 1,
): Record<Op, number> {
  for (const op of OPS) into[op] = safeCount(into[op] + times * (counts[op] ?? 0));
  return into;
}

/** Operations other than multiply-adds. */
export const otherOperations = (counts: OpCounts): number =>
  counts.multiplies + counts.adds + counts.divides + counts.comparisons + counts.transcendentals;

/** Every operation once, a multiply-add as the two that it is: the sum that "FLOPs of any kind" means. */
export const totalOperations = (counts: OpCounts): number =>
  2 * counts.multiplyAdds + otherOperations(counts);
