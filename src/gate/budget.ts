/** @file A budget as data, and its checks: no unknown word in it, and no limit against another. */
import { TfjsFlopsError } from '../core/errors.ts';
import { nearest } from '../core/nearest-word.ts';
import { checkBoolean, checkOptions, received } from '../core/options.ts';
import type { Figure } from '../core/changes.ts';
import type { Report } from '../core/report.ts';
import { integer, rowName } from '../core/writing.ts';
import { RULE_NAMES } from '../findings/names.ts';
import { FORMULAS } from '../formulas/table.ts';
import { normalGlob, rowMatcher } from './glob.ts';
import { optionOf, readLimit, type Limit, type ReadLimit } from './limit.ts';

/**
 * What a model may cost. A limit is an amount (`320_000_000`, `'320M'`, of bytes also `'64MB'`), or relative to a baseline
 * (`'+2%'`).
 */
export interface Budget {
  readonly maxMultiplyAdds?: Limit | undefined;
  readonly maxParameters?: Limit | undefined;
  /** Bytes alive at most right after a kernel. */
  readonly maxPeakMemory?: Limit | undefined;
  /** Kernel calls. */
  readonly maxKernels?: Limit | undefined;
  /** Tensors that each pass leaves behind: usually none may be. */
  readonly maxLeakedTensors?: Limit | undefined;
  /** Multiply-adds of all layers together that a pattern names, such as `encoder/**`, each with what lies in it. */
  readonly layers?: Readonly<Record<string, Limit>> | undefined;
  /** Kernels that must not run. */
  readonly noKernel?: readonly string[] | undefined;
  /** No kernel whose work is unknown. */
  readonly noUnknown?: boolean | undefined;
  /** Rules of findings that must find nothing. */
  readonly noFinding?: readonly string[] | undefined;
}

/** The amounts of a whole report that a budget can limit. */
export const AMOUNTS = {
  maxMultiplyAdds: 'multiplyAdds',
  maxParameters: 'parameters',
  maxPeakMemory: 'peakBytes',
  maxKernels: 'kernelCalls',
  maxLeakedTensors: 'leakedTensors',
} as const satisfies Partial<Record<keyof Budget, Figure>>;

type AmountName = keyof typeof AMOUNTS;

export const AMOUNT_NAMES = Object.keys(AMOUNTS) as readonly AmountName[];

export const BUDGET_NAMES: readonly (keyof Budget)[] = [
  ...AMOUNT_NAMES,
  'layers',
  'noKernel',
  'noUnknown',
  'noFinding',
];

/** A budget that was checked. */
export interface ReadBudget {
  readonly amounts: readonly { readonly name: AmountName; readonly limit: ReadLimit }[];
  readonly layers: readonly { readonly glob: string; readonly limit: ReadLimit }[];
  readonly noKernel: readonly string[];
  readonly noUnknown: boolean;
  readonly noFinding: readonly string[];
}

const invalid = (what: string, name: string, value: unknown, ...remedies: string[]): TfjsFlopsError =>
  new TfjsFlopsError('invalid-option', what, { option: optionOf(name, value), remedies });

function checkNames(name: string, given: unknown): readonly string[] {
  if (given === undefined) return [];
  if (Array.isArray(given) && given.every((word) => typeof word === 'string')) return given;
  const wrong: unknown = Array.isArray(given) ? given.find((word) => typeof word !== 'string') : given;
  const what = Array.isArray(given) ? `a list with ${received(wrong)}` : received(given);
  throw new TfjsFlopsError('invalid-option', `must be a list of names, got ${what}`, { option: { name } });
}

/** Words of a list, each one that is known. */
function checkWords(name: string, words: unknown, known: readonly string[], noun: string): readonly string[] {
  const given = checkNames(name, words);
  const wrong = given.find((word) => !known.includes(word));
  if (wrong === undefined) return given;
  throw new TfjsFlopsError('invalid-option', `names no ${noun}`, {
    option: { name, value: wrong },
    nearest: nearest(wrong, known),
  });
}

function readLayers(given: unknown): ReadBudget['layers'] {
  if (given === undefined) return [];
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new TfjsFlopsError('invalid-option', `must be limits by pattern, got ${received(given)}`, {
      option: { name: 'layers' },
    });
  const layers = Object.entries(given).map(([glob, value]) => ({
    glob,
    limit: readLimit(optionOf('layers', { [glob]: value }), value, false),
  }));
  const seen = new Map<string, ReadLimit>();
  for (const { glob, limit } of layers) {
    const other = seen.get(normalGlob(glob));
    if (other !== undefined && other.given !== limit.given)
      throw invalid(
        `contradicts the limit ${other.given} of the same layers`,
        'layers',
        { [glob]: limit.given },
        'give one of them',
      );
    seen.set(normalGlob(glob), limit);
  }
  return layers;
}

