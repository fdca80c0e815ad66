/** @file `formatComparison`: two models, or one on several backends, side by side. */
import type { Comparison } from '../../core/comparison.ts';
import type { Report } from '../../core/report.ts';
import { checkUnit, inUnit, unitHeading, unitTitle, type Unit } from '../../core/unit.ts';
import { visibleIn } from '../../core/visible.ts';
import { integerOrNone } from '../columns.ts';
import { compareLines, type Cell, type CompareLine } from './lines.ts';
import { FASTEST, markNotes, TIED } from './marks.ts';
import { compareNotes, ratioText } from './notes.ts';
import { dimensions, integer, milliseconds, wrap } from '../format.ts';
import { renderGrid, type Column, type Grid } from '../grid.ts';
import { renderNotes } from '../note.ts';
import { painter, type Paint } from '../paint.ts';
import { checkComparison } from '../check.ts';
import { checkDepth, checkTextOptions, DEFAULT_WIDTH, type Depth, type TextOptions } from '../options.ts';

/** Options of `formatComparison`. */
export interface ComparisonOptions extends TextOptions {
  /** Levels of groups to open, as in `formatTable`. */
  readonly depth?: Depth | undefined;
  /** In what work is written, multiply-adds by default. */
  readonly unit?: Unit | undefined;
}

const workCell =
  (unit: Unit) =>
  ({ multiplyAdds, unknownCalls }: Cell): string => {
    const work = inUnit(multiplyAdds, unit);
    return unknownCalls > 0 ? `${work === 0 ? '' : integer(work)}?` : integerOrNone(work);
  };

/** Short, since there is one for each candidate. */
const shortHeading = (label: string, unit: Unit): string =>
  `${label} ${unit === 'flops' ? 'FLOPs' : 'mult-adds'}`;

type Columns = Column<CompareLine>[];

/** `=` for a candidate that has what the first one has. */
function countColumn(
  heading: string,
  candidate: number,
  drop: number,
  text: (cell: Cell) => string,
): Column<CompareLine> {
  return {
    heading,
    align: 'right',
    drop,
    cell({ cells, kind }) {
      if (kind === 'wall') return '';
      const own = text(cells[candidate]!);
      return candidate > 0 && own !== '·' && own === text(cells[0]!) ? '=' : own;
    },
    style: (line) =>
      candidate > 0 && text(line.cells[candidate]!) === text(line.cells[0]!) ? 'green' : null,
  };
}

const parametersCell = ({ parameters }: Cell): string => integerOrNone(parameters);

/** All times have the same decimals, those of `largestMs`. */
const timeColumn = (heading: string, candidate: number, largestMs: number): Column<CompareLine> => ({
  heading,
  align: 'right',
  drop: 0,
  cell({ cells }) {
    const { ms } = cells[candidate]!;
    return ms === null ? '·' : milliseconds(ms, largestMs);
  },
});

/** The time of the costliest layer, in the fastest candidate: its times must keep their digits. */
const referenceMs = (lines: readonly CompareLine[], { candidates }: Comparison): number =>
  Math.min(
    ...candidates.flatMap((_, i) => {
      const times = lines.flatMap(({ kind, cells }) => (kind === 'layer' ? (cells[i]!.ms ?? []) : []));
      return times.length === 0 ? [] : [Math.max(...times)];
    }),
  );

const isTimed = (lines: readonly CompareLine[]): boolean =>
  lines.some(({ cells }) => cells.some(({ ms }) => ms !== null));

/** Two models: counts and times in pairs, and how they relate. */
function modelColumns(comparison: Comparison, lines: readonly CompareLine[], unit: Unit): Columns {
  const { candidates } = comparison;
  const each = (column: (label: string, candidate: number) => Column<CompareLine>): Columns =>
    candidates.map(({ label }, i) => column(label, i));
  const counts = [
    ...each((label, i) => countColumn(shortHeading(label, unit), i, 2, workCell(unit))),
    ...each((label, i) => countColumn(`${label} params`, i, 1, parametersCell)),
  ];
  if (!isTimed(lines)) return counts;
  const largest = referenceMs(lines, comparison);
  const ratio: Column<CompareLine> = {
    heading: 'B ÷ A',
    align: 'right',
    drop: 0,
    cell({ cells: [a, b] }) {
      if (!a?.ratio || !b?.ratio) return '';
      return a.rank === 'tied' ? TIED : `${ratioText(b.ratio / a.ratio)}×`;
    },
  };
  return [...counts, ...each((label, i) => timeColumn(`${label} ms`, i, largest)), ratio];
}

