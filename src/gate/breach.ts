/** @file What a budget says of a report, as data. */
import type { Figure } from '../core/changes.ts';
import type { Budget } from './budget.ts';
import type { RowFigure } from './pairs.ts';

/** A limit that is broken. */
export interface Breach {
  /** The part of the budget; `growth`: without limits nothing may have more than in the baseline. */
  readonly limit: keyof Budget | 'growth';
  /** The pattern, kernel or rule that it is of. */
  readonly of: string | null;
  /** What is limited; `null` for a finding. */
  readonly figure: Figure | null;
  /** The baseline's; `null` without one. */
  readonly before: number | null;
  /** `null`: not known, and so not within the limit. */
  readonly actual: number | null;
  readonly allowed: number | null;
  /** A relative limit as it was given: `+2 %`. */
  readonly relative: string | null;
  /** What a finding says, or why a figure is not known. */
  readonly what: string | null;
  /** The rows concerned, the first one most. */
  readonly rows: readonly RowFigure[];
}

/** A figure of the whole that differs from the baseline's. */
export interface Moved {
  readonly figure: Figure;
  readonly before: number;
  readonly actual: number;
  /** Rows that moved the same way, the first one most. */
  readonly rows: readonly RowFigure[];
}

/** A figure that one of two reports does not know, so that nothing is said of it. */
export interface Unknown {
  readonly figure: Figure;
  readonly notIn: 'baseline' | 'report';
}

/** What is to be said of a report. */
export interface Verdict {
  readonly breaches: readonly Breach[];
  /** What there is less of than in the baseline. */
  readonly less: readonly Moved[];
  /** What there is more of, and no limit is set. */
  readonly ungated: readonly Moved[];
  /** What should not grow, and cannot be compared. */
  readonly notCompared: readonly Unknown[];
}

/** Of a breach, where nothing else is said. */
export const NOTHING_SAID = {
  of: null,
  figure: null,
  before: null,
  actual: null,
  allowed: null,
  relative: null,
  what: null,
  rows: [],
} as const;
