/** @file Which results are failed checks. */
import type { Comparison } from '../core/comparison.ts';
import type { Report } from '../core/report.ts';
import type { ExitCode } from './command.ts';

/**
 * A residual that is not 0 is a failed check, and so is a backend that was asked for and does not run it; what is unknown
 * is none.
 */
export const exitCodeOf = ({ total, fits = [] }: Pick<Report, 'total' | 'fits'>): ExitCode =>
  (total.residual ?? 0) === 0 && fits.every(({ verdict }) => verdict !== 'does-not-run') ? 0 : 1;

/** Multiply-adds that differ between backends are a failed check, as a residual is. */
export const comparisonCode = ({ candidates, agreement }: Comparison): ExitCode =>
  (agreement?.differences.length ?? 0) > 0 || candidates.some(({ report }) => exitCodeOf(report) === 1)
    ? 1
    : 0;
