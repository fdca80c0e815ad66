/** @file Every formula against its hand-made cases, and what it reads against what it says it reads. */
import { describe, expect, it } from 'vitest';
import type { KernelCall } from '../../src/core/kernel-call.ts';
import { FORMULAS } from '../../src/formulas/table.ts';
import { FORMULA_CASES, formulaFailures } from './cases.ts';
import { c64, callOf, f32, workOf } from './formula-case.ts';

const counted = Object.entries(FORMULAS).flatMap(([kernel, formula]) =>
  formula?.state === 'counted' ? [{ kernel, reads: formula.reads as readonly string[] }] : [],
);

/** Evaluates a kernel's formula on a case and notes the attributes that it touches. */
function attributesTouched(call: KernelCall): Set<string> {
  const touched = new Set<string>();
  const attrs = new Proxy(call.attrs, {
    get(target, name, receiver): unknown {
      if (typeof name === 'string') touched.add(name);
      return Reflect.get(target, name, receiver);
    },
    has(target, name) {
      if (typeof name === 'string') touched.add(name);
      return Reflect.has(target, name);
    },
    ownKeys: () => {
      throw new Error('a formula reads attributes by name, never all of them');
    },
  });
  workOf(FORMULAS, { ...call, attrs });
  return touched;
}

describe('formulas', () => {
  it('meet every case, term by term', () => {
    expect(formulaFailures(FORMULAS)).toEqual([]);
  });

  it('each have a case, under names that are unique', () => {
    const covered = new Set(FORMULA_CASES.map(({ call }) => call.kernel));
    expect(counted.map(({ kernel }) => kernel).filter((kernel) => !covered.has(kernel))).toEqual([]);
    expect(new Set(FORMULA_CASES.map(({ name }) => name)).size).toBe(FORMULA_CASES.length);
  });

  it.each(counted)('$kernel reads exactly the attributes that it names', ({ kernel, reads }) => {
    const touched = new Set<string>();
    for (const { call } of FORMULA_CASES) {
      if (call.kernel !== kernel) continue;
      for (const name of attributesTouched(call)) touched.add(name);
    }
    expect([...touched].toSorted()).toEqual([...reads].toSorted());
  });

  it('count multiply-adds for contractions only', () => {
    const contractions = /Conv|MatMul|Einsum/;
    const others = FORMULA_CASES.filter(({ call }) => !contractions.test(call.kernel));
    const offenders = others.filter(({ call }) =>
      workOf(FORMULAS, call).some(({ op }) => op === 'multiplyAdds'),
    );
    expect(offenders.map(({ name }) => name)).toEqual([]);
    expect(others.length).toBeGreaterThan(0);
  });
});

describe('a call without a formula throws, so that it is unknown and not 0', () => {
  const matrix = { a: f32(2, 3), b: f32(3, 4) };
  const image = f32(1, 5, 5, 2);
  const filter = f32(3, 3, 2, 4);
  const window = { strides: 1, dilations: 1, dataFormat: 'NHWC' };
  const transposes = { transposeA: false, transposeB: false };

  it.each([
    [
      'an activation',
      callOf('_FusedMatMul', matrix, f32(2, 4), { ...transposes, activation: 'gelu' }),
      '"gelu"',
    ],
    [
      'a padding',
      callOf('Conv2D', { x: image, filter }, f32(1, 3, 3, 4), { ...window, pad: 'full' }),
      '"full"',
    ],
    [
      'an einsum of three',
      callOf('Einsum', [f32(2), f32(2), f32(2)], f32(), { equation: 'i,i,i->' }),
      '3 operands',
    ],
    ['an ellipsis', callOf('Einsum', [f32(2, 3)], f32(2), { equation: '...i->...' }), '"...i->..."'],
    [
      'an equation that does not fit',
      callOf('Einsum', [f32(2, 3)], f32(2), { equation: 'ii->i' }),
      'does not fit',
    ],
    ['complex division', callOf('RealDiv', { a: c64(2), b: c64(2) }, c64(2), {}), 'complex64'],
    ['a complex sum', callOf('Sum', { x: c64(2, 3) }, c64(2), {}), 'complex64'],
    ['a misnamed input', callOf('Sum', { y: f32(2, 3) }, f32(2), {}), 'no input "x"'],
    [
      'a filter of another rank',
      callOf('Conv2D', { x: image, filter: f32(3, 2, 4) }, image, { ...window, pad: 0 }),
      'rank 4',
    ],
  ])('%s', (_, call, message) => {
    expect(() => workOf(FORMULAS, call)).toThrow(message);
  });
});
