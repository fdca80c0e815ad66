/** @file Which candidate is faster, from the times of their passes in rounds. */
import type { Interval, Pairing, Rounds } from '../core/comparison.ts';
import type { Time } from '../core/report.ts';
import { CONFIDENCE, ratioInterval } from '../timing/interval.ts';
import { median, timeOf } from '../timing/statistics.ts';

/** @param ratio times of b ÷ times of a */
const pairing = (a: number, b: number, ratio: Interval): Pairing => {
  const { median, low, high, confidence } = ratio;
  const isSame = low <= 1 && high >= 1;
  if (median >= 1) return { faster: a, slower: b, ratio, isSame };
  const inverse: Interval = { median: 1 / median, low: 1 / high, high: 1 / low, confidence };
  return { faster: b, slower: a, ratio: inverse, isSame };
};

const timesOf = ({ roundsMs }: Rounds, i: number): readonly number[] => roundsMs.map((times) => times[i]!);

/** Wall-clock of each candidate over its rounds; the very first pass is kept apart. */
export const wallsOf = (rounds: Rounds): readonly (Time | null)[] =>
  rounds.firstMs.map((firstMs, i) => timeOf(firstMs, timesOf(rounds, i)));

/**
 * The fastest candidate paired with each other one. Several pairings share the risk of a false difference: 1 % in all.
 * @param inRounds the candidates that ran in rounds, by their index in the comparison
 */
export function pairingsOf(rounds: Rounds, inRounds: readonly number[]): readonly Pairing[] {
  const medians = inRounds.map((_, i) => median(timesOf(rounds, i)));
  const fastest = medians.indexOf(Math.min(...medians));
  const confidence = 1 - (1 - CONFIDENCE) / Math.max(1, inRounds.length - 1);
  return inRounds.flatMap((candidate, i) => {
    if (i === fastest) return [];
    const pairs = rounds.roundsMs.map((times) => [times[fastest]!, times[i]!] as const);
    const ratio = ratioInterval(pairs, confidence);
    return ratio === null ? [] : [pairing(inRounds[fastest]!, candidate, ratio)];
  });
}
