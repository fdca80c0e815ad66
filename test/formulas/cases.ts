/** @file All formula cases, and the question whether a table of formulas meets them. */
import type { Formulas } from '../../src/core/formula.ts';
import { CONVOLUTION_CASES } from './cases/convolution.ts';
import { CONVOLUTION_GRAD_CASES } from './cases/convolution-grad.ts';
import { ELEMENTWISE_CASES } from './cases/elementwise.ts';
import { FUSED_CASES } from './cases/fused.ts';
import { MATMUL_CASES } from './cases/matmul.ts';
import { REDUCTION_CASES } from './cases/reduction.ts';
import { SAMPLING_CASES } from './cases/sampling.ts';
import { failuresAmong, type FormulaCase } from './formula-case.ts';

export const FORMULA_CASES: readonly FormulaCase[] = [
  ...CONVOLUTION_CASES,
  ...CONVOLUTION_GRAD_CASES,
  ...FUSED_CASES,
  ...MATMUL_CASES,
  ...ELEMENTWISE_CASES,
  ...REDUCTION_CASES,
  ...SAMPLING_CASES,
];

/** The names of all cases that a table of formulas does not meet; one that throws does not. */
export const formulaFailures = (formulas: Formulas): string[] => failuresAmong(FORMULA_CASES, formulas);
