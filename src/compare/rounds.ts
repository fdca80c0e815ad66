/**
 * @file Passes in rounds: in each round every candidate runs once, in a new random order, so that whatever slows the
 * machine down slows all candidates, and no candidate always runs second.
 *
 * The number of rounds depends on the noise of the warm-up, whose rounds do not count, and on the time that all
 * candidates take together. Neither depends on which one is faster: going on until one is would find differences where
 * there are none.
 */
import type { Rounds } from '../core/comparison.ts';
import { pairsFor } from '../timing/interval.ts';
import { MIN_ROUNDS } from '../core/comparison.ts';
import { median, medianAbsoluteDeviation } from '../timing/statistics.ts';

export interface TimeRoundsOptions {
  /** Rounds that count; default: as many as their noise requires, within the budget. */
  readonly rounds?: number | undefined;
  /**
   * Time of all passes in ms, warm-up included. Default 10,000, and then {@link MIN_ROUNDS} are run even if they take
   * longer.
   */
  readonly budgetMs?: number | undefined;
  /** Seed of the random orders; default 1. */
  readonly seed?: number | undefined;
  /** Called after each round; `total` is `null` during the warm-up, when it is not known yet. */
  readonly onRound?: ((done: number, total: number | null) => void) | undefined;
}

const MAX_ROUNDS = 400;
export const BUDGET_MS = 10_000;

/** The half-width to aim for, in logarithms: 1 %. */
const WANTED_HALF_WIDTH = 0.01;

/** Kernels are compiled and caches filled in the first passes. */
const MIN_WARM_UP_ROUNDS = 3;
/** Small models are warm after many passes, large ones after few. */
const WARM_UP_SHARE = 0.05;
/** What the warm-up may take of a time that was asked for, but for its first round. */
const MOST_WARM_UP_SHARE = 0.2;
/** Fewer do not show the noise. */
const MIN_PILOT_ROUNDS = 5;

/** Uniform in [0, 1): mulberry32 (Tommy Ettinger, public domain). */
export function randomSource(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** 0 … n − 1, each order as likely as any other (Fisher and Yates). */
export function shuffled(n: number, random: () => number): readonly number[] {
  const order = Array.from({ length: n }, (_, i) => i);
  for (let last = n - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Noise of the noisiest candidate relative to the first: MAD of the log ratios; `null` for too few rounds. */
function noiseOf(rounds: readonly (readonly number[])[]): number | null {
  if (rounds.length < MIN_PILOT_ROUNDS) return null;
  const others = (rounds[0] ?? []).slice(1).map((_, i) => i + 1);
  return Math.max(
    ...others.map((candidate) =>
      medianAbsoluteDeviation(rounds.map((times) => Math.log(times[candidate]! / times[0]!))),
    ),
  );
}

/** The rounds that the noise of a warm-up requires; the maximum where the warm-up was too short to show it. */
function wantedRounds(warmUp: readonly (readonly number[])[]): number {
  const noise = noiseOf(warmUp.slice(warmUp.length >> 1));
  if (noise === null) return MAX_ROUNDS;
  return Math.max(MIN_ROUNDS, Math.min(MAX_ROUNDS, pairsFor(noise, WANTED_HALF_WIDTH)));
}

/**
 * Runs the passes in rounds until there are enough of them.
 * @param passes one for each candidate: runs one pass and returns its time in ms
 * @throws whatever a pass throws
 */
export async function timeRounds(
  passes: readonly (() => Promise<number>)[],
  options: TimeRoundsOptions = {},
): Promise<Rounds> {
  const { budgetMs = BUDGET_MS, seed = 1, onRound = () => {} } = options;
  const random = randomSource(seed);
  const round = async (): Promise<number[]> => {
    const times: number[] = [];
    for (const i of shuffled(passes.length, random)) times[i] = await passes[i]!();
    return times;
  };
  const warmUp: number[][] = [];
  let spentMs = 0;
  const isBound = options.budgetMs !== undefined;
  const isWarm = (): boolean =>
    (warmUp.length >= MIN_WARM_UP_ROUNDS && spentMs >= WARM_UP_SHARE * budgetMs) ||
    (isBound && warmUp.length > 0 && spentMs >= MOST_WARM_UP_SHARE * budgetMs);
  while (!isWarm()) {
    const times = await round();
    warmUp.push(times);
    spentMs += sum(times);
    onRound(warmUp.length, null);
  }
  const wanted = options.rounds ?? wantedRounds(warmUp);
  const least = options.rounds ?? (isBound ? 1 : MIN_ROUNDS);
  const roundsMs: number[][] = [];
  while (roundsMs.length < least || (roundsMs.length < wanted && spentMs < budgetMs)) {
    const times = await round();
    roundsMs.push(times);
    spentMs += sum(times);
    const affordable = (budgetMs - spentMs) / median(roundsMs.map(sum));
    onRound(
      roundsMs.length,
      Math.max(least, Math.min(wanted, roundsMs.length + Math.max(0, Math.ceil(affordable)))),
    );
  }
  return { firstMs: warmUp[0]!, warmUpRounds: warmUp.length, roundsMs };
}
