/** @file Integers as they are written, against ECMA-402's own. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { integer } from '../../src/core/writing.ts';

const reference = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

it.each([
  [0, '0'],
  [-0, '-0'],
  [999, '999'],
  [1_000, '1,000'],
  [-1_000, '-1,000'],
  [299_750_272, '299,750,272'],
  [2 ** 53 - 1, '9,007,199,254,740,991'],
  [2.5, '3'],
  [-2.5, '-3'],
  [-0.4, '-0'],
  [999.5, '1,000'],
  [Number.NaN, 'NaN'],
  [Infinity, '∞'],
  [1e21, '1,000,000,000,000,000,000,000'],
])('%d is %s', (value, text) => {
  expect(integer(value)).toBe(text);
  expect(reference.format(value)).toBe(text);
});

it('is what Intl writes of any number', () => {
  const any = fc.oneof(fc.maxSafeInteger(), fc.integer(), fc.double());
  fc.assert(
    fc.property(any, (value) => {
      expect(integer(value)).toBe(reference.format(value));
    }),
  );
});
