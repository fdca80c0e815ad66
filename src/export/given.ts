/** @file What every export is given: a report, and the unit to write it in. */
import { TfjsFlopsError } from '../core/errors.ts';
import { checkOptions, received } from '../core/options.ts';
import type { Report } from '../core/report.ts';
import { checkUnit, type Unit } from '../core/unit.ts';

/** Options of every export. */
export interface ExportOptions {
  /** `multiply-adds` (default), or `flops`, of which a multiply-add is two. */
  readonly unit?: Unit | undefined;
}

/** What exports read; what lacks one of them is no report. */
const FIELDS: readonly (keyof Report)[] = [
  'model',
  'backend',
  'scopes',
  'calls',
  'entries',
  'costs',
  'entryTimes',
  'layers',
  'total',
];

/**
 * @param caller as users write it: `toCsv()`
 * @param known the names of the options that it takes
 * @returns the unit to write in
 * @throws TfjsFlopsError `invalid-input` for anything but a report; `unknown-option`, `invalid-option`
 */
export function checkGiven(
  report: unknown,
  options: ExportOptions,
  caller: string,
  known: readonly string[] = ['unit'],
): Unit {
  const given = typeof report === 'object' && report !== null ? report : {};
  if (!FIELDS.every((field) => field in given)) {
    const isFile = 'isFollowed' in given;
    const got = isFile ? 'what the file of a report holds' : received(report);
    const remedy = isFile
      ? 'read it with readReport()'
      : 'then' in given
        ? 'await it first'
        : 'give what profile() or count() returns';
    throw new TfjsFlopsError('invalid-input', `${caller} takes a report, got ${got}.`, {
      remedies: [remedy],
    });
  }
  checkOptions(options, known, caller);
  checkUnit(options.unit);
  return options.unit ?? 'multiply-adds';
}

/**
 * @param noun what it is for: `A trace`
 * @throws TfjsFlopsError `invalid-input` where no kernel was timed
 */
export function checkTimed({ total, environment }: Report, noun: string): void {
  if (total.time !== null) return;
  const why = environment?.clockNote;
  throw new TfjsFlopsError(
    'invalid-input',
    `${noun} lays kernels out by their times, and this report has none${why === undefined ? '' : `: ${why}`}`,
    { remedies: [{ set: [{ name: 'runs', value: 10 }], to: 'profile with timed passes' }] },
  );
}
