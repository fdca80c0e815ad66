/** @file A report as a LaTeX table: booktabs' rules, numbers that siunitx sets. */
import type { Report } from '../core/report.ts';
import { unitHeading } from '../core/unit.ts';
import { visible } from '../core/visible.ts';
import { checkGiven, type ExportOptions } from './given.ts';
import { rowsOf, type Row } from './rows.ts';

/** What LaTeX obeys, and what its usual font encoding has no glyph for. */
const SPECIAL: Readonly<Record<string, string>> = {
  '\\': String.raw`\textbackslash{}`,
  '{': String.raw`\{`,
  '}': String.raw`\}`,
  '~': String.raw`\textasciitilde{}`,
  '^': String.raw`\textasciicircum{}`,
  '<': String.raw`\textless{}`,
  '>': String.raw`\textgreater{}`,
  '|': String.raw`\textbar{}`,
  // \textquotedbl is not in every font encoding.
  '"': String.raw`\char34{}`,
  "'": String.raw`\textquotesingle{}`,
  '`': String.raw`\textasciigrave{}`,
  // After the end of a line these are its options.
  '*': '{*}',
  '[': '{[}',
};

/** Every LaTeX sets ASCII and the accents of Latin 1; of all other characters only the number is written. */
const FOREIGN =
  /[^\u0020-\u007E\u00C0-\u00CF\u00D1-\u00D6\u00D8-\u00DD\u00DF-\u00EF\u00F1-\u00F6\u00F8-\u00FD\u00FF]/gu;

const inText = (character: string): string =>
  SPECIAL[character] ?? (/[$&#_%]/.test(character) ? `\\${character}` : character);

/** A name as text that LaTeX sets and never obeys. */
const text = (name: string): string =>
  Array.from(
    name.replaceAll(FOREIGN, (character) => {
      const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
      return `U+${code}`;
    }),
    inText,
  )
    .join('')
    // Two would be one dash, or one blank; those at the ends none.
    .replaceAll(/-(?=-)/g, '-{}')
    .replaceAll(/^ | (?= |$)/g, '\\ ');

/** A number in a column of numbers; text stands in braces there. */
const number = (value: number | string | null): string => (value === null ? '{?}' : String(value));
const workCell = ({ work, isLeast }: Row): string => number(work) + (work !== null && isLeast ? '{?}' : '');

/** Longer tables break over pages. */
const LINES_OF_A_PAGE = 45;

const line = (cells: readonly string[]): string => `  ${cells.join(' & ')} \\\\`;

const digitsOf = (values: readonly (number | null)[]): number =>
  Math.max(1, ...values.map((value) => String(value ?? 0).length));

/**
 * A report as a LaTeX table for a paper: a line per row of `report.layers`, the total last. It needs the packages that its
 * first line names. Numbers are plain digits, which siunitx groups.
 * @throws TfjsFlopsError `invalid-input`, `unknown-option`, `invalid-option`
 * @example
 * await writeFile('layers.tex', toLatex(report, { unit: 'flops' }));
 */
export function toLatex(report: Report, options: ExportOptions = {}): string {
  const unit = checkGiven(report, options, 'toLatex()');
  const rows = rowsOf(report, unit);
  const isTimed = report.total.time !== null;
  const isLong = rows.length > LINES_OF_A_PAGE;
  const environment = isLong ? 'longtable' : 'tabular';
  const whole = digitsOf([rows.at(-1)!.ms === null ? 0 : Math.trunc(Number(rows.at(-1)!.ms))]);
  const columns = [
    'lll',
    `S[table-format=${digitsOf(rows.map(({ parameters }) => parameters))}]`,
    `S[table-format=${digitsOf(rows.map(({ work }) => work))}]`,
    ...(isTimed ? [`S[table-format=${whole}.3]`] : []),
  ].join('');
  const headings = [
    'Layer',
    'Class',
    'Output',
    '{Parameters}',
    `{${unitHeading(unit)}}`,
    ...(isTimed ? ['{Time (ms)}'] : []),
  ];
  const lines = rows.map((row) =>
    line([
      text(row.name),
      text(row.className),
      row.output === null || row.output.length === 0 ? '' : `$${row.output.join(String.raw` \times `)}$`,
      number(row.parameters),
      workCell(row),
      ...(row.ms === null ? [] : [row.ms]),
    ]),
  );
  return [
    `% \\usepackage{booktabs,siunitx,textcomp${isLong ? ',longtable' : ''}}`,
    `% ${visible(report.model)} on ${visible(report.backend)}`,
    `\\begin{${environment}}{${columns}}`,
    String.raw`  \toprule`,
    line(headings),
    String.raw`  \midrule`,
    ...(isLong ? [String.raw`  \endhead`] : []),
    ...lines.slice(0, -1),
    String.raw`  \midrule`,
    ...lines.slice(-1),
    String.raw`  \bottomrule`,
    `\\end{${environment}}`,
    '',
  ].join('\n');
}
