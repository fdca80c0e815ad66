/** @file The cases can fail: planted faults, and every factor of every amount left out in turn. */
import { describe, expect, it } from 'vitest';
import type { Formulas } from '../../src/core/formula.ts';
import { FORMULAS } from '../../src/formulas/table.ts';
import { FORMULA_CASES, formulaFailures } from './cases.ts';
import { failuresAmong, workOf } from './formula-case.ts';
import { FORMULA_FAULTS, replaceWork } from './formula-faults.ts';

/** One mutant for each factor of each amount that a kernel's formula gives for any of the cases. */
function factorMutants(): { name: string; kernel: string; formulas: Formulas }[] {
  const mutants = new Map<string, { name: string; kernel: string; formulas: Formulas }>();
  for (const { call } of FORMULA_CASES) {
    workOf(FORMULAS, call).forEach(({ factors }, index) => {
      for (const factor of Object.keys(factors)) {
        if (factor === 'steps') continue; // LinSpace makes one step a call: always 1
        const name = `${call.kernel}, amount ${index} without ${factor}`;
        const formulas = replaceWork(call.kernel, (work) =>
          work.map((part, i) =>
            i === index ? { ...part, factors: { ...part.factors, [factor]: 1 } } : part,
          ),
        );
        mutants.set(name, { name, kernel: call.kernel, formulas });
      }
    });
  }
  return [...mutants.values()];
}

describe('planted formula faults', () => {
  it('are all caught', () => {
    const missed = FORMULA_FAULTS.filter(({ formulas }) => formulaFailures(formulas).length === 0);
    const caught = FORMULA_FAULTS.length - missed.length;
    console.log(`${caught} of ${FORMULA_FAULTS.length} planted formula faults caught`);
    expect(missed.map(({ name }) => name)).toEqual([]);
    expect(FORMULA_FAULTS.length).toBeGreaterThanOrEqual(16);
  });

  it('include every factor of every amount left out in turn', () => {
    const mutants = factorMutants();
    const missed = mutants.filter(({ kernel, formulas }) => {
      const cases = FORMULA_CASES.filter(({ call }) => call.kernel === kernel);
      return failuresAmong(cases, formulas).length === 0;
    });
    console.log(`${mutants.length - missed.length} of ${mutants.length} dropped factors caught`);
    expect(missed.map(({ name }) => name)).toEqual([]);
  });

  it('are named with what was expected: a width that is read as the height', () => {
    const formulas = replaceWork('Conv2D', (work) =>
      work.map((part) =>
        part.term === 'products'
          ? { ...part, factors: { ...part.factors, kw: part.factors['kh'] ?? 0 } }
          : part,
      ),
    );
    const rectangles = [
      ['Conv2D valid 3×2, strides 2×3: all taps inside', 2592, 1728],
      ['Conv2D NCHW same 3×1', 10_368, 3456],
    ] as const;
    expect(formulaFailures(formulas)).toEqual(
      rectangles.flatMap(([name, count, expected]) =>
        ['products', 'total'].map((what) => `${name}: ${what} multiplyAdds ${count}, expected ${expected}`),
      ),
    );
  });

  it('are named with what was thrown', () => {
    const formulas = replaceWork('BatchMatMul', () => {
      throw new Error('a planted error');
    });
    const cases = FORMULA_CASES.filter(({ call }) => call.kernel === 'BatchMatMul');
    expect(cases.length).toBeGreaterThan(0);
    expect(formulaFailures(formulas)).toEqual(cases.map(({ name }) => `${name}: Error: a planted error`));
  });
});
