/** @file Durations from GPU stamps, and the clock's step, on sequences whose answers are plain. */
import { describe, expect, it } from 'vitest';
import { ClockStep, durationsNs } from '../../src/timing/gpu-stamps.ts';

const stamps = (...pairs: readonly (readonly [begin: number, end: number])[]): BigUint64Array =>
  BigUint64Array.from(pairs.flat().map(BigInt));

const YEAR_NS = 365n * 24n * 3_600n * 10n ** 9n;

const DURATIONS: readonly (readonly [string, BigUint64Array, readonly number[]])[] = [
  ['no programs', stamps(), []],
  ['programs one after another', stamps([100, 130], [130, 135], [150, 151]), [30, 5, 1]],
  ['a begin before the end of the one before', stamps([100, 130], [110, 150]), [30, 150 - 130]],
  [
    'a short program inside the one before, and one that waited for the first',
    stamps([100, 200], [110, 120], [115, 230]),
    [100, 0, 230 - 200],
  ],
  ['stamps that fall into one step', stamps([65_536, 65_536], [65_536, 131_072]), [0, 65_536]],
  // 2^53 ns are 104 days: uptimes go beyond what a double holds exactly.
  ['a machine that runs for a year', BigUint64Array.of(YEAR_NS + 1n, YEAR_NS + 4n), [3]],
];

type Passes = readonly BigUint64Array[];

/** Passes of stamps, and the step that they show. */
const STEPS: readonly (readonly [string, Passes, number | null])[] = [
  ['no stamps', [], null],
  ['equal stamps', [stamps([7, 7], [7, 7], [7, 7], [7, 7])], null],
  ['one program, whose duration is no step', [stamps([10_000, 30_000])], null],
  ['counted from the first, not from 0', [stamps([3, 35], [67, 99], [131, 163], [195, 227])], 32],
  ['an earlier pass was finer', [stamps([1, 3], [7, 8], [12, 19]), stamps([0, 8], [16, 32], [64, 96])], 1],
  ['passes that fall into one step each', [1, 3, 4, 8, 9, 13].map((i) => stamps([64 * i, 64 * i])), 64],
  [
    'rounded by Dawn',
    [
      stamps(
        [65_536, 3 * 65_536],
        [5 * 65_536, 6 * 65_536],
        [6 * 65_536, 9 * 65_536],
        [9 * 65_536, 10 * 65_536],
      ),
    ],
    65_536,
  ],
];

type Durations = typeof durationsNs;
type Step = (passes: Passes) => number | null;

const stepOf: Step = (passes) => {
  const step = new ClockStep();
  for (const pass of passes) step.addStamps(pass);
  return step.ns;
};

const wrongIn = (durations: Durations): readonly string[] =>
  DURATIONS.filter(([, given, expected]) => String(durations(given)) !== String(expected)).map(
    ([name]) => name,
  );
const wrongSteps = (step: Step): readonly string[] =>
  STEPS.filter(([, given, expected]) => step(given) !== expected).map(([name]) => name);

const pairsOf = (given: BigUint64Array): [number, number][] =>
  Array.from({ length: given.length / 2 }, (_, i) => [Number(given[2 * i]), Number(given[2 * i + 1])]);

const DURATION_FAULTS: Readonly<Record<string, Durations>> = {
  'the plain difference': (given) => pairsOf(given).map(([begin, end]) => end - begin),
  'clipped at the end of the one before, not at the latest end': (given) =>
    pairsOf(given).map(([begin, end], i, all) => Math.max(0, end - Math.max(begin, all[i - 1]?.[1] ?? 0))),
  'below zero': (given) => {
    let last = 0;
    return pairsOf(given).map(([begin, end]) => {
      const ns = end - Math.max(begin, last);
      last = Math.max(last, end);
      return ns;
    });
  },
  'from end to end': (given) =>
    pairsOf(given).map(([begin, end], i, all) => end - (all[i - 1]?.[1] ?? begin)),
};

const fromZero = (passes: Passes): Passes => passes.map((pass) => BigUint64Array.from([0n, ...pass]));

const STEP_FAULTS: Readonly<Record<string, Step>> = {
  'counted from 0': (passes) => stepOf(fromZero(passes)),
  'the last pass only': (passes) => stepOf(passes.slice(-1)),
  'each pass by itself': (passes) => {
    const steps = passes.map((pass) => stepOf([pass])).filter((step) => step !== null);
    return steps.length === 0 ? null : Math.min(...steps);
  },
  'the smallest difference': (passes) => {
    const gaps = passes.flatMap((pass) => {
      const sorted = Array.from(pass, Number).toSorted((a, b) => a - b);
      return sorted.map((value, i) => value - sorted[Math.max(0, i - 1)]!).filter((gap) => gap > 0);
    });
    return gaps.length === 0 ? null : Math.min(...gaps);
  },
};

describe('GPU stamps', () => {
  it('give durations', () => expect(wrongIn(durationsNs)).toEqual([]));
  it('give the step of the clock', () => expect(wrongSteps(stepOf)).toEqual([]));

  it('faults planted in both are caught', () => {
    const faults = [
      ...Object.entries(DURATION_FAULTS).map(([name, fault]) => [name, wrongIn(fault)] as const),
      ...Object.entries(STEP_FAULTS).map(([name, fault]) => [name, wrongSteps(fault)] as const),
    ];
    const missed = faults.filter(([, seen]) => seen.length === 0).map(([name]) => name);
    console.log(`stamps: ${faults.length - missed.length} of ${faults.length} planted faults caught`);
    expect(missed).toEqual([]);
  });
});
