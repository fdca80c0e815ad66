/** @file All formula cases, and what a table of formulas gets wrong on them. */
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

/** What a table of formulas gets wrong on all cases, a sentence each. */
export const formulaFailures = (formulas: Formulas): string[] => failuresAmong(FORMULA_CASES, formulas);
