/** @file Items that follow one another in two lists: as many as there are, and of long lists in time and memory in proportion. */
import { expect, it } from 'vitest';
import { inOrder } from '../../src/diff/in-order.ts';
import { randomSource } from '../support/random.ts';

const same = (item: string): string => item;

/** By trying all: of short lists. */
function most(a: string, b: string): number {
  if (a === '' || b === '') return 0;
  if (a[0] === b[0]) return 1 + most(a.slice(1), b.slice(1));
  return Math.max(most(a.slice(1), b), most(a, b.slice(1)));
}

it('finds as many as there are, in order, in 300 pairs of lists', () => {
  const { below } = randomSource(7);
  for (let round = 0; round < 300; round++) {
    const [a, b] = [0, 1].map(() => Array.from({ length: below(9) }, () => 'xyz'[below(3)]!)) as [
      string[],
      string[],
    ];
    // Numbered, so that each item is itself.
    const numbered = (list: readonly string[]): string[] => list.map((item, i) => `${item}${i}`);
    const pairs = inOrder(numbered(a), numbered(b), (item) => item[0]!);
    expect(pairs).toHaveLength(most(a.join(''), b.join('')));
    for (const side of [0, 1] as const) {
      const places = pairs.map((pair) => Number(pair[side].slice(1)));
      expect(places).toEqual([...new Set(places)].toSorted((x, y) => x - y));
    }
    for (const [from, to] of pairs) expect(from[0]).toBe(to[0]);
  }
});

it('takes two lists of 40,000 that begin and end alike, and two that do not', () => {
  const items = Array.from({ length: 40_000 }, (_, i) => `${i % 7}`);
  expect(inOrder(items, items, same)).toHaveLength(items.length);
  expect(inOrder(items, items.toSpliced(20_000, 1), same)).toHaveLength(items.length - 1);
  const turned = ['a', ...items.slice(1, -1), 'b'];
  expect(inOrder(items, turned, same).length).toBeGreaterThan(39_000);
});
