/** @file The rows of a run that a formula of the text speaks of, and what they show. */
import type { LayerRow, Report } from '../../core/report.ts';
import type { TextbookForm, TextbookRow } from '../../core/theory.ts';
import type { Said } from '../../textbook/forms.ts';
import { attentionGroups, type AttentionGroup } from '../../textbook/groups.ts';
import type { Shown } from './form-check.ts';

export const below = ({ path }: LayerRow, start: readonly string[]): boolean =>
  start.every((step, i) => path[i] === step);

/** The first layer of a class. */
export function firstOf(
  report: Report,
  className: string,
  fits: (row: LayerRow) => boolean = () => true,
): LayerRow {
  const row = report.layers.find((other) => other.className === className && fits(other));
  if (row === undefined) throw new Error(`${report.model} ran no fitting ${className}`);
  return row;
}

export function attentionOf(report: Report): AttentionGroup {
  const [group] = attentionGroups(report.theoryRows);
  if (group === undefined) throw new Error(`${report.model} has no attention`);
  return group;
}

export function formAt(
  report: Report,
  path: readonly string[],
  quantity: 'multiplyAdds' | 'parameters',
): TextbookForm {
  const row = report.textbook.find((other: TextbookRow) => other.path.join('.') === path.join('.'));
  const form = row?.[quantity];
  if (form === undefined || form === null) throw new Error(`the textbook has no form for ${path.join('.')}`);
  return form;
}

const sumOf = (rows: readonly LayerRow[], of: (row: LayerRow) => number): number =>
  rows.reduce((sum, row) => sum + of(row), 0);

/** What rows counted, and what was executed for their multiply-adds (layers without any left out). */
export function work(rows: readonly LayerRow[]): Shown {
  const busy = rows.filter((row) => row.counted.multiplyAdds > 0);
  const wasCounted = busy.every(({ executed }) => executed !== null);
  return {
    shows: sumOf(busy, (row) => row.counted.multiplyAdds),
    executed: wasCounted ? sumOf(busy, (row) => row.executed!.adds) : null,
  };
}

export const rowsBelow = (report: Report, path: readonly string[]): readonly LayerRow[] =>
  report.layers.filter((row) => below(row, path));
export const owned = (rows: readonly LayerRow[]): Shown => ({
  shows: sumOf(rows, (row) => row.parameters.total),
});

export const complete = (said: Said): TextbookForm => ({ ...said, terms: [] });
export const where = (report: Report, row: LayerRow): string => `${report.model} ${row.path.join('.')}`;
