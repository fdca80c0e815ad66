/** @file Ways to compare two candidates: the one of `src/`, and some that are wrong. */
import { MIN_ROUNDS, type Interval } from '../../src/core/comparison.ts';
import { medianError } from '../../src/core/median-error.ts';
import { timeRounds } from '../../src/compare/rounds.ts';
import { CONFIDENCE, medianInterval, ratioInterval, type Pair } from '../../src/timing/interval.ts';
import { medianAbsoluteDeviation } from '../../src/timing/statistics.ts';
import { randomSource } from '../support/random.ts';
import type { Machine } from './machines.ts';

export type Method = (machine: Machine, seed: number) => Promise<Interval>;

/** Time for a dozen rounds and more: few enough that three cold ones would show. */
const budgetMs = ({ passMs }: Machine): number => Math.max(1_000, 40 * passMs);

const pairsOf = (rounds: readonly (readonly number[])[]): Pair[] => rounds.map(([a, b]) => [a!, b!]);

async function turns(machine: Machine, seed: number): Promise<Pair[]> {
  const options = { budgetMs: budgetMs(machine), seed };
  return pairsOf((await timeRounds(machine.passes, options)).roundsMs);
}

/** Ours with another statistic. */
const judgedBy =
  (interval: (pairs: readonly Pair[]) => Interval): Method =>
  async (machine, seed) =>
    interval(await turns(machine, seed));

const real = (pairs: readonly Pair[]): Interval => ratioInterval(pairs)!;

export const REAL: Method = judgedBy(real);

function ofMean(pairs: readonly Pair[]): Interval {
  const logs = pairs.map(([a, b]) => Math.log(b / a));
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const variance = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / (logs.length - 1);
  const half = 2.576 * Math.sqrt(variance / logs.length);
  return {
    median: Math.exp(mean),
    low: Math.exp(mean - half),
    high: Math.exp(mean + half),
    confidence: CONFIDENCE,
  };
}

function unpaired(pairs: readonly Pair[]): Interval {
  const a = medianInterval(
    pairs.map(([ms]) => ms),
    CONFIDENCE,
  )!;
  const b = medianInterval(
    pairs.map(([, ms]) => ms),
    CONFIDENCE,
  )!;
  return { median: b.median / a.median, low: b.low / a.high, high: b.high / a.low, confidence: CONFIDENCE };
}

/** A pass of a paired with any pass of b. */
function mismatched(pairs: readonly Pair[]): Interval {
  const { below } = randomSource(pairs.length);
  const others = pairs.map(([, b]) => ({ b, at: below(1e6) })).toSorted((x, y) => x.at - y.at);
  return real(pairs.map(([a], i) => [a, others[i]!.b]));
}

/** All of a, then all of b. */
const inBlocks: Method = async ({ passes: [a, b] }) => {
  const run = async (pass: () => Promise<number>): Promise<number[]> => {
    const times: number[] = [];
    for (let i = 0; i < 50; i++) times.push(await pass());
    return times;
  };
  const first = await run(a);
  const second = await run(b);
  return real(first.map((ms, i) => [ms, second[i]!]));
};

const aAlwaysFirst: Method = async ({ passes: [a, b] }) => {
  const pairs: Pair[] = [];
  for (let i = 0; i < 50; i++) pairs.push([await a(), await b()]);
  return real(pairs.slice(5));
};

/** Goes on until the interval leaves 1. */
const untilItDiffers: Method = async (machine, seed) => {
  const pairs = pairsOf((await timeRounds(machine.passes, { rounds: 200, seed })).roundsMs);
  for (let rounds = 8; rounds < pairs.length; rounds++) {
    const interval = real(pairs.slice(0, rounds));
    if (interval.low > 1 || interval.high < 1) return interval;
  }
  return real(pairs);
};

const withWarmUp: Method = async (machine, seed) => {
  const { passes } = machine;
  const pairs: Pair[] = [];
  const { below } = randomSource(seed);
  for (let spentMs = 0; pairs.length < MIN_ROUNDS || spentMs < budgetMs(machine);) {
    const first = below(2) as 0 | 1;
    const times = [0, 0];
    times[first] = await passes[first]();
    times[1 - first] = await passes[first === 0 ? 1 : 0]();
    pairs.push([times[0]!, times[1]!]);
    spentMs += times[0]! + times[1]!;
  }
  return real(pairs);
};

export const FAULTS: Readonly<Record<string, Method>> = {
  'medians of each side, not of pairs': judgedBy(unpaired),
  'pairs of passes that were no neighbours': judgedBy(mismatched),
  'the mean and its standard error': judgedBy(ofMean),
  'the first passes count': withWarmUp,
  'an interval without a lower end': judgedBy((pairs) => ({ ...real(pairs), low: 0 })),
  'an interval without an upper end': judgedBy((pairs) => ({ ...real(pairs), high: Infinity })),
  'half the confidence': judgedBy((pairs) => ratioInterval(pairs, 0.5)!),
  'an interval of one standard error': judgedBy((pairs) => {
    const { median: middle } = real(pairs);
    const ratios = pairs.map(([a, b]) => b / a);
    const error = medianError(medianAbsoluteDeviation(ratios), ratios.length);
    return { ...real(pairs), low: middle - error, high: middle + error };
  }),
  'all passes of one side, then of the other': inBlocks,
  'one side always first': aAlwaysFirst,
  'goes on until the candidates differ': untilItDiffers,
};
