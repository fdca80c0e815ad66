/** @file What whoever wrote the page put into it, and the page itself as text, to be saved again. */
import { withoutCounter } from '../core/counting-page.ts';
import { TfjsFlopsError } from '../core/errors.ts';
import { inertJson } from '../core/inert.ts';
import type { Report } from '../core/report.ts';
import type { SweepSheet } from '../core/sweep.ts';
import { UNITS, type Unit } from '../core/unit.ts';
import type { ReportFile } from '../saved/file.ts';
import { headOf, type ReportHead } from '../saved/head.ts';
import { readReport } from '../saved/read.ts';
import { reportOf } from '../saved/restore.ts';
import { writeReport } from '../saved/write.ts';
import type { Language } from '../trial/texts.ts';
import type { Hints } from './data/subject.ts';
import { languageOf } from './language/language.ts';

/** The element that holds it: JSON, which no browser runs. */
const DATA = 'tfjs-flops-data';

export interface Embedded {
  /** None, one, or two to compare; each as its file holds it. */
  readonly reports: readonly Report[];
  /** A model at many sizes, in place of reports. */
  readonly sweep: SweepSheet | null;
  readonly unit: Unit;
  readonly hints: Hints;
  /** The command that opens a page which counts models; `null` where whoever wrote this one did not say. */
  readonly howToCount: string | null;
  readonly language: Language;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** As it was written, before anything is drawn over it. */
const TEXT = document.getElementById(DATA)?.textContent ?? '';

const unitOf = (value: unknown): Unit => UNITS.find((each) => each === value) ?? 'multiply-adds';

let parsed: unknown;

function dataIn(): Readonly<Record<string, unknown>> {
  parsed ??= TEXT.trim() === '' ? {} : JSON.parse(TEXT);
  if (isObject(parsed)) return parsed;
  throw new TfjsFlopsError('invalid-input', 'The data in this page are damaged.');
}

/** @throws TfjsFlopsError for what cannot be drawn */
function checkSweep(sheet: unknown): void {
  const { sweep, sentences } = isObject(sheet) ? sheet : {};
  const isList = (value: unknown): value is readonly unknown[] =>
    Array.isArray(value) && value.every((each) => isObject(each));
  if (isObject(sweep) && isList(sweep['axes']) && isList(sweep['points']) && Array.isArray(sentences)) return;
  throw new TfjsFlopsError('invalid-input', 'The sweep in this page is damaged.');
}

/**
 * Checks the reports in the page as those that are dropped on it.
 * @throws TfjsFlopsError where the page was changed since it was written
 */
export function checkEmbedded(): void {
  const { reports = [], sweep } = dataIn();
  if (sweep !== undefined) checkSweep(sweep);
  for (const report of reports as readonly unknown[])
    readReport(JSON.stringify(report), 'The report in this page');
}

/** What is shown first of one report; `null` where there is none, or two. @throws as {@link readEmbedded} */
export function readHead(): ({ readonly head: ReportHead } & Pick<Embedded, 'unit' | 'language'>) | null {
  const { reports = [], unit, language } = dataIn();
  const [first, ...others] = reports as readonly ReportFile[];
  return first === undefined || others.length > 0
    ? null
    : { head: headOf(first), unit: unitOf(unit), language: languageOf(language) };
}

/** @throws any error where the page was changed since it was written: {@link checkEmbedded} says which */
export function readEmbedded(): Embedded {
  const { reports = [], sweep, unit, hints = {}, howToCount, language } = dataIn();
  return {
    reports: (reports as readonly ReportFile[]).map(reportOf),
    sweep: sweep === undefined ? null : (sweep as SweepSheet),
    unit: unitOf(unit),
    hints: hints as Hints,
    howToCount: typeof howToCount === 'string' ? howToCount : null,
    language: languageOf(language),
  };
}

/** The page as it was before anything was drawn into it. */
export const blankPage = (): Element => document.documentElement.cloneNode(true) as Element;

/** The page with other data in it, in one file; the script stays byte for byte, or its hash would no longer be right. */
export function pageWith(
  empty: Element,
  { reports, sweep, unit, hints, howToCount, language }: Embedded,
): string {
  const blank = withoutCounter(`<!doctype html>\n${empty.outerHTML}\n`);
  const open = blank.indexOf('>', blank.indexOf(`id="${DATA}"`)) + 1;
  const close = blank.indexOf('<', open);
  const data = {
    unit,
    hints,
    howToCount,
    language,
    sweep: sweep ?? undefined,
    reports: reports.map((report) => JSON.parse(writeReport(report)) as object),
  };
  return blank.slice(0, open) + inertJson(data) + blank.slice(close);
}
