/** @file How a check is printed: the options of each, and the colours of outcomes. */
import type { Style } from '../report/paint.ts';

export interface CheckFormat {
  /** Columns of the terminal. */
  readonly width?: number;
  readonly color?: boolean;
}

/** Outcomes without one are neither good nor a fault. */
export const OUTCOME_STYLES: Readonly<Partial<Record<string, Style>>> = {
  wrong: 'red',
  unexplained: 'red',
  exact: 'green',
};
