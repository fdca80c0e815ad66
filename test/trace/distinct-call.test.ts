/** @file Distinct calls: the same exactly where the facts are. */
import { beforeAll, describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { hashOf, hashOfAttributes, DistinctCall, type LiveCall } from '../../src/trace/distinct-call.ts';
import { kernelNumber } from '../../src/trace/tap.ts';
import { WeightTable, type VariableLike } from '../../src/trace/weights.ts';

const WEIGHT: VariableLike = { dataId: {}, shape: [2], dtype: 'float32' };
const weights = new WeightTable();
beforeAll(() => {
  weights.add(1, 'w', WEIGHT, { trainable: true, frozen: false });
  weights.refresh();
});

const READS = ['a', 'b'];
const attribute = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.integer({ min: 0, max: 2 }),
    fc.constantFrom(0.5, Number.NaN, '', '1', 'same', true, false, null, undefined),
    fc.array(tie('value'), { maxLength: 2 }),
  ),
})).value;
const tensor = fc.record({
  shape: fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 3 }),
  dtype: fc.constantFrom('float32', 'int32', 'bool'),
  isWeight: fc.boolean(),
});
const call = fc.record({
  kernel: fc.constantFrom('First', 'Second'),
  inputs: fc.oneof(
    fc.array(tensor, { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('x', 'filter', 'bias'), fc.option(tensor, { nil: undefined }), {
      maxKeys: 3,
    }),
  ),
  attrs: fc.dictionary(fc.constantFrom(...READS, 'unread'), attribute, { maxKeys: 3 }),
  outputs: fc.array(tensor, { minLength: 1, maxLength: 2 }),
});
type Drawn = typeof call extends fc.Arbitrary<infer T> ? T : never;
type DrawnTensor = Drawn['outputs'][number];

const liveTensor = ({ shape, dtype, isWeight }: DrawnTensor) => ({
  shape,
  dtype,
  dataId: isWeight ? WEIGHT.dataId : {},
});
const live = ({ kernel, inputs, attrs, outputs }: Drawn): LiveCall =>
  ({
    kernel: kernelNumber(kernel),
    inputs: Array.isArray(inputs)
      ? inputs.map(liveTensor)
      : Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, input && liveTensor(input)])),
    attrs,
    outputs: outputs.map(liveTensor),
  }) as unknown as LiveCall;

/** The facts that must tell calls apart, as text: undefined and null attributes are alike, unread ones do not matter. */
const facts = ({ kernel, inputs, attrs, outputs }: Drawn): string =>
  JSON.stringify(
    [
      kernel,
      Array.isArray(inputs) ? inputs : Object.entries(inputs).filter(([, input]) => input !== undefined),
      READS.map((name) => attrs[name] ?? null),
      outputs.map(({ shape, dtype }) => [shape, dtype]),
    ],
    (_, value: unknown) => (Number.isNaN(value) ? 'not a number' : (value ?? null)),
  );

const is = (known: DistinctCall, { kernel, inputs, attrs, outputs }: LiveCall): boolean =>
  known.is(kernel, inputs, attrs, outputs, weights);

describe('a known call', () => {
  it('is the same as a live one exactly where kernel, tensors, weights and read attributes are', () => {
    let same = 0;
    fc.assert(
      fc.property(call, call, fc.boolean(), (a, other, again) => {
        const b = again ? structuredClone(a) : other;
        const known = new DistinctCall(live(a), READS, weights);
        const isSame = facts(a) === facts(b);
        if (isSame) same++;
        expect(is(known, live(b))).toBe(isSame);
        if (isSame)
          expect(hashOf(live(a).kernel, live(a).inputs, live(a).outputs)).toBe(
            hashOf(live(b).kernel, live(b).inputs, live(b).outputs),
          );
        if (isSame)
          expect(hashOfAttributes(1, READS, live(a).attrs)).toBe(hashOfAttributes(1, READS, live(b).attrs));
      }),
      { seed: 1, numRuns: 4_000 },
    );
    expect(same).toBeGreaterThan(1_000);
  });

  it('tells attributes apart that print alike', () => {
    const values = [2, '2', [2], true, 'true', null, [], [[]], Number.NaN, [null]];
    const calls = values.map((a) =>
      live({ kernel: 'First', inputs: {}, attrs: { a }, outputs: [] } as unknown as Drawn),
    );
    for (const [i, one] of calls.entries()) {
      const known = new DistinctCall(one, READS, weights);
      expect(calls.map((other) => is(known, other))).toEqual(calls.map((_, j) => i === j));
    }
  });
});
