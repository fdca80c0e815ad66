/** @file A report as a table in GitHub's Markdown. */
import type { Report } from '../core/report.ts';
import { unitHeading } from '../core/unit.ts';
import { dimensions, integer } from '../core/writing.ts';
import { checkGiven, type ExportOptions } from './given.ts';
import { rowsOf, type Row } from './rows.ts';

/** What a code span or a table would take for its end, or a viewer for HTML. */
const ENDS_A_SPAN = /[`|\\<>&]|^ | $/;

const entity = (character: string): string => `&#${character.codePointAt(0)!};`;

/**
 * A name that is shown as it is: in a code span nothing is a link, a mention, a formula or an emoji. One that would end
 * the span, or the cell, is written in character references, of which no Markdown is made.
 */
const code = (name: string): string => {
  if (name === '') return '';
  if (!ENDS_A_SPAN.test(name)) return `\`${name}\``;
  return `<code>${name.replaceAll(/[^\w./-]/gu, entity).replaceAll('_', entity)}</code>`;
};

const workCell = ({ work, isLeast }: Row): string =>
  work === null ? '?' : `${integer(work)}${isLeast ? '?' : ''}`;

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/**
 * A report as a table in GitHub's Markdown: a line per row of `report.layers`, the total last. `?` marks work in which a
 * kernel without a formula is missing.
 * @throws TfjsFlopsError `invalid-input`, `unknown-option`, `invalid-option`
 * @example
 * await appendFile(process.env.GITHUB_STEP_SUMMARY, toMarkdown(report));
 */
export function toMarkdown(report: Report, options: ExportOptions = {}): string {
  const unit = checkGiven(report, options, 'toMarkdown()');
  const rows = rowsOf(report, unit);
  const isTimed = report.total.time !== null;
  const headings = [
    'Layer',
    'Class',
    'Output',
    'Parameters',
    unitHeading(unit),
    ...(isTimed ? ['Time (ms)'] : []),
  ];
  const rules = ['---', '---', '---', '--:', '--:', ...(isTimed ? ['--:'] : [])];
  const lines = rows.map((row, i) => {
    const isTotal = i === rows.length - 1;
    const cells = [
      isTotal ? row.name : code(row.name),
      code(row.className),
      row.output === null ? '' : dimensions(row.output),
      integer(row.parameters),
      workCell(row),
      ...(row.ms === null ? [] : [row.ms]),
    ];
    return line(isTotal ? cells.map((cell) => (cell === '' ? '' : `**${cell}**`)) : cells);
  });
  return [line(headings), line(rules), ...lines, ''].join('\n');
}
