/** @file Where the reports of a command go: a table each, JSON, other formats. */
import { TfjsFlopsError } from '../core/errors.ts';
import type { Report } from '../core/report.ts';
import type { ExitCode, Flags, ValuesOf } from './command.ts';
import { exitCodeOf } from './exit-code.ts';
import { EXPORT_FLAGS, exportsOf, isAnyPrinted, writeExports, type WriteOptions } from './exports.ts';
import { last, oneOf } from './flag-values.ts';
import { DEPTH, JSON_FILE } from './flags.ts';
import { jsonOutput } from './json-output.ts';
import { writeWhole } from './output-file.ts';
import type { Terminal } from './terminal.ts';

/** How a report is shown. */
export const VIEW_FLAGS = {
  by: {
    takes: 'layer|kernel',
    says: 'a line per layer (default) or per kernel',
    read: last(oneOf('layer', 'kernel')),
  },
  ...DEPTH,
  ...JSON_FILE,
  ...EXPORT_FLAGS,
} as const satisfies Flags;

/** Loaded where it is needed: --help must be instant. */
const write = async (report: Report): Promise<string> =>
  (await import('../saved/write.ts')).writeReport(report);

export interface ReportOutput {
  /**
   * The report of the model `i` of the command; `hints` are command lines for a page of a live run.
   * @param name by which other commands take the model; `null` where they cannot
   */
  readonly show: (
    i: number,
    name: string | null,
    report: Report,
    hints?: WriteOptions['hints'],
  ) => Promise<void>;
  /** 1 once a report that was shown failed its check: a residual that is not 0. */
  readonly code: () => ExitCode;
}

/**
 * What the flags ask for.
 * @param names the models of the command
 * @throws TfjsFlopsError `invalid-option` for a result that cannot be written, before anything runs
 */
export async function outputOf(
  names: readonly string[],
  flags: ValuesOf<typeof VIEW_FLAGS> & { readonly runs?: number | undefined },
  terminal: Terminal,
): Promise<ReportOutput> {
  const { json, by, depth, unit, lang } = flags;
  const exports = await exportsOf(flags, names);
  const [results] = [...(json === undefined ? [] : ['--json']), ...exports.map(({ flag }) => flag)];
  if (results !== undefined && names.length > 1)
    throw new TfjsFlopsError('invalid-option', `${results} holds one report, got ${names.length} models`, {
      remedies: ['give one MODEL'],
    });
  const { isPrinted, file } = await jsonOutput(json);
  let code: ExitCode = 0;
  return {
    code: () => code,
    async show(i, name, report, hints) {
      if (exitCodeOf(report) === 1) code = 1;
      const { width, color } = terminal;
      if (isPrinted) terminal.print(await write(report));
      else if (!isAnyPrinted(exports)) {
        const [{ formatTable }, { nextSteps }] = await Promise.all([
          import('../report/table.ts'),
          import('./next-steps.ts'),
        ]);
        const table = formatTable(report, { width, color, by, depth, unit });
        const next = name === null ? [] : nextSteps(name, report, terminal);
        terminal.print([...(i > 0 ? [''] : []), table, ...next].join('\n'));
      }
      if (file !== null) await writeWhole(file, await write(report));
      await writeExports(exports, report, { unit, hints, language: lang }, terminal);
    },
  };
}
