/** @file Formulas of a caller's own, for custom kernels and layers, or instead of the built-in ones. */
import type { Formulas } from '../core/formula.ts';
import type { LayerFormulas } from '../core/theory.ts';
import { FORMULAS } from '../formulas/table.ts';

/** Formulas that a caller adds, for one call of the function that takes them. */
export interface CustomFormulas {
  /** Formulas by kernel name, for custom kernels or instead of the built-in ones. */
  readonly kernelFormulas?: Formulas | undefined;
  /** Closed forms by layer class, for custom layers or instead of the built-in ones. */
  readonly layerFormulas?: LayerFormulas | undefined;
}

/** The formulas of all kernels. */
export const formulasOf = ({ kernelFormulas }: CustomFormulas): Formulas => ({
  ...FORMULAS,
  ...kernelFormulas,
});
