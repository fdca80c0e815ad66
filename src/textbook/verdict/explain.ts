/**
 * @file What a formula says in terms of what the layers consist of: a factor times the sum of some of their parts. The
 * simplest explanation counts, and one that holds for all sizes before one that holds for these alone.
 */
import type { Kind, Parts, Sizes } from '../kinds/kind.ts';
import { factorsOver, type Factor } from './factors.ts';
import { probesOf } from './probes.ts';

/** What a formula says of one example at these sizes. @throws any error where it says nothing */
export type Says = (sizes: Sizes) => bigint;

export interface Explanation {
  readonly factor: Factor;
  /** Parts that the formula has, whether the layers have them or not. */
  readonly parts: ReadonlySet<string>;
  /** Parts that explain it as well and as simply, with the same factor: of two equal ones either can be missing. */
  readonly instead: readonly ReadonlySet<string>[];
  /** Whether it holds for other sizes too. */
  readonly isGeneral: boolean;
}

/** A part less or too much is explained more easily than a factor. */
const FACTOR_WEIGHT = 1.5;

interface Case {
  readonly sizes: Sizes;
  readonly says: bigint;
  readonly parts: Parts;
}

const holds = ({ factor, parts }: Pick<Explanation, 'factor' | 'parts'>, one: Case): boolean => {
  const sum = one.parts.reduce((total, { name, amount }) => total + (parts.has(name) ? amount : 0), 0);
  const [n, d] = factor.at(one.sizes);
  return one.says * d === n * BigInt(sum);
};

function casesAt(
  all: readonly Sizes[],
  says: Says,
  partsOf: (sizes: Sizes) => Parts,
): readonly Case[] | null {
  try {
    return all.map((sizes) => ({ sizes, says: says(sizes), parts: partsOf(sizes) }));
  } catch {
    // Of other sizes it says nothing: it is about these.
    return null;
  }
}

const subsets = (names: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: 2 ** names.length }, (_, bits) => names.filter((__, i) => (bits & (1 << i)) !== 0));

/**
 * @param all the sizes of the layers, each once
 * @returns `null` where the formula is no such product
 */
export function explain(
  kind: Kind,
  partsOf: (sizes: Sizes) => Parts,
  says: Says,
  all: readonly Sizes[],
): Explanation | null {
  const known = casesAt(all, says, partsOf);
  if (known === null) return null;
  const elsewhere = casesAt(probesOf(kind, all), says, partsOf);
  const names = [
    ...new Set(
      known.flatMap(({ parts }) => parts.filter(({ amount }) => amount > 0).map(({ name }) => name)),
    ),
  ];
  const there = new Set(
    known.flatMap(({ parts }) => parts.filter(({ isThere }) => isThere).map(({ name }) => name)),
  );
  const letters = kind.letters.filter((letter) => all.every((sizes) => sizes[letter] !== undefined));
  const factors = factorsOver(letters);
  const choices = subsets(names)
    .filter((some) => some.length > 0)
    .map((some) => {
      const parts = new Set(some);
      return { parts, cost: names.filter((name) => parts.has(name) !== there.has(name)).length };
    });
  const candidates = choices
    .flatMap(({ parts, cost }) =>
      factors.map((factor) => ({ factor, parts, cost: cost + FACTOR_WEIGHT * factor.cost })),
    )
    .toSorted((a, b) => a.cost - b.cost);
  const fitting = candidates.filter((one) => known.every((other) => holds(one, other)));
  const isGeneral = (one: (typeof candidates)[number]): boolean =>
    elsewhere?.every((other) => holds(one, other)) ?? false;
  const general = fitting.filter(isGeneral);
  // By chance a quotient of sizes is soon found.
  const here = fitting.filter(({ factor }) => factor.cost <= 1 || /^\d/.test(factor.text));
  const [best, ...others] = general.length > 0 ? general : here;
  if (best === undefined) return null;
  const { factor, parts, cost } = best;
  const instead = others.filter((one) => one.factor === factor && one.cost === cost).map((one) => one.parts);
  return { factor, parts, instead, isGeneral: general.length > 0 };
}
