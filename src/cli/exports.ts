/** @file Results for other programs: `--csv FILE` and its like, a flag a format. */
import { TfjsFlopsError } from '../core/errors.ts';
import type { Report } from '../core/report.ts';
import { UNITS, type Unit } from '../core/unit.ts';
import type { ExportOptions } from '../export/index.ts';
import { dashed, type Flags } from './command.ts';
import { anything, last, oneOf } from './flag-values.ts';
import { checkWritable, isStandardOutput, writeWhole } from './output-file.ts';
import { checkPlaces } from './places-apart.ts';
import type { Terminal } from './terminal.ts';

const FORMATS = [
  'html',
  'csv',
  'markdown',
  'latex',
  'speedscope',
  'trace',
  'modelExplorer',
  'brief',
] as const;

type Format = (typeof FORMATS)[number];

export interface WriteOptions extends ExportOptions {
  /** Of a page. */
  readonly language?: 'en' | 'zh' | undefined;
  /** Command lines for a page. */
  readonly hints?: Readonly<Record<string, string>> | undefined;
}

type Writer = (report: Report, options: ExportOptions) => string | Promise<string>;

async function writers({
  hints,
  language,
}: Pick<WriteOptions, 'hints' | 'language'>): Promise<Readonly<Record<Format, Writer>>> {
  const all = await import('../export/index.ts');
  return {
    html: async (report, { unit }) =>
      (await import('./report-page.ts')).reportPage({ reports: [report], unit, hints, language }),
    csv: all.toCsv,
    markdown: all.toMarkdown,
    latex: all.toLatex,
    speedscope: all.toSpeedscope,
    trace: all.toTrace,
    modelExplorer: all.toModelExplorer,
    brief: all.toBrief,
  };
}

const file = (says: string) => ({ takes: 'FILE', says, read: last(anything) });

/** The language of a page. */
export const pageLanguage = (page: string) => ({
  takes: 'en|zh',
  says: `${page} in English (default) or Chinese`,
  read: last(oneOf('en', 'zh')),
});

export const UNIT = {
  unit: {
    takes: 'NAME',
    says: 'what work is written in: multiply-adds, or flops, two each',
    read: last(oneOf(...UNITS)),
  },
} as const satisfies Flags;

export const EXPORT_FLAGS = {
  ...UNIT,
  html: file('write a page to look at, offline; - prints it, as those below'),
  lang: pageLanguage('that page'),
  csv: file('write the layers as CSV'),
  markdown: file("write the layers as a table in GitHub's Markdown"),
  latex: file('write the layers as a table for a paper'),
  speedscope: file('write a flame graph for speedscope.app, of work and of time'),
  trace: file('write a trace for ui.perfetto.dev and chrome://tracing'),
  modelExplorer: file("write node data of a graph model for Google's Model Explorer"),
  brief: file('write totals, the costliest layers and findings as 2 KB of JSON'),
} as const satisfies Flags;

/** The files that are asked for, and whether times are measured. */
type ExportFlags = { readonly [K in Format | 'json']?: string | undefined } & {
  readonly unit?: Unit | undefined;
  readonly lang?: 'en' | 'zh' | undefined;
  readonly runs?: number | undefined;
};

interface Export {
  readonly format: Format;
  /** `--csv` */
  readonly flag: string;
  /** `null`: standard output. */
  readonly file: string | null;
}

/**
 * The exports that flags ask for, in the order of the formats.
 * @param models the words that name them
 * @throws TfjsFlopsError `invalid-option` for a file that cannot be written, for two results in one place, and for a trace
 *   without times: before anything runs
 */
export async function exportsOf(flags: ExportFlags, models: readonly string[]): Promise<readonly Export[]> {
  const given = (['json', ...FORMATS] as const).flatMap((name) => {
    const target = flags[name];
    return target === undefined ? [] : [{ name, target }];
  });
  await checkPlaces(
    given.map(({ name, target }) => [dashed(name), target]),
    models,
  );
  if (flags.trace !== undefined && flags.runs === 0)
    throw new TfjsFlopsError('invalid-option', '--trace needs times, and --runs 0 measures none', {
      remedies: ['leave --runs 0 out'],
    });
  if (flags.lang !== undefined && flags.html === undefined)
    throw new TfjsFlopsError('invalid-option', '--lang goes with --html', { remedies: ['give both'] });
  const exports: Export[] = [];
  for (const { name, target } of given) {
    if (name === 'json') continue;
    const isPrinted = await isStandardOutput(target);
    if (!isPrinted) await checkWritable(target, dashed(name));
    exports.push({ format: name, flag: dashed(name), file: isPrinted ? null : target });
  }
  return exports;
}

/** Whether one takes the table's place. */
export const isAnyPrinted = (exports: readonly Export[]): boolean =>
  exports.some(({ file: target }) => target === null);

/** Writes one. */
export async function writeExport(
  { flag, file: target }: Export,
  text: string,
  terminal: Terminal,
): Promise<void> {
  if (target === null) terminal.print(text);
  else await writeWhole(target, text, undefined, flag);
}

/**
 * Writes all of them. A format that is not for such a report keeps none of the others from being written.
 * @throws TfjsFlopsError the first refusal, at the end
 */
export async function writeExports(
  exports: readonly Export[],
  report: Report,
  { hints, language, ...options }: WriteOptions,
  terminal: Terminal,
): Promise<void> {
  if (exports.length === 0) return;
  const writerOf = await writers({ hints, language });
  const errors: unknown[] = [];
  for (const each of exports)
    try {
      await writeExport(each, await writerOf[each.format](report, options), terminal);
    } catch (error) {
      errors.push(error);
    }
  if (errors.length > 0) throw errors[0];
}
