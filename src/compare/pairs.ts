/** @file Who is faster, where the passes say so. */
import { CONFIDENCE, ratioInterval, type Interval } from '../timing/interval.ts';
import type { Time } from '../core/report.ts';
import { median, timeOf } from '../timing/statistics.ts';
import type { Turns } from './rounds.ts';

/** Two sides that took turns, by their place among the sides. */
export interface Duel {
  /** By the median of the ratios. */
  readonly faster: number;
  readonly slower: number;
  /** Wall-clock of `slower` ÷ that of `faster`, of passes of one round: its median and an interval for it. */
  readonly ratio: Interval;
  /** Within noise: the interval holds 1. */
  readonly isSame: boolean;
}

const duel = (a: number, b: number, ratio: Interval): Duel => {
  const { median, low, high, confidence } = ratio;
  const isSame = low <= 1 && high >= 1;
  if (median >= 1) return { faster: a, slower: b, ratio, isSame };
  const turned: Interval = { median: 1 / median, low: 1 / high, high: 1 / low, confidence };
  return { faster: b, slower: a, ratio: turned, isSame };
};

const column = ({ roundsMs }: Turns, side: number): readonly number[] =>
  roundsMs.map((times) => times[side]!);

/** Wall-clock of each side over its rounds; the very first pass stands apart. */
export const wallsOf = (turns: Turns): readonly (Time | null)[] =>
  turns.firstMs.map((firstMs, side) => timeOf(firstMs, column(turns, side)));

/**
 * The fastest side beside each other one. Several duels share the risk of being wrong: 1 % in all.
 * @param sides the places of those that took turns
 */
export function duelsOf(turns: Turns, sides: readonly number[]): readonly Duel[] {
  const medians = sides.map((_, i) => median(column(turns, i)));
  const fastest = medians.indexOf(Math.min(...medians));
  const confidence = 1 - (1 - CONFIDENCE) / Math.max(1, sides.length - 1);
  return sides.flatMap((side, i) => {
    if (i === fastest) return [];
    const pairs = turns.roundsMs.map((times) => [times[fastest]!, times[i]!] as const);
    const ratio = ratioInterval(pairs, confidence);
    return ratio === null ? [] : [duel(sides[fastest]!, side, ratio)];
  });
}
