/** @file Lines and columns as text of a given width, whatever the cells mean. */
import type { Paint, Style } from './paint.ts';
import { shortened } from './short-names.ts';

export interface Column<L> {
  /** Empty for a bar, which belongs to the number before it. */
  readonly heading: string;
  readonly align: 'left' | 'right';
  /** Narrow terminals drop columns in this order, 1 first; 0 stays. */
  readonly drop: number;
  readonly cell: (line: L) => string;
  readonly style?: (line: L) => Style | null;
}

export interface Grid<L> {
  /** Above the names. */
  readonly heading: string;
  readonly lines: readonly L[];
  readonly columns: readonly Column<L>[];
  readonly name: (line: L) => string;
  /** The style of a whole line; its cells then have none. */
  readonly style: (line: L) => Style | null;
}

/** The columns that have room, each with its width and the blanks before it. */
interface Layout<L> {
  readonly slots: readonly { readonly column: Column<L>; readonly width: number; readonly gap: number }[];
  readonly nameWidth: number;
  readonly width: number;
}

const widest = (texts: readonly string[]): number => Math.max(...texts.map((text) => text.length));

function layOut<L>({ heading, lines, columns, name }: Grid<L>, dropped: number, gap: number): Layout<L> {
  const slots = columns
    .filter(({ drop }) => drop === 0 || drop > dropped)
    .map((column) => ({
      column,
      width: widest([column.heading, ...lines.map((line) => column.cell(line))]),
      gap: column.heading === '' ? 1 : gap,
    }));
  const nameWidth = widest([heading, ...lines.map(name)]);
  return { slots, nameWidth, width: slots.reduce((sum, slot) => sum + slot.width + slot.gap, nameWidth) };
}

/** A grid with its layout; of one whose names were shortened these are the short ones. */
interface Fitted<L> {
  readonly grid: Grid<L>;
  readonly layout: Layout<L>;
}

/** The grid with names so short that all its columns but the dropped ones have room, where that is possible. */
function withShortNames<L>(grid: Grid<L>, dropped: number, width: number): Fitted<L>[] {
  const { nameWidth, width: whole } = layOut(grid, dropped, 1);
  const short = shortened(grid.lines.map(grid.name), nameWidth - (whole - width));
  if (short === null) return [];
  const name = (line: L): string => short.get(grid.name(line)) ?? grid.name(line);
  const shorter = { ...grid, name };
  return [{ grid: shorter, layout: layOut(shorter, dropped, 1) }];
}

/** First bars go, the gaps between columns shrink, and long names are shortened; then columns go, one group after the other. */
function fit<L>(grid: Grid<L>, width: number): Fitted<L> {
  const drops = [...new Set([0, ...grid.columns.map(({ drop }) => drop)])].sort((a, b) => a - b);
  const fitting = drops.flatMap((dropped) => [
    ...[2, 1].map((gap) => ({ grid, layout: layOut(grid, dropped, gap) })),
    ...(dropped > 0 || drops.length === 1 ? withShortNames(grid, dropped, width) : []),
  ]);
  const narrowest = layOut(grid, Infinity, 1);
  const tooWide = Math.max(0, narrowest.width - width);
  const nameWidth = Math.max(grid.heading.length, narrowest.nameWidth - tooWide);
  return fitting.find(({ layout }) => layout.width <= width) ?? { grid, layout: { ...narrowest, nameWidth } };
}

/** A table no wider than `width`. A name for which even the narrowest table has no room has a line of its own. */
export function renderGrid<L>(given: Grid<L>, width: number, paint: Paint): string[] {
  const { grid, layout } = fit(given, width);
  const { slots, nameWidth } = layout;
  const row = (name: string, cellOf: (column: Column<L>) => string, line?: L): string[] => {
    const whole = line === undefined ? 'bold' : grid.style(line);
    const cells = slots.map(({ column, width: room, gap }) => {
      const text = column.align === 'left' ? cellOf(column).padEnd(room) : cellOf(column).padStart(room);
      const style = whole === null && line !== undefined ? column.style?.(line) : undefined;
      return ' '.repeat(gap) + (style ? paint(style, text) : text);
    });
    const isLong = name.length > nameWidth;
    const text = (isLong ? '' : name).padEnd(nameWidth) + cells.join('');
    const rows = isLong ? [name, text] : [text];
    return rows.map((each) => (whole === null ? each.trimEnd() : paint(whole, each.trimEnd())));
  };
  return [
    ...row(grid.heading, ({ heading }) => heading),
    ...grid.lines.flatMap((line) => row(grid.name(line), (column) => column.cell(line), line)),
  ];
}
