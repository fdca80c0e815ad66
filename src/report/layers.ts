/** @file The table by layer: a line per layer or group, with theory and count. */
import type { LayerRow, Report } from '../core/report.ts';
import type { Unit } from '../core/unit.ts';
import { integerOrNone, measureColumns, workColumn, type Measured } from './columns.ts';
import { fold, type Line } from './fold.ts';
import { dimensions } from './format.ts';
import type { Column, Grid } from './grid.ts';
import { typesOf } from './layer-type.ts';
import type { Depth } from './options.ts';
import { isMostlyMarked, markedRows } from './marks.ts';
import { rooflinesOf } from './roofline.ts';
import { shownRows } from './shown-rows.ts';
import { agreement, parametersOf, sumOf } from './sums.ts';
import { reportWord } from './theory-word.ts';
import { treeOf } from './tree.ts';
import { wrongCallsOf } from './wrong-results.ts';

export interface LayerLine extends Measured {
  readonly line: Pick<Line, 'prefix' | 'name' | 'folded' | 'opened'>;
  readonly rows: readonly LayerRow[];
  /** What it is: `Conv2D 3×3`; empty for a group of several sorts. */
  readonly type: string;
  readonly output: string;
  readonly parameters: number;
  readonly theory: string;
}

/** Without the batch, which is the same in every line. The output of a node may have none. */
function outputCell({ output, rows }: Line, batch: number | undefined): string {
  if (output === null) return '';
  const hasBatch = rows.every(
    ({ kind }) =>
      kind === 'layer' || kind === 'model' || kind === 'part' || (output.length > 1 && output[0] === batch),
  );
  return dimensions(hasBatch ? output.slice(1) : output);
}

/** The rows of a line to compare with theory. A layer's theory includes its parts: it is compared where all are in the line. */
function comparableRows({ scopes, layers }: Report): (rows: readonly LayerRow[]) => readonly LayerRow[] {
  const ran = new Set(layers.map(({ scope }) => scope));
  const parts = scopes.filter(({ kind, id }) => kind === 'part' && ran.has(id));
  return (rows) => {
    const present = new Set(rows.map(({ scope }) => scope));
    const missing = new Set(parts.filter(({ id }) => !present.has(id)).map(({ parent }) => parent));
    return rows.filter(({ scope }) => !missing.has(scope));
  };
}

/** The lines of a report, the total last. */
function layerLines(report: Report, depth: Depth, unit: Unit): readonly LayerLine[] {
  const trainableKnown = report.total.parameters.trainable !== null;
  const rows = shownRows(report);
  const comparable = comparableRows(report);
  const marked = markedRows(report);
  const rooflines = rooflinesOf(report);
  const typeOf = typesOf(report);
  const wrong = wrongCallsOf(report).scopes;
  const isWrong = (own: readonly LayerRow[]): boolean => own.some(({ scope }) => wrong.has(scope));
  const lineOf = (line: LayerLine['line'], own: readonly LayerRow[], output: string): LayerLine => ({
    line,
    rows: own,
    // Each step of the tree has a glyph and a blank.
    level: line.prefix.length / 2,
    sums: sumOf(own),
    attainable: isWrong(own) ? null : (rooflines?.ofLayers(own) ?? null),
    isWrong: isWrong(own),
    isTotal: false,
    isMarked: isMostlyMarked(own, marked),
    type: line.folded || line.opened || line.name === 'other' ? '' : typeOf(own),
    output,
    parameters: parametersOf(own, trainableKnown),
    theory: agreement(comparable(own), unit),
  });
  const batch = report.inputs[0]?.shape[0];
  const total = lineOf({ prefix: '', name: 'Total', folded: false, opened: true }, rows, '');
  return [
    ...fold(treeOf(rows), depth).map((line) => lineOf(line, line.rows, outputCell(line, batch))),
    { ...total, isTotal: true, isMarked: false },
  ];
}

export const outputColumn = (drop: number): Column<LayerLine> => ({
  heading: 'Output',
  align: 'left',
  drop,
  cell: ({ output }) => output,
});

export const parametersColumn = (drop: number): Column<LayerLine> => ({
  heading: 'Parameters',
  align: 'right',
  drop,
  cell: ({ parameters }) => integerOrNone(parameters),
});

/** A grid of layers with columns for its lines. */
export function gridOf(
  report: Report,
  depth: Depth,
  unit: Unit,
  columnsOf: (lines: readonly LayerLine[]) => readonly Column<LayerLine>[],
): Grid<LayerLine> {
  const lines = layerLines(report, depth, unit);
  // Closed groups are marked; without any, the mark takes no room.
  const hides = lines.some(({ line }) => line.folded);
  const mark = (line: LayerLine['line']): string => (hides ? (line.folded ? '▸ ' : '  ') : '');
  return {
    heading: hides ? '  Layer' : 'Layer',
    lines,
    columns: columnsOf(lines),
    name: ({ line }) => mark(line) + line.prefix + line.name,
    style: ({ isTotal }) => (isTotal ? 'bold' : null),
  };
}

const typeColumn: Column<LayerLine> = {
  heading: 'Type',
  align: 'left',
  drop: 2,
  cell: ({ type }) => type,
};

export function layerGrid(report: Report, depth: Depth, unit: Unit): Grid<LayerLine> {
  const theory: Column<LayerLine> = {
    heading: reportWord(report).theory,
    align: 'right',
    drop: 0,
    cell: (line) => line.theory,
    style: (line) => (line.theory === '=' ? 'green' : line.theory === '·' ? 'dim' : 'red'),
  };
  return gridOf(report, depth, unit, (lines) => [
    ...(lines.some(({ type }) => type !== '') ? [typeColumn] : []),
    outputColumn(4),
    parametersColumn(7),
    workColumn(unit),
    ...(report.total.theory === null ? [] : [theory]),
    ...measureColumns(lines, sumOf(report.layers), unit),
  ]);
}
