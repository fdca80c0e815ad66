/** @file Exact polynomials: degree, coefficients, values, and what is none. */
import { describe, expect, it } from 'vitest';
import { coefficientsOf, countAt, exactPolynomial } from '../../src/sweep/polynomial.ts';
import { extraValues, fewOf, sampled } from '../../src/sweep/probes.ts';
import { repeatedName } from '../../src/sweep/growth.ts';

const points = (places: readonly number[], count: (at: number) => number) =>
  places.map((at) => ({ at, count: count(at) }));

describe('the polynomial through counts', () => {
  it.each<[string, readonly number[], (x: number) => number, number]>([
    ['constant', [1, 2, 5], () => 7, 0],
    ['linear', [1, 8, 3, 4], (x) => 3 * x + 2, 1],
    ['quadratic, at no equal steps', [96, 128, 224, 640, 704], (x) => 5 * x * x + x, 2],
    ['with a half', [1, 2, 3, 4, 5, 6], (x) => (x * (x + 1)) / 2, 2],
    ['quartic and large', [16, 32, 64, 128, 256, 512, 1024], (x) => 2 * x ** 4 + 11 * x ** 2 + 1, 4],
    ['of decimals', [0.5, 0.6, 0.8, 1.4], (x) => Math.round(200 * x), 1],
  ])('%s', (_, places, count, degree) => {
    const polynomial = exactPolynomial(points(places, count))!;
    expect(polynomial.degree).toBe(degree);
    for (const at of places) expect(countAt(polynomial, at)).toBe(BigInt(count(at)));
  });

  it('gives the places between', () => {
    const count = (x: number): number => 2 * x ** 4 + 3 * x ** 2 + 1;
    const polynomial = exactPolynomial(points([1, 2, 3, 5, 8, 13, 21], count))!;
    for (const at of [4, 7, 20, 1000]) expect(countAt(polynomial, at)).toBe(BigInt(count(at)));
    expect(coefficientsOf(polynomial)).toEqual([1, 0, 3, 0, 2]);
  });

  it('is none where one point lies off it, or too few confirm it', () => {
    const off = points([1, 2, 3, 4, 5, 6, 7], (x) => x * x + (x === 4 ? 1 : 0));
    expect(exactPolynomial(off)).toBeNull();
    expect(exactPolynomial(points([1, 2, 3], (x) => x))?.degree).toBeUndefined();
    expect(exactPolynomial(points([1, 2, 3, 4], (x) => x))?.degree).toBe(1);
    // Sizes that a stride rounds up.
    expect(exactPolynomial(points([1, 2, 3, 4, 5, 6, 7, 8], (x) => Math.ceil(x / 2) ** 2))).toBeNull();
  });
});

describe('values', () => {
  const range = Array.from({ length: 1000 }, (_, i) => 16 * (i + 1));

  it('of a long axis are a few, both ends among them', () => {
    for (const few of [fewOf(range), sampled(range)]) {
      expect([few[0], few.at(-1)]).toEqual([16, 16_000]);
      expect(few.length).toBeLessThan(10);
      expect(few).toEqual([...new Set(few)].toSorted((a, b) => a - b));
    }
    expect(sampled([1, 8])).toEqual([1, 8]);
  });

  it('that nobody asked for are multiples of what those that were have in common', () => {
    expect(extraValues([1, 8])).toEqual([2, 3, 4, 5, 6, 7]);
    expect(extraValues([224, 384]).every((value) => value % 32 === 0)).toBe(true);
    expect(extraValues([7])).toEqual([]);
  });
});

it.each([
  ['blocks.11.attn.scores', 'blocks.*.attn.scores'],
  ['stage2.block1.expand_norm', 'stage*.block*.expand_norm'],
  ['model/block_3/Conv2D', 'model/block_*/Conv2D'],
  ['conv2d_12', 'conv2d_*'],
  ['x3d', 'x3d'],
])('%s shares its name as %s', (name, shared) => {
  expect(repeatedName(name)).toBe(shared);
});
