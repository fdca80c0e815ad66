/** @file Reads a printed table back, as a reader would: by the headings. */

export interface PrintedLine {
  readonly name: string;
  /** `├` or `└` before the name, at any depth. */
  readonly isPart: boolean;
  /** The first column of that heading, or the last. */
  cell(heading: string, which?: 'first' | 'last'): string;
}

export interface PrintedTable {
  readonly lines: readonly PrintedLine[];
  readonly total: PrintedLine;
  readonly headings: readonly string[];
}

/** Numbers are right-aligned below their heading: a cell ends where the heading ends. */
const cellOf = (text: string, header: string, heading: string, which: 'first' | 'last'): string => {
  const found = [...header.matchAll(new RegExp(`(?<= |^)${heading}(?= |$)`, 'g'))];
  const at = (which === 'first' ? found[0] : found.at(-1))?.index;
  if (at === undefined) throw new Error(`no column "${heading}" in: ${header}`);
  return (
    text
      .slice(0, at + heading.length)
      .split(' ')
      .at(-1) ?? ''
  );
};

export function readTable(text: string): PrintedTable {
  const all = text.split('\n');
  const start = all.findIndex((line) => /^ {0,2}(Layer|Kernel)\b/.test(line));
  const end = all.findIndex((line, i) => i > start && /^ {0,2}Total\b/.test(line));
  const header = all[start] ?? '';
  const read = (line: string): PrintedLine => ({
    name: /^[ ▸├└│]*(.*?)(?: {2,}| [\d·]|$)/.exec(line)?.[1] ?? '',
    isPart: /^[ ▸│]*[├└]/.test(line),
    cell: (heading, which = 'first') => cellOf(line, header, heading, which),
  });
  return {
    lines: all.slice(start + 1, end).map(read),
    total: read(all[end] ?? ''),
    headings: header.trim().split(/ +/),
  };
}

/** `1,234` is 1234, `·` is none. */
export function numberIn(cell: string): number {
  if (cell === '·' || cell === '') return 0;
  if (!/^\d[\d,]*(\.\d+)?$/.test(cell)) throw new Error(`"${cell}" is no number`);
  return Number(cell.replaceAll(',', ''));
}