/** Backends: a time each, a mark on the fastest, and how much slower the others are. */
function backendColumns(
  comparison: Comparison,
  lines: readonly CompareLine[],
  headings: readonly string[],
  unit: Unit,
): Columns {
  const { candidates, agreement } = comparison;
  const isAgreed = agreement?.differences.length === 0 && agreement.unknown.length === 0;
  const counts = isAgreed
    ? [countColumn(unitHeading(unit), 0, 1, workCell(unit))]
    : headings.map((heading, i) => countColumn(shortHeading(heading, unit), i, 1, workCell(unit)));
  if (!isTimed(lines)) return counts;
  const largest = referenceMs(lines, comparison);
  const times = candidates.flatMap((_, i): Columns => [
    timeColumn(`${headings[i]!} ms`, i, largest),
    {
      heading: '',
      align: 'left',
      drop: 0,
      cell({ cells }) {
        const { rank } = cells[i]!;
        return rank === 'fastest' ? FASTEST : rank === 'tied' ? TIED : '';
      },
      style: () => 'green',
    },
    {
      heading: '',
      align: 'right',
      drop: 2,
      cell({ cells }) {
        const { rank, ratio } = cells[i]!;
        const isFast = rank === 'fastest' || rank === 'tied';
        return ratio === null || isFast || ratio === 1 ? '' : `${ratioText(ratio)}×`;
      },
    },
  ]);
  return [...counts, ...times];
}

const gridOf = (lines: readonly CompareLine[], columns: Columns): Grid<CompareLine> => {
  const hides = lines.some(({ folded }) => folded);
  return {
    heading: hides ? '  Layer' : 'Layer',
    lines,
    columns,
    name: ({ name, folded }) => (hides ? (folded ? '▸ ' : '  ') : '') + name,
    style: ({ kind }) => (kind === 'layer' ? null : 'bold'),
  };
};

const plain = painter(false);
const ratiosIn = (rows: readonly string[]): number => rows.join('').split('×').length;

/** Backends have their names as headings, or letters that the title explains where the table then fits more columns. */
function table(
  comparison: Comparison,
  width: number,
  paint: Paint,
  lines: readonly CompareLine[],
  unit: Unit,
): { readonly rows: readonly string[]; readonly usesLetters: boolean } {
  if (comparison.of === 'models')
    return {
      rows: renderGrid(gridOf(lines, modelColumns(comparison, lines, unit)), width, paint),
      usesLetters: false,
    };
  const gridWith = (headings: readonly string[]): Grid<CompareLine> =>
    gridOf(lines, backendColumns(comparison, lines, headings, unit));
  const named = gridWith(comparison.candidates.map(({ label }) => label));
  const lettered = gridWith(comparison.candidates.map((_, i) => letter(i)));
  const [long, short] = [named, lettered].map((grid) => renderGrid(grid, width, plain));
  const usesLetters = short!.length < long!.length || ratiosIn(short!) > ratiosIn(long!);
  return { rows: renderGrid(usesLetters ? lettered : named, width, paint), usesLetters };
}

const letter = (i: number): string => String.fromCharCode('A'.charCodeAt(0) + i);

const modelText = ({ model, inputs }: Report): string =>
  [model, ...inputs.map(({ shape }) => dimensions(shape))].join(' · ');

/** What is compared: `A  MobileNetV2 1.0 · 1×224×224×3`, or the model and its backends. */
function titles({ of, candidates }: Comparison, usesLetters: boolean, unit: Unit): string[] {
  const [first] = candidates;
  if (first === undefined) return [];
  const each = (textOf: (report: Report) => string | undefined): string =>
    [...new Set(candidates.flatMap(({ report }) => textOf(report) ?? []))].join(', ');
  const tfjs = each(({ environment }) => environment.tfjs);
  const units = [...(tfjs === '' ? [] : [`tfjs ${tfjs}`]), unitTitle(unit)];
  if (of === 'models')
    return [
      ...candidates.map(({ label, report }) => `${label}  ${modelText(report)}`),
      [each(({ backend }) => backend), ...units].join(' · '),
    ];
  const names = candidates.map(({ label }, i) => (usesLetters ? `${letter(i)}\u00A0${label}` : label));
  return [[modelText(first.report), names.join(', '), ...units].join(' · ')];
}

function render(comparison: Comparison, options: ComparisonOptions): string {
  const { depth = 1, width = DEFAULT_WIDTH, color = false, unit = 'multiply-adds' } = options;
  const paint = painter(color);
  const lines = compareLines(comparison, depth);
  const { rows, usesLetters } = table(comparison, width, paint, lines, unit);
  return [
    ...titles(comparison, usesLetters, unit)
      .flatMap((title) => wrap(title, width))
      .map((line) => paint('bold', line)),
    '',
    ...rows,
    '',
    ...renderNotes([...compareNotes(comparison, unit), ...markNotes(comparison, lines)], width, paint),
  ].join('\n');
}

/**
 * A comparison as text: what was compared, a table, notes. Cells: `=` as in A; `◆` the fastest in a line, `≈` among the
 * fastest, which noise alone orders; `?` kernels are unknown; `·` none.
 * @throws TfjsFlopsError `invalid-input` for anything but a comparison, `unknown-option`, `invalid-option`
 */
export function formatComparison(comparison: Comparison, options: ComparisonOptions = {}): string {
  checkComparison(comparison, 'formatComparison()');
  checkTextOptions(options, ['depth', 'unit'], 'formatComparison()');
  checkDepth(options.depth);
  checkUnit(options.unit);
  return render(visibleIn(comparison), options);
}
