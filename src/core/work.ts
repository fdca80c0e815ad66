/**
 * @file How a number was made: an amount of work is a product of named factors, so that every figure can be
 * explained later, from a live run or a saved report.
 */
import { once } from './once.ts';
import { safeCount, zeroCounts, type Op, type OpCounts } from './ops.ts';

/** Why an operation is there. */
export const TERMS = [
  'products',
  'in-bounds',
  'in-padded',
  'bias',
  'activation',
  'normalisation',
  'softmax',
  'pooling',
  'interpolation',
  'reduction',
  'elementwise',
  'other',
] as const;
/** The reason for an operation, for the split of a count. */
export type Term = (typeof TERMS)[number];

/** Factors in the order in which they are written: `{ outputs: 401408, kh: 3, kw: 3, cIn: 3 }`. */
export type Factors = Readonly<Record<string, number>>;

/**
 * One product. An amount with `of` is a part of that term's amount and is never added into counts: `in-bounds`
 * of `products` are the taps that touch real elements, so that padding = products − in-bounds. `in-padded` are those
 * that touch a tensor with the zeros that a padding kernel put around it, where one did.
 */
export interface Amount {
  readonly term: Term;
  readonly op: Op;
  readonly of?: Term;
  readonly factors: Factors;
}

/** The work of one kernel call, or of one use of a layer. */
export type Work = readonly Amount[];

export const NO_WORK: Work = [];

/**
 * How often a call does an operation: the product of the factors. `amount('products', 'multiplyAdds', { outputs, kh,
 * kw, cIn })`.
 */
export const amount = (term: Term, op: Op, factors: Factors): Amount => ({ term, op, factors });

/** A part of another term's amount, see {@link Amount.of}. */
export const partOf = (of: Term, term: Term, op: Op, factors: Factors): Amount => ({ term, op, of, factors });

/** The product of an amount's factors. @throws TfjsFlopsError `unsafe-integer` */
export const valueOf = (amount: { readonly factors: Factors }): number =>
  safeCount(Object.values(amount.factors).reduce((product, factor) => product * factor, 1));

/** Sums a work's amounts per operation, parts left out. */
export const countsOf: (work: Work) => OpCounts = once((work) => {
  const counts = zeroCounts();
  for (const amount of work)
    if (amount.of === undefined) counts[amount.op] = safeCount(counts[amount.op] + valueOf(amount));
  return counts;
});

/** Sums the amounts of one term and operation, parts included when the term is a part. */
export const termValue = (work: Work, term: Term, op: Op): number =>
  work.reduce((sum, amount) => sum + (amount.term === term && amount.op === op ? valueOf(amount) : 0), 0);

const isInBounds = ({ of, term }: Amount): boolean => of === 'products' && term === 'in-bounds';

/** Multiply-adds that touch real elements; all of them where nothing is padded. */
export const inBoundsMultiplyAdds: (work: Work) => number = once((work) =>
  work.some(isInBounds) ? termValue(work, 'in-bounds', 'multiplyAdds') : countsOf(work).multiplyAdds,
);

/** Multiply-adds on zeros that a padding kernel put around a convolution's input. */
export const onZerosMultiplyAdds: (work: Work) => number = once((work) =>
  work.some(({ term }) => term === 'in-padded')
    ? termValue(work, 'in-padded', 'multiplyAdds') - termValue(work, 'in-bounds', 'multiplyAdds')
    : 0,
);
