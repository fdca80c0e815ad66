/** @file Distinct calls: equal codes exactly where the facts are equal. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Encoder } from '../../src/trace/encode.ts';

const attribute = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.integer(),
    fc.double({ noDefaultInfinity: true }),
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
  ),
})).value;

const codeOf = (value: unknown): { code: readonly number[]; hash: number } => {
  const encoder = new Encoder();
  encoder.pushAttribute(value as never);
  return { code: encoder.copy(), hash: encoder.hash };
};

/** JSON tells the values apart except −0 and NaN, which a shape or window never needs. */
const text = (value: unknown): string =>
  JSON.stringify(value, (_, v: unknown) => (Number.isNaN(v) ? 'not a number' : v === null ? 'nothing' : v));

describe('the code of an attribute', () => {
  it('is equal for equal values and different for different ones', () => {
    fc.assert(
      fc.property(attribute, attribute, (a, b) => {
        const equal = text(a) === text(b);
        expect(codeOf(a).code.join() === codeOf(b).code.join()).toBe(equal);
        expect(codeOf(a)).toEqual(codeOf(structuredClone(a)));
      }),
      { seed: 1, numRuns: 2_000 },
    );
  });

  it('tells kinds apart that print alike', () => {
    const codes = [2, '2', [2], true, 'true', null, [], [[]], NaN].map((value) => codeOf(value).code.join());
    expect(new Set(codes).size).toBe(codes.length);
  });
});

describe('the code of a tensor', () => {
  const tensor = fc.record({
    shape: fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 4 }),
    dtype: fc.constantFrom('float32', 'int32', 'bool', 'complex64', 'string'),
    position: fc.integer({ min: 0, max: 3 }),
    isWeight: fc.boolean(),
  });

  it('is equal exactly where shape, dtype, position and origin are', () => {
    fc.assert(
      fc.property(fc.array(tensor, { maxLength: 3 }), fc.array(tensor, { maxLength: 3 }), (a, b) => {
        const code = (list: typeof a): string => {
          const encoder = new Encoder();
          for (const { shape, dtype, position, isWeight } of list)
            encoder.pushTensor({ shape, dtype, dataId: {} }, position, isWeight);
          return encoder.copy().join();
        };
        expect(code(a) === code(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
      { seed: 2, numRuns: 2_000 },
    );
  });
});
