/** @file The table by layer: a line per layer or group, theory beside the count. */
import type { LayerRow, Report } from '../core/report.ts';
import { integerOrNone, measureColumns, multiplyAddsCell, type Measured } from './columns.ts';
import { fold, type Depth, type Line } from './fold.ts';
import { dimensions } from './format.ts';
import type { Column, Grid } from './grid.ts';
import { agreement, parametersOf, sumOf } from './sums.ts';
import { treeOf } from './tree.ts';

interface LayerLine extends Measured {
  readonly line: Pick<Line, 'prefix' | 'name' | 'folded'>;
  readonly output: string;
  readonly parameters: number;
  readonly theory: string;
}

/** The batch is the same in every line; what is left tells the layers apart. */
const outputCell = ({ output, rows }: Line): string =>
  output === null
    ? ''
    : dimensions(rows.every(({ kind }) => kind === 'layer' || kind === 'model') ? output.slice(1) : output);

export function layerGrid(report: Report, depth: Depth): Grid<LayerLine> {
  const trainableKnown = report.total.parameters.trainable !== null;
  const lineOf = (line: LayerLine['line'], rows: readonly LayerRow[], output: string): LayerLine => ({
    line,
    sums: sumOf(rows),
    isTotal: false,
    output,
    parameters: parametersOf(rows, trainableKnown),
    theory: agreement(rows),
  });
  const folded = fold(treeOf(report.layers), depth);
  const whole = lineOf({ prefix: '', name: 'Total', folded: false }, report.layers, '');
  const sums = { ...whole.sums, ms: report.total.time?.medianMs ?? null };
  const lines = [
    ...folded.map((line) => lineOf(line, line.rows, outputCell(line))),
    { ...whole, sums, isTotal: true },
  ];
  const columns: Column<LayerLine>[] = [
    { heading: 'Output', align: 'left', drop: 3, cell: ({ output }) => output },
    { heading: 'Parameters', align: 'right', drop: 6, cell: ({ parameters }) => integerOrNone(parameters) },
    { heading: 'Multiply-adds', align: 'right', drop: 0, cell: ({ sums }) => multiplyAddsCell(sums) },
    {
      heading: 'theory',
      align: 'right',
      drop: 0,
      cell: ({ theory }) => theory,
      style: ({ theory }) => (theory === '=' ? 'green' : theory === '·' ? 'dim' : 'red'),
    },
    ...measureColumns(lines, whole.sums),
  ];
  // Groups that hide something are marked; where none does, no room is lost to the mark.
  const isMarked = folded.some((line) => line.folded);
  const mark = (line: LayerLine['line']): string => (isMarked ? (line.folded ? '▸ ' : '  ') : '');
  return {
    heading: isMarked ? '  Layer' : 'Layer',
    lines,
    columns: report.total.theory === null ? columns.filter(({ heading }) => heading !== 'theory') : columns,
    name: ({ line }) => mark(line) + line.prefix + line.name,
    style: ({ isTotal }) => (isTotal ? 'bold' : null),
  };
}
