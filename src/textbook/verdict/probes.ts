/**
 * @file Other sizes at which a formula is tried, so that what holds for a model's sizes by chance (Dff = 4·D, h = 3) is
 * told from what holds for all. Sizes that are equal in every layer stay equal, and what divides another still does.
 */
import type { Kind, Sizes } from '../kinds/kind.ts';

const PRIMES = [
  [5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43],
  [43, 3, 41, 5, 37, 7, 31, 11, 29, 13, 23, 17],
];

/** @param all sizes of the layers, at least one */
export function probesOf(kind: Pick<Kind, 'switches' | 'divides'>, all: readonly Sizes[]): readonly Sizes[] {
  const first = all[0]!;
  const names = Object.keys(first).filter((name) => !kind.switches.includes(name) && first[name] !== 0);
  const leaderOf = new Map(
    names.map((name) => [name, names.find((other) => all.every((sizes) => sizes[other] === sizes[name]))!]),
  );
  const leaders = [...new Set(leaderOf.values())];
  return PRIMES.map((primes) => {
    const values = new Map(leaders.map((leader, i) => [leader, primes[i]!]));
    const done = new Set<string>();
    for (const [divisor, multiple] of kind.divides) {
      const [a, b] = [leaderOf.get(divisor), leaderOf.get(multiple)];
      if (a === undefined || b === undefined || a === b || done.has(`${a} ${b}`)) continue;
      done.add(`${a} ${b}`);
      values.set(b, values.get(b)! * values.get(a)!);
    }
    return { ...first, ...Object.fromEntries(names.map((name) => [name, values.get(leaderOf.get(name)!)!])) };
  });
}
