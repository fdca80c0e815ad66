/** @file Whether what a renderer was given is a report, or a comparison. */
import type { Comparison } from '../core/comparison.ts';
import { TfjsFlopsError } from '../core/errors.ts';
import { received } from '../core/options.ts';
import type { Report } from '../core/report.ts';

const REPORT_FIELDS: readonly (keyof Report)[] = [
  'model',
  'inputs',
  'environment',
  'scopes',
  'calls',
  'entries',
  'costs',
  'layers',
  'kernels',
  'total',
  'weights',
  'textbook',
  'repairs',
  'findings',
];
const COMPARISON_FIELDS: readonly (keyof Comparison)[] = [
  'candidates',
  'inRounds',
  'pairings',
  'agreement',
  'kernelDifferences',
];

/** What lacks more fields is something else. */
const NAMES_SHOWN = 3;

interface Kind {
  readonly noun: string;
  readonly fields: readonly string[];
  /** Where such a value comes from. */
  readonly source: string;
}

const REPORT: Kind = {
  noun: 'report',
  fields: REPORT_FIELDS,
  source: 'give what profile() or count() returns',
};
const COMPARISON: Kind = {
  noun: 'comparison',
  fields: COMPARISON_FIELDS,
  source: 'give what compare() or compareBackends() returns',
};

const has = (value: object, { fields }: Kind): boolean => fields.every((field) => field in value);

function check(value: unknown, kind: Kind, caller: string): void {
  const isObject = typeof value === 'object' && value !== null;
  const version: unknown = isObject ? Reflect.get(value, 'schemaVersion') : undefined;
  if (isObject && has(value, kind) && version === 1) return;
  const refuse = (got: string, remedy: string): never => {
    throw new TfjsFlopsError('invalid-input', `${caller} takes a ${kind.noun}, got ${got}.`, {
      remedies: [remedy],
    });
  };
  if (!isObject) refuse(received(value), kind.source);
  else if ('then' in value) refuse(received(value), 'await it first');
  else if ('isFollowed' in value) refuse('what the file of a report holds', 'read it with readReport()');
  else if (kind === REPORT && has(value, COMPARISON))
    refuse('a comparison', 'give it to formatComparison(), or take the report of one of its candidates');
  else if (kind === COMPARISON && has(value, REPORT)) refuse('a report', 'give it to formatTable()');
  else if (has(value, kind))
    refuse(`one of schemaVersion ${received(version)}`, 'make it anew: this version reads schemaVersion 1');
  else {
    const missing = kind.fields.filter((field) => !(field in value));
    const isNearlyOne = missing.length <= NAMES_SHOWN;
    refuse(received(value) + (isNearlyOne ? `, which lacks ${missing.join(', ')}` : ''), kind.source);
  }
}

/**
 * @param caller as users write it: `formatTable()`
 * @throws TfjsFlopsError `invalid-input`
 */
export const checkReport = (value: unknown, caller: string): void => check(value, REPORT, caller);

/** @throws TfjsFlopsError `invalid-input` */
export const checkComparison = (value: unknown, caller: string): void => check(value, COMPARISON, caller);
