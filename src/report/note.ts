/** @file A note below a table: a label, and parts of text wrapped next to it. */
import type { LayerRow } from '../core/report.ts';
import { wrap } from './format.ts';
import type { Paint, Style } from './paint.ts';

export interface Note {
  readonly label: string;
  /** Joined with ` · `. */
  readonly parts: readonly string[];
  readonly style?: Style;
}

const LABEL_WIDTH = 18;

export type Separator = '.' | '/';

/** The steps of a graph node's name end in slashes, since they contain dots. */
export const separatorOf = ({ kind }: Pick<LayerRow, 'kind'>): Separator => (kind === 'node' ? '/' : '.');

/** Names of layers and groups, as they are also typed: `stage2.block1.expand`. */
export const pathName = (path: readonly string[], separator: Separator = '.'): string =>
  path.length === 0 ? 'outside layers' : path.join(separator);

/** The name of a row: `stage2.block1.expand`, `encoder/layer_._0/add`. */
export const rowName = (row: Pick<LayerRow, 'path' | 'kind'>): string => pathName(row.path, separatorOf(row));

/** Notes with their labels in a column, wrapped at the width. */
export function renderNotes(notes: readonly Note[], width: number, paint: Paint): string[] {
  return notes.flatMap(({ label, parts, style }) => {
    const lines = wrap(parts.join(' · '), Math.max(1, width - 2 - LABEL_WIDTH));
    const isLong = label.length >= LABEL_WIDTH;
    const rows = isLong ? ['', ...lines] : lines;
    return rows.map((line, i) => {
      const margin = `  ${(i === 0 ? label : '').padEnd(LABEL_WIDTH)}`;
      const text = (margin + line).trimEnd();
      if (style !== undefined) return paint(style, text);
      return paint('dim', text.slice(0, margin.length)) + text.slice(margin.length);
    });
  });
}
