/** @file Lines add up as printed: planted values, parts below parts, 20 seeded tables. */
import { describe, expect, it } from 'vitest';
import { apportion, apportionLines } from '../../src/report/apportion.ts';
import { randomSource } from '../support/random.ts';

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe('apportion', () => {
  it.each([
    ['thirds', [1, 1, 1], 1_000, [334, 333, 333]],
    ['sixths beside a half', [1, 1, 1, 3], 1_000, [167, 167, 166, 500]],
    ['nothing stays nothing', [0, 5, 0], 1_000, [0, 1_000, 0]],
    ['too little for a unit', [1, 9_999], 1_000, [0, 1_000]],
    ['no values at all', [0, 0], 1_000, [0, 0]],
    ['none', [], 1_000, []],
  ])('%s', (_, values, units, expected) => {
    expect(apportion(values, units)).toEqual(expected);
  });

  it('adds up on 20 seeded lists, each number less than one unit off', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { below } = randomSource(seed);
      const values = Array.from({ length: 1 + below(60) }, () => (below(1e6) / 1e6) ** 6 + 1e-12);
      const given = apportion(values, 1_000);
      expect(sum(given)).toBe(1_000);
      for (const [i, each] of given.entries())
        expect(Math.abs(each - (1_000 * values[i]!) / sum(values))).toBeLessThan(1);
      // Rounding each by itself is what fails: this check would see it.
      if (seed === 1)
        expect(sum(values.map((value) => Math.round((1_000 * value) / sum(values))))).not.toBe(1_000);
    }
  });
});

it('parts add up to their line, and the top level to the total', () => {
  const line = (name: string, level: number, value: number, isTotal = false) => ({
    name,
    level,
    value,
    isTotal,
  });
  const lines = [
    line('a', 0, 2),
    line('a1', 1, 1),
    line('a11', 2, 1 / 3),
    line('a12', 2, 1 / 3),
    line('a13', 2, 1 / 3),
    line('a2', 1, 1),
    line('b', 0, 1),
    line('c', 0, 3),
    line('c1', 1, 3),
    line('Total', 0, 6, true),
  ];
  const units = apportionLines(lines, ({ value }) => value, 1_000);
  const of = (...names: readonly string[]): number =>
    sum(names.map((name) => units.get(lines.find((each) => each.name === name)!)!));
  expect(of('a', 'b', 'c')).toBe(1_000);
  expect(of('a1', 'a2')).toBe(of('a'));
  expect(of('a11', 'a12', 'a13')).toBe(of('a1'));
  expect(of('c1')).toBe(of('c'));
  expect(of('Total')).toBe(1_000);
});
