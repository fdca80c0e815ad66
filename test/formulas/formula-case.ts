/**
 * @file What a kernel's formula must give for one call: the ledger of each term, spelled by hand as products
 * of named dimensions. Terms and operations that are not named must be 0.
 */
import type { Formulas } from '../../src/core/formula.ts';
import type { KernelCall, KernelSignature, TensorSpec } from '../../src/core/kernel-call.ts';
import { OPS, zeroCounts, type Op, type OpCounts } from '../../src/core/ops.ts';
import type { DType, Shape } from '../../src/core/shape.ts';
import { countsOf, TERMS, termValue, type Term, type Work } from '../../src/core/work.ts';

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
  inputs: KernelSignature<K>['inputs'],
  outputs: TensorSpec | readonly [TensorSpec, ...TensorSpec[]],
  attrs: KernelSignature<K>['attrs'],
): KernelCall =>
  ({ kernel, inputs, outputs: Array.isArray(outputs) ? outputs : [outputs], attrs }) as KernelCall;

/** The work of a call by a table's formula. @throws Error if the kernel is not counted, or what its formula throws */
export function workOf(formulas: Formulas, call: KernelCall): Work {
  const formula = formulas[call.kernel];
  if (formula?.state !== 'counted') throw new Error(`${call.kernel} is not counted`);
  return formula.work(call);
}

/** A sentence for each term and operation that differs from the ledger, and for each total. */
function differences(work: Work, expected: Ledger): string[] {
  const totals: Record<Op, number> = zeroCounts();
  const differing = (what: string, count: number, expectedCount: number): string[] =>
    count === expectedCount ? [] : [`${what} ${count}, expected ${expectedCount}`];
  const byTerm = TERMS.flatMap((term) =>
    OPS.flatMap((op) => {
      const count = expected[term]?.[op] ?? 0;
      if (term !== 'in-bounds') totals[op] += count;
      return differing(`${term} ${op}`, termValue(work, term, op), count);
    }),
  );
  const counts = countsOf(work);
  return [...byTerm, ...OPS.flatMap((op) => differing(`total ${op}`, counts[op], totals[op]))];
}

function failuresOf(formulas: Formulas, { name, call, expected }: FormulaCase): string[] {
  try {
    return differences(workOf(formulas, call), expected).map((difference) => `${name}: ${difference}`);
  } catch (error) {
    return [`${name}: ${String(error)}`];
  }
}

/** What a table of formulas gets wrong on the cases, a sentence each; what a formula throws is one of them. */
export const failuresAmong = (cases: readonly FormulaCase[], formulas: Formulas): string[] =>
  cases.flatMap((formulaCase) => failuresOf(formulas, formulaCase));
