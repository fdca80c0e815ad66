/**
 * @file Formulas of kernels that do the same few operations for each output; broadcasting is in the output.
 */
import type { Basis, Formula } from '../core/formula.ts';
import { OPS, type Op } from '../core/ops.ts';
import { amount, type Term, type Work } from '../core/work.ts';
import { assertReal, isComplex, outputsOf } from './shapes.ts';

/** Operations for each output. */
export type PerElement = Readonly<Partial<Record<Op, number>>>;

/** outputs · n for each operation done n times per output. */
export const perElementWork = (term: Term, outputs: number, ops: PerElement): Work =>
  OPS.flatMap((op) => {
    const times = ops[op] ?? 0;
    if (times === 0) return [];
    return amount(term, op, times === 1 ? { outputs } : { outputs, [op]: times });
  });

/**
 * A kernel that does `ops` for each output. `source` is its equation; `complex` what it does for each complex
 * output, without which a complex64 call is an error.
 */
export const perElement = (
  source: string,
  ops: PerElement,
  {
    basis = 'exact',
    term = 'elementwise',
    complex,
  }: { basis?: Basis; term?: Term; complex?: PerElement } = {},
): Formula => ({
  state: 'counted',
  basis,
  source,
  reads: [],
  work(call) {
    if (complex !== undefined && isComplex(call)) return perElementWork(term, outputsOf(call), complex);
    assertReal(call);
    return perElementWork(term, outputsOf(call), ops);
  },
});
