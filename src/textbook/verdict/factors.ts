/** @file Factors by which a formula can be off: a small number, sizes, and products or quotients of two. */
import type { Sizes } from '../kinds/kind.ts';

export interface Factor {
  /** `h`, `1/g`, `2`, `Dff/D`; empty for 1. */
  readonly text: string;
  /** How much there is to explain: 0 for 1. */
  readonly cost: number;
  readonly at: (sizes: Sizes) => readonly [n: bigint, d: bigint];
}

const ONE: Factor = { text: '', cost: 0, at: () => [1n, 1n] };

const number = (n: number, d: number, cost: number): Factor => ({
  text: d === 1 ? `${n}` : `${n}/${d}`,
  cost,
  at: () => [BigInt(n), BigInt(d)],
});

const product = (above: readonly string[], below: readonly string[], cost: number): Factor => ({
  text: `${above.length === 0 ? '1' : above.join('·')}${below.length === 0 ? '' : `/${below.join('/')}`}`,
  cost,
  at: (sizes) => [
    above.reduce((n, name) => n * BigInt(sizes[name]!), 1n),
    below.reduce((d, name) => d * BigInt(sizes[name]!), 1n),
  ],
});

/** The simplest first. */
export const factorsOver = (letters: readonly string[]): readonly Factor[] =>
  [
    ONE,
    number(2, 1, 1),
    number(1, 2, 1),
    ...[3, 4].flatMap((n) => [number(n, 1, 2), number(1, n, 2)]),
    ...letters.flatMap((a) => [product([a], [], 1), product([], [a], 1)]),
    ...letters.flatMap((a) => [product([a, a], [], 2), product([], [a, a], 2)]),
    ...letters.flatMap((a, i) =>
      letters.flatMap((b, j) => [
        ...(i < j ? [product([a, b], [], 2), product([], [a, b], 3)] : []),
        ...(i === j ? [] : [product([a], [b], 2)]),
      ]),
    ),
  ].toSorted((a, b) => a.cost - b.cost);
