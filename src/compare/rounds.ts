/**
 * @file Passes in turns: in each round every side runs once, in an order drawn anew, so that whatever slows the machine
 * down slows all sides, and being second is nobody's lot.
 *
 * How many rounds there are is settled by the noise of the warm-up, whose rounds do not count, and by the time that all
 * sides take together. Neither knows who is faster: to go on until somebody is would find differences where there are
 * none.
 */
import { pairsFor } from '../timing/interval.ts';
import { median, medianAbsoluteDeviation } from '../timing/statistics.ts';

export interface TurnsOptions {
  /** Rounds that count; default: as many as their noise asks for, within the budget. */
  readonly rounds?: number | undefined;
  /** Time of all passes, warm-up included; {@link MIN_ROUNDS} are run even where it is too short. Default 10,000. */
  readonly budgetMs?: number | undefined;
  /** Of the orders; default 1. */
  readonly seed?: number | undefined;
  /** Called after each round; `total` is not known while the sides warm up. */
  readonly onRound?: (done: number, total: number | null) => void;
}

export interface Turns {
  /** Beside the sides, of the very first round. */
  readonly firstMs: readonly number[];
  readonly warmUpRounds: number;
  /** Rounds that count, each with a time beside every side. */
  readonly roundsMs: readonly (readonly number[])[];
}

/** An interval at 99 % takes 8 pairs; one of 16 holds although two were disturbed. */
export const MIN_ROUNDS = 16;
const MAX_ROUNDS = 400;
export const BUDGET_MS = 10_000;

/** Half-width in logarithms that is worth waiting for: 1 %. */
const WANTED_HALF_WIDTH = 0.01;

/** Kernels are compiled and caches filled in the first passes. */
const MIN_WARM_UP_ROUNDS = 3;
/** Small models are warm after many passes, large ones after few. */
const WARM_UP_SHARE = 0.05;
/** Fewer say nothing of the noise. */
const MIN_PILOT_ROUNDS = 5;

/** Uniform in [0, 1): mulberry32 (Tommy Ettinger, public domain). */
function randomSource(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** 0 … n − 1, each order as likely as any other (Fisher and Yates). */
function shuffled(n: number, random: () => number): readonly number[] {
  const order = Array.from({ length: n }, (_, i) => i);
  for (let last = n - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The noisiest side beside the first, as MAD of the logarithms; `null` where too few rounds tell. */
function noiseOf(rounds: readonly (readonly number[])[]): number | null {
  if (rounds.length < MIN_PILOT_ROUNDS) return null;
  const others = (rounds[0] ?? []).slice(1).map((_, i) => i + 1);
  return Math.max(
    ...others.map((side) =>
      medianAbsoluteDeviation(rounds.map((times) => Math.log(times[side]! / times[0]!))),
    ),
  );
}

/** Rounds that the noise of a warm-up asks for; the most there are where too few tell. */
function wantedRounds(warmUp: readonly (readonly number[])[]): number {
  const noise = noiseOf(warmUp.slice(warmUp.length >> 1));
  if (noise === null) return MAX_ROUNDS;
  return Math.max(MIN_ROUNDS, Math.min(MAX_ROUNDS, pairsFor(noise, WANTED_HALF_WIDTH)));
}

/**
 * @param passes run one pass each and give its time in ms
 * @throws whatever a pass throws
 */
export async function takeTurns(
  passes: readonly (() => Promise<number>)[],
  options: TurnsOptions = {},
): Promise<Turns> {
  const { budgetMs = BUDGET_MS, seed = 1, onRound = () => {} } = options;
  const random = randomSource(seed);
  const round = async (): Promise<number[]> => {
    const times: number[] = [];
    for (const side of shuffled(passes.length, random)) times[side] = await passes[side]!();
    return times;
  };
  const warmUp: number[][] = [];
  let spentMs = 0;
  while (warmUp.length < MIN_WARM_UP_ROUNDS || spentMs < WARM_UP_SHARE * budgetMs) {
    const times = await round();
    warmUp.push(times);
    spentMs += sum(times);
    onRound(warmUp.length, null);
  }
  const wanted = options.rounds ?? wantedRounds(warmUp);
  const least = options.rounds ?? MIN_ROUNDS;
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
