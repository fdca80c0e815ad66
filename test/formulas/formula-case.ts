/**
 * @file What a kernel's formula must give for one call: the ledger of each term, spelled by hand as products
 * of named dimensions. Terms and operations that are not named must be 0.
 */
import type { Formulas } from '../../src/core/formula.ts';
import type { KernelCall, Of, TensorSpec } from '../../src/core/kernel-call.ts';
import { OPS, zeroCounts, type Op, type OpCounts } from '../../src/core/ops.ts';
import type { DType, Shape } from '../../src/core/shape.ts';
import { countsOf, termValue, type Term, type Work } from '../../src/core/work.ts';

export type Ledger = Readonly<Partial<Record<Term, Partial<OpCounts>>>>;

export interface FormulaCase {
  readonly name: string;
  readonly call: KernelCall;
  readonly expected: Ledger;
}

export const tensor = (dtype: DType, ...shape: Shape): TensorSpec => ({ shape, dtype, origin: 'value' });
export const f32 = (...shape: Shape): TensorSpec => tensor('float32', ...shape);
export const c64 = (...shape: Shape): TensorSpec => tensor('complex64', ...shape);

/** A call that the compiler checks against the kernel's inputs and attributes. */
export const callOf = <K extends string>(
  kernel: K,
  inputs: Of<K>['inputs'],
  outputs: TensorSpec | readonly [TensorSpec, ...TensorSpec[]],
  attrs: Of<K>['attrs'],
): KernelCall =>
  ({ kernel, inputs, outputs: Array.isArray(outputs) ? outputs : [outputs], attrs }) as KernelCall;

/**
 * The work that a table has for a call. @throws Error if the kernel is not counted, or whatever its formula
 * throws
 */
export function workOf(formulas: Formulas, call: KernelCall): Work {
  const formula = formulas[call.kernel];
  if (formula?.state !== 'counted') throw new Error(`${call.kernel} is not counted`);
  return formula.work(call);
}

const TERMS: readonly Term[] = [
  'products',
  'in-bounds',
  'bias',
  'activation',
  'normalisation',
  'softmax',
  'pooling',
  'interpolation',
  'reduction',
  'elementwise',
  'other',
];

function fails(formulas: Formulas, { call, expected }: FormulaCase): boolean {
  try {
    const work = workOf(formulas, call);
    const totals: Record<Op, number> = zeroCounts();
    for (const term of TERMS) {
      for (const op of OPS) {
        const count = expected[term]?.[op] ?? 0;
        if (termValue(work, term, op) !== count) return true;
        if (term !== 'in-bounds') totals[op] += count;
      }
    }
    const counts = countsOf(work);
    return OPS.some((op) => counts[op] !== totals[op]);
  } catch {
    return true;
  }
}

/** The names of the cases that a table of formulas does not meet; one that throws does not. */
export const failuresAmong = (cases: readonly FormulaCase[], formulas: Formulas): string[] =>
  cases.filter((formulaCase) => fails(formulas, formulaCase)).map(({ name }) => name);
