/** @file The outcomes that are known; another one is a failed check. */
import type { FormCheck, Outcome } from './form-check.ts';

/** By form, in the order in which they are printed. */
const EXPECTED: readonly (readonly [form: string, outcome: Outcome])[] = [
  ['F1', 'exact'],
  ['F2', 'exact'],
  ['F3', 'exact'],
  ['F4', 'exact'],
  ['F5', 'exact'],
  ['F6', 'incomplete'],
  ['F7', 'exact'],
  ['F8', 'incomplete'],
  ['F9', 'exact'],
  ['F9', 'wrong'],
  ['F9', 'wrong'],
  ['P1', 'too many'],
  ['P2', 'exact'],
  ['P3', 'incomplete'],
  ['P4', 'depends'],
  ['P5', 'incomplete'],
  ['P6', 'exact'],
];

/** Whether each outcome is the known one. */
export const isAsExpected = ({ forms }: { readonly forms: readonly FormCheck[] }): boolean =>
  forms.length === EXPECTED.length &&
  forms.every(({ form, outcome }, i) => form === EXPECTED[i]![0] && outcome === EXPECTED[i]![1]);
