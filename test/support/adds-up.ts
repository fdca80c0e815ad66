/**
 * @file Whether a timed report adds up: its rows to its total in every column, and what is printed of it to what is printed
 * below. What does not is a line of text.
 */
import { OPS } from '../../src/core/ops.ts';
import { PHASES } from '../../src/core/trace.ts';
import { formatTable, type Report } from '../../src/index.ts';
import { rowsAboveRoof } from '../../src/report/roofline.ts';
import { numberIn, openedLines, readTable, type PrintedLine } from '../report/printed.ts';

type Counts = Pick<Report['total'], keyof Report['kernels'][number] & keyof Report['total']>;

const COUNTS: Readonly<Record<string, (row: Counts) => number>> = {
  ...Object.fromEntries(OPS.map((op) => [op, ({ counted }: Counts) => counted[op]])),
  'in-bounds': ({ inBounds }) => inBounds,
  'on zeros': ({ onZeros }) => onZeros,
  calls: ({ calls }) => calls,
  'unknown calls': ({ unknownCalls }) => unknownCalls,
  'upper-bound calls': ({ upperBoundCalls }) => upperBoundCalls,
  'output bytes': ({ outputBytes }) => outputBytes,
  bytes: ({ bytes }) => bytes,
};

/** Sums of floats in another order. */
const ROUNDING = 1e-9;

const sum = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((total, item) => total + of(item), 0);

/** Numbers of the report: rows, kernels, and the parts of a training step. */
function unevenNumbers({ layers, kernels, total }: Report): string[] {
  const uneven: string[] = [];
  const same = (what: string, found: number, wanted: number, tolerance = 0): void => {
    if (Math.abs(found - wanted) > tolerance * Math.abs(wanted))
      uneven.push(`${what} ${found}, not ${wanted}`);
  };
  const tables: readonly (readonly [string, readonly Counts[]])[] = [
    ['layers', layers],
    ['kernels', kernels],
  ];
  for (const [name, rows] of tables) {
    for (const [count, of] of Object.entries(COUNTS)) same(`${count} of ${name}`, sum(rows, of), of(total));
    if (total.time !== null)
      same(
        `ms of ${name}`,
        sum(rows, ({ time }) => time?.meanMs ?? 0),
        total.time.meanMs,
        ROUNDING,
      );
  }
  same(
    'parameters',
    sum(layers, ({ parameters }) => parameters.total),
    total.parameters.total,
  );
  if (total.phases !== null)
    same(
      'multiply-adds of phases',
      sum(PHASES, (phase) => total.phases![phase].counted.multiplyAdds),
      total.counted.multiplyAdds,
    );
  return uneven;
}

/** A number as printed, with or without its unit; of a cell that says that it is not known, nothing. */
const valueIn = (line: PrintedLine, heading: string, which: 'first' | 'last'): number => {
  const cell = line.cell(heading, which);
  return cell.endsWith('?') ? NaN : numberIn(cell);
};

/** Times and shares have decimals; they are told in units of the last digit. */
const SCALE = 1_000;

function unevenColumns(text: string, where: string): string[] {
  const { lines, total, headings } = readTable(text);
  const [of, to] = [headings.indexOf('share'), headings.lastIndexOf('share')];
  const columns = [
    ...['Parameters', 'Multiply-adds', 'Calls', 'ms', 'Other operations'].map(
      (name) => [name, 'first'] as const,
    ),
    ['share', 'first'] as const,
    ...(of === to ? [] : [['share', 'last'] as const]),
  ].filter(([name]) => name.split(' ').every((word) => headings.includes(word)));
  const uneven: string[] = [];
  const groups = [{ line: total, parts: lines.filter(({ isPart }) => !isPart) }, ...openedLines(lines)];
  for (const [heading, which] of columns)
    for (const { line, parts } of groups) {
      const found = Math.round(SCALE * sum(parts, (part) => valueIn(part, heading, which)));
      const wanted = Math.round(SCALE * valueIn(line, heading, which));
      if (found !== wanted && !Number.isNaN(found) && !Number.isNaN(wanted))
        uneven.push(`${where}: ${heading} of ${line.name} ${found / SCALE}, not ${wanted / SCALE}`);
      if (heading === 'share' && line === total && wanted !== 100 * SCALE && lines.length > 0 && wanted !== 0)
        uneven.push(`${where}: shares of ${wanted / SCALE}`);
    }
  return uneven;
}

const WIDTHS = [80, 100, 140, 200];
const TABLES = WIDTHS.flatMap((width) => [
  { width, by: 'kernel' as const },
  ...([1, 2, 'all'] as const).map((depth) => ({ width, by: 'layer' as const, depth })),
]);

/** What does not add up. */
const unevenSums = (report: Report): string[] => [
  ...unevenNumbers(report),
  ...TABLES.flatMap((options) => unevenColumns(formatTable(report, options), JSON.stringify(options))),
];

/** Of `FusedConv2D 104 %`. */
const nameAbove = (row: string): string => row.replace(/ \S+\s%$/u, '');

/**
 * What does not add up, and what is above its roof, in each of these reports of one model: in one of several a row may be
 * where the machine was disturbed when peaks were measured.
 */
export function unevenIn(...reports: readonly Report[]): string[] {
  const [first = [], ...others] = reports.map((report) => rowsAboveRoof(report).map(nameAbove));
  const above = first.filter((row) => others.every((rows) => rows.includes(row)));
  return [...reports.flatMap(unevenSums), ...above.map((row) => `above its roof: ${row}`)];
}

/** So wide that no name is shortened, whose room depends on how many digits a time has. */
const WIDE = 400;

/** The names of all lines of all tables, in their order. */
export const printedRows = (report: Report): string[] =>
  TABLES.flatMap((options) =>
    readTable(formatTable(report, { ...options, width: WIDE })).lines.map(
      ({ name, level }) => `${level} ${name}`,
    ),
  );
