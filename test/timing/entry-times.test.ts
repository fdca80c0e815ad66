/** @file Times that add up: planted kernel times, a stray pass, 20 seeded runs with noise. */
import { describe, expect, it } from 'vitest';
import { middleCount, middleHalf } from '../../src/core/middle-half.ts';
import { entryTimes } from '../../src/timing/entry-times.ts';
import type { KernelTimes } from '../../src/timing/kernel-timer.ts';
import { median, timeOf } from '../../src/timing/statistics.ts';
import { randomSource } from '../support/random.ts';

const entriesOf = (n: number) => Array.from({ length: n }, (_, id) => ({ id }));
const pass = (...ms: readonly number[]): KernelTimes => new Map(ms.entries());

describe('middleHalf', () => {
  it.each([
    [[], []],
    [[4], [0]],
    [
      [4, 1],
      [0, 1],
    ],
    [[4, 1, 9], [0]],
    [
      [4, 1, 9, 5],
      [0, 3],
    ],
    [
      [1, 1, 1, 1],
      [1, 2],
    ],
    [
      [5, 900, 3, 4, 6, 7, 1, 8, 2, 9],
      [0, 2, 3, 4, 5, 7],
    ],
  ])('of %j', (totals, expected) => {
    expect(middleHalf(totals)).toEqual(expected);
    expect(middleCount(totals.length)).toBe(expected.length);
  });
});

describe('entryTimes', () => {
  it('is the mean over the same passes for every row, and a stray one is out', () => {
    // Three kernels. Each median is of another pass: 1, 2 and 3 add up to 6; a pass takes 8.
    const passes = [pass(1, 2, 5), pass(1, 4, 3), pass(3, 2, 3), pass(100, 200, 300)];
    const times = entryTimes(pass(9, 9, 9), passes);
    // The passes of 8, 8 and 8 ms, the first of them the smallest.
    expect(times(entriesOf(3))).toMatchObject({ meanMs: 8, firstMs: 27, runs: 4 });
    expect(times([{ id: 0 }])!.meanMs).toBe((1 + 3) / 2);
    expect(times([{ id: 1 }])!.meanMs).toBe((4 + 2) / 2);
    expect(times([{ id: 2 }])!.meanMs).toBe((3 + 3) / 2);
  });

  it('counts an entry that a pass lacks as none, and one that all lack as not timed', () => {
    const times = entryTimes(null, [pass(2), pass(2, 4)]);
    expect(times([{ id: 1 }])!.meanMs).toBe(2);
    expect(times([{ id: 0 }, { id: 7 }])!.meanMs).toBe(2);
    expect(times([{ id: 7 }])).toBeNull();
    expect(times([])!.meanMs).toBe(0);
    expect(times([{ id: 0 }])!.firstMs).toBeNull();
    expect(entryTimes(null, [])(entriesOf(1))).toBeNull();
  });

  it('adds up to the last digit on 20 seeded runs with noise, in any grouping', () => {
    let medianSumsDiffer = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const { below } = randomSource(seed);
      const noisy = (): number => (below(1e6) / 1e6) ** 8 * 20 + 0.01;
      const all = entriesOf(57);
      const passes = Array.from({ length: 3 + below(12) }, () => pass(...all.map(noisy)));
      const times = entryTimes(passes[0]!, passes);
      const total = times(all)!.meanMs;
      const [rows, kernels] = [5, 8].map((groups) =>
        Array.from({ length: groups }, (_, group) => all.filter(({ id }) => id % groups === group)),
      );
      for (const grouping of [rows!, kernels!, all.map((entry) => [entry])])
        expect(grouping.reduce((sum, entries) => sum + times(entries)!.meanMs, 0)).toBe(total);
      const medians = all.map(({ id }) => median(passes.map((each) => each.get(id)!)));
      const medianOfSums = median(passes.map((each) => [...each.values()].reduce((a, b) => a + b, 0)));
      if (medians.reduce((a, b) => a + b, 0) < 0.9 * medianOfSums) medianSumsDiffer++;
    }
    // The same passes by medians, as a planted fault: rows and total would disagree by more than a tenth.
    expect(medianSumsDiffer).toBe(20);
  });

  it('is not moved by stray passes, however slow, as long as they are a quarter', () => {
    const quiet = Array.from({ length: 10 }, () => pass(1, 2));
    const stray = [...quiet.slice(2), pass(1e6, 2), pass(1, 1e6)];
    expect(entryTimes(null, stray)(entriesOf(2))!.meanMs).toBe(3);
    expect(timeOf(9, [3, 3, 3, 3, 3, 3, 3, 3, 1e6, 1e6])!.meanMs).toBe(3);
  });
});
