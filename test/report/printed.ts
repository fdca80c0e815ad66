/** @file Reads a printed table back, as a reader would: by the headings. */

export interface PrintedLine {
  readonly name: string;
  /** `├` or `└` before the name, at any depth. */
  readonly isPart: boolean;
  /** 0 at the top, 1 for a part, 2 for a part of a part. */
  readonly level: number;
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

/** Two columns a level, after those of the mark `▸` where the table has any. */
const levelOf = (line: string, header: string): number => {
  const tree = /^[ ▸│]*[├└]/.exec(line)?.[0] ?? '';
  const margin = header.startsWith('  ') ? 2 : 0;
  return tree === '' ? 0 : (tree.length - 1 - margin) / 2 + 1;
};

/** Each opened line with the lines right below it. */
export function openedLines(
  lines: readonly PrintedLine[],
): { readonly line: PrintedLine; readonly parts: readonly PrintedLine[] }[] {
  return lines.flatMap((line, i) => {
    const end = lines.findIndex((other, j) => j > i && other.level <= line.level);
    const parts = lines
      .slice(i + 1, end === -1 ? undefined : end)
      .filter(({ level }) => level === line.level + 1);
    return parts.length > 0 ? [{ line, parts }] : [];
  });
}

export function readTable(text: string): PrintedTable {
  const all = text.split('\n');
  const start = all.findIndex((line) => /^ {0,2}(Layer|Kernel)\b/.test(line));
  const end = all.findIndex((line, i) => i > start && /^ {0,2}Total\b/.test(line));
  const header = all[start] ?? '';
  const read = (line: string): PrintedLine => ({
    name: /^[ ▸├└│]*(.*?)(?: {2,}| [\d·]|$)/.exec(line)?.[1] ?? '',
    isPart: /^[ ▸│]*[├└]/.test(line),
    level: levelOf(line, header),
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
