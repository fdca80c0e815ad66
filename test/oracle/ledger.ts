/** @file A tally in the terms of the formulas' ledger. */
import { countsOf, inBoundsMultiplyAdds, type Work } from '../../src/core/work.ts';
import type { Tally } from './counter.ts';
import { COMPARISONS } from './transform.ts';

/** Scalar operations that were executed: a multiply-add is one multiply and one add. */
export type Executed = Readonly<
  Partial<Record<'multiplies' | 'adds' | 'divides' | 'comparisons' | 'transcendentals' | 'others', number>>
>;

const CLASSES: ReadonlyMap<string, keyof Executed> = new Map([
  ['*', 'multiplies'],
  ['+', 'adds'],
  ['-', 'adds'],
  ['minus', 'adds'],
  ['/', 'divides'],
  ...[...COMPARISONS, 'Math.max', 'Math.min', 'Math.abs', 'Math.floor'].map(
    (name) => [name, 'comparisons'] as const,
  ),
  ...['exp', 'log', 'sqrt', 'tanh', 'pow', 'sin'].map((name) => [`Math.${name}`, 'transcendentals'] as const),
]);

/** What no class has is not dropped, but counted among the `others`. */
export function executedIn(tally: Tally): Executed {
  const counts: { -readonly [K in keyof Executed]: number } = {};
  for (const [operator, count] of Object.entries(tally)) {
    if (operator === 'read') continue;
    const kind = CLASSES.get(operator) ?? 'others';
    counts[kind] = (counts[kind] ?? 0) + count;
  }
  return counts;
}

/** A formula's work as a backend executes it that skips padding, `beyond` being what it does besides. */
export function expectedFrom(work: Work, beyond: Executed = {}): Executed {
  const counts = countsOf(work);
  const contracted = inBoundsMultiplyAdds(work);
  const { multiplies = 0, adds = 0, divides = 0, comparisons = 0, transcendentals = 0, others = 0 } = beyond;
  return {
    multiplies: contracted + counts.multiplies + multiplies,
    adds: contracted + counts.adds + adds,
    divides: counts.divides + divides,
    comparisons: counts.comparisons + comparisons,
    transcendentals: counts.transcendentals + transcendentals,
    others,
  };
}
