/** @file Comparisons of real models: rounds in turns, counts and their agreement; times only in what they consist of. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { comparisonCode } from '../../../src/cli/exit-code.ts';
import { compare } from '../../../src/compare/compare.ts';
import { formatComparison } from '../../../src/report/comparison/table.ts';
import { MIN_ROUNDS } from '../../../src/core/comparison.ts';
import { type Workload } from '../../../src/index.ts';
import { useBackend } from '../../support/backend.ts';
import { checkRounds, FEW, recipe, STEM, stemOf } from './rounds.ts';

beforeAll(async () => {
  await useBackend('cpu');
  await useBackend('wasm');
});

describe('compare', () => {
  it('a model with itself: equal counts, rounds, one pairing, nothing left', async () => {
    const before = tf.memory().numTensors;
    const found = await compare(recipe, recipe, { runs: 1, ...FEW });
    expect(tf.memory().numTensors).toBe(before);
    expect(found.candidates.map(({ label }) => label)).toEqual(['A', 'B']);
    const [a, b] = found.candidates.map(({ report }) => report);
    expect(stemOf(a!).counted.multiplyAdds).toBe(STEM);
    expect(b!.total.counted).toEqual(a!.total.counted);
    expect(b!.total.parameters).toEqual(a!.total.parameters);
    expect(found.agreement).toBeNull();
    expect(found.kernelDifferences).toEqual([]);
    for (const { wall } of found.candidates) expect(wall!.runs).toBe(found.rounds!.roundsMs.length);
    checkRounds(found);
    expect(comparisonCode(found)).toBe(0);
  });

  it('two live models and their inputs, by name', async () => {
    const [rows, inner, columns] = [4, 6, 8];
    const dense = (units: number): tf.LayersModel =>
      tf.sequential({ layers: [tf.layers.dense({ name: 'd', units, inputShape: [inner] })] });
    const found = await compare(dense(columns), dense(2 * columns), {
      runs: 0,
      inputs: [[rows, inner]],
      inputsOfB: [[2 * rows, inner]],
      names: ['narrow', 'wide'],
    });
    expect(found.candidates.map(({ report }) => report.model)).toEqual(['narrow', 'wide']);
    expect(found.candidates.map(({ report }) => report.total.counted.multiplyAdds)).toEqual([
      rows * inner * columns,
      2 * rows * inner * 2 * columns,
    ]);
    expect(found).toMatchObject({ rounds: null, pairings: [], inRounds: [] });
  });

  /** Two functions that note which of them ran, each for longer than any small budget. */
  const noted = (): { order: string[]; a: () => tf.Tensor; b: () => tf.Tensor } => {
    const order: string[] = [];
    const noting = (name: string) => (): tf.Tensor => {
      order.push(name);
      const until = performance.now() + 2;
      while (performance.now() < until);
      return tf.tidy(() => tf.matMul(tf.ones([8, 8]), tf.ones([8, 8])));
    };
    return { order, a: noting('a'), b: noting('b') };
  };

  it('kernels in turns: no side runs ahead of the other by more than a round', async () => {
    const { order, a, b } = noted();
    const runs = 9;
    const found = await compare(a, b, { runs, ...FEW });
    expect(found.candidates.map(({ report }) => report.total.time!.runs)).toEqual([runs, runs]);
    const rounds = 1 + found.rounds!.warmUpRounds + MIN_ROUNDS + runs;
    expect(order).toHaveLength(2 * rounds);
    const pairs = Array.from({ length: rounds }, (_, round) =>
      order.slice(2 * round, 2 * round + 2).join(''),
    );
    for (const pair of pairs) expect(['ab', 'ba']).toContain(pair);
    // Tapped passes, the last ones, in random order too.
    expect(new Set(pairs.slice(-runs)).size).toBe(2);
  });

  it('takes the time that was asked for: of a short one a round each, and says what is missing', async () => {
    const { order, a, b } = noted();
    const found = await compare(a, b, { budgetMs: 1 });
    // The first pass, the warm-up, a round, and a tapped pass.
    expect(order).toHaveLength(2 * 4);
    expect(found.pairings).toEqual([]);
    const text = formatComparison(found).replaceAll(/\s+/g, ' ');
    expect(text).toMatch(/time 1 round in the time given, too few to tell which is faster/);
    // Of how many seconds, a busy machine decides.
    expect(text).toMatch(/in about (?:1 second|\d+ seconds) there are 16/);
    expect(text).not.toContain('is faster than');
  });

  it('functions in rounds', async () => {
    const x = tf.ones([64, 64]);
    const once = (): tf.Tensor => tf.matMul(x, x);
    const thrice = (): tf.Tensor => tf.tidy(() => tf.matMul(tf.matMul(tf.matMul(x, x), x), x));
    const found = await compare(once, thrice, { runs: 1, rounds: 60, budgetMs: 100 });
    const [a, b] = found.candidates.map(({ report }) => report.total.counted.multiplyAdds);
    expect([a, b]).toEqual([64 ** 3, 3 * 64 ** 3]);
    expect(found.rounds!.roundsMs).toHaveLength(60);
    checkRounds(found);
    x.dispose();
  });

  it.each<[object, RegExp]>([
    [
      { rounds: MIN_ROUNDS - 1 },
      /rounds: 15 is not an integer of at least 16; fewer rounds give no interval/,
    ],
    [{ rounds: 12.5 }, /rounds: 12\.5 is not/],
    [{ budgetMs: 0 }, /budgetMs: 0 is not a number of milliseconds above 0/],
    [{ round: 20 }, /^round is not an option of compare\(\).*Did you mean rounds\?/],
    [{ budgetMs: Number.NaN }, /budgetMs: NaN is not/],
  ])('refuses %j', async (options, message) => {
    await expect(compare(recipe, recipe, options)).rejects.toThrow(message);
  });

  it('disposes of what it opened where the other candidate cannot be opened', async () => {
    const never: Workload = {
      ...recipe,
      async open() {
        throw new Error('not to be opened');
      },
    };
    const before = tf.memory().numTensors;
    await expect(compare(recipe, never, { runs: 1, ...FEW })).rejects.toThrow('not to be opened');
    expect(tf.memory().numTensors).toBe(before);
  });
});
