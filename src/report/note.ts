/** @file A note below a table: a label, and parts of text wrapped next to it. */
import { wrap } from './format.ts';
import type { Paint, Style } from './paint.ts';

export interface Note {
  readonly label: string;
  /** Joined with ` · `. */
  readonly parts: readonly string[];
  readonly style?: Style;
}

const LABEL_WIDTH = 18;

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