/** A part that may cost more than the whole limits nothing: one of the two was meant otherwise. */
function checkParts({ amounts, layers }: Pick<ReadBudget, 'amounts' | 'layers'>): void {
  const whole = amounts.find(({ name }) => name === 'maxMultiplyAdds')?.limit;
  if (whole === undefined || whole.isRelative) return;
  const wrong = layers.find(({ limit }) => !limit.isRelative && limit.allowed(0) > whole.allowed(0));
  if (wrong === undefined) return;
  throw invalid(
    `contradicts the limit of the whole, ${integer(whole.allowed(0))} multiply-adds, which is less`,
    'layers',
    { [wrong.glob]: wrong.limit.given },
    'lower it',
    'raise that of the whole',
  );
}

/** @throws TfjsFlopsError `invalid-option`: a relative limit needs something that it is relative to */
function checkRelative({ amounts, layers }: Pick<ReadBudget, 'amounts' | 'layers'>): void {
  const amount = amounts.find(({ limit }) => limit.isRelative);
  const layer = layers.find(({ limit }) => limit.isRelative);
  if (amount === undefined && layer === undefined) return;
  const [name, value] =
    amount !== undefined
      ? [amount.name, amount.limit.given.replace(' ', '')]
      : ['layers', { [layer?.glob ?? '']: layer?.limit.given.replace(' ', '') }];
  throw invalid('is relative, and there is no baseline', name, value, 'give an amount', 'give a baseline');
}

/** @param baseline whose layers a relative limit may name: they have other names now, or are gone */
function checkGlobs(
  { layers }: Pick<ReadBudget, 'layers'>,
  report: Report,
  baseline: Report | undefined,
): void {
  for (const { glob, limit } of layers) {
    const rows = [...report.layers, ...(limit.isRelative ? (baseline?.layers ?? []) : [])];
    const isWanted = rowMatcher(glob);
    if (rows.some(isWanted)) continue;
    throw new TfjsFlopsError('unknown-layer', 'names no layer', {
      option: optionOf('layers', { [glob]: limit.given }),
      nearest: nearest(glob.replace(/[./]\*+$/, ''), rows.filter(({ path }) => path.length > 0).map(rowName)),
      remedies: [{ list: 'layers' }],
    });
  }
}

type Limits = Pick<ReadBudget, 'amounts' | 'layers'>;

const isLimit = (value: unknown): boolean => {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return value !== undefined && value !== false;
};

/** Whether anything can break it: no patterns, no kernels and `noUnknown: false` are no limits. */
export const isBreakable = (budget: Budget): boolean => Object.values(budget).some(isLimit);

/**
 * All that can be said of a budget before there is a report.
 * @param owner what has it: `checkBudget()`, a file
 * @throws TfjsFlopsError `unknown-option`, `invalid-option`
 */
export function readLimits(given: Budget, owner: string): Limits {
  checkOptions(given, BUDGET_NAMES, owner);
  checkBoolean('noUnknown', given.noUnknown);
  checkNames('noKernel', given.noKernel);
  checkWords('noFinding', given.noFinding, RULE_NAMES, 'rule of findings');
  const amounts = AMOUNT_NAMES.flatMap((name) => {
    const value = given[name];
    if (value === undefined) return [];
    return [{ name, limit: readLimit(optionOf(name, value), value, name === 'maxPeakMemory') }];
  });
  const layers = readLayers(given.layers);
  checkParts({ amounts, layers });
  return { amounts, layers };
}

/**
 * @param given the budget as it was given
 * @param report what it is for
 * @param baseline what relative limits are relative to
 * @throws TfjsFlopsError `unknown-option`, `invalid-option`, `unknown-layer`
 */
export function readBudget(given: Budget, report: Report, baseline: Report | undefined): ReadBudget {
  const { amounts, layers } = readLimits(given, 'checkBudget()');
  const { noKernel, noUnknown, noFinding = [] } = given;
  const reports = [report, ...(baseline === undefined ? [] : [baseline])];
  const ran = reports.flatMap(({ kernels }) => kernels.map(({ kernel }) => kernel));
  if (baseline === undefined) checkRelative({ amounts, layers });
  checkGlobs({ layers }, report, baseline);
  return {
    amounts,
    layers,
    noKernel: checkWords('noKernel', noKernel, [...Object.keys(FORMULAS), ...ran], 'kernel of tfjs'),
    noUnknown: noUnknown === true,
    noFinding,
  };
}
