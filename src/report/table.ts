/** @file `formatTable`: a report as a terminal shows it. */
import type { Report } from '../core/report.ts';
import type { Depth } from './fold.ts';
import { dimensions, wrap } from './format.ts';
import { renderGrid } from './grid.ts';
import { kernelGrid } from './kernels.ts';
import { renderFindings } from './findings.ts';
import { layerGrid } from './layers.ts';
import { trainingGrid } from './training.ts';
import { renderNotes } from './note.ts';
import { notesOf } from './notes.ts';
import { DEFAULT_WIDTH } from './width.ts';
import { painter } from './paint.ts';

export interface TableOptions {
  /** A line per layer or group (default), or per kernel. */
  readonly by?: 'layer' | 'kernel';
  /**
   * Levels of groups to open: 1 (default) shows the model's own children, with equal neighbours folded into
   * one line `×n` opened to its leaves; `all` gives every layer its own line.
   */
  readonly depth?: Depth;
  /** Columns of text, 95 by default; no line is wider. */
  readonly width?: number;
  /** ANSI colours, off by default. */
  readonly color?: boolean;
}

/** `mobilenet-v2 · 1×224×224×3 · wasm SIMD, 1 thread · tfjs 4.22.0 · unit: multiply-add`. */
function titleOf({ model, inputs, backend, environment }: Report): string {
  const { simd, threads, tfjs } = environment;
  const machine = [
    ...(simd === true ? ['SIMD'] : []),
    ...(threads === undefined ? [] : [`${threads} thread${threads === 1 ? '' : 's'}`]),
  ];
  const parts = [
    model,
    ...inputs.map(({ name, shape }) =>
      inputs.length > 1 ? `${name} ${dimensions(shape)}` : dimensions(shape),
    ),
    [backend, machine.join(', ')].join(' ').trim(),
    ...(tfjs === undefined ? [] : [`tfjs ${tfjs}`]),
    'unit: multiply-add',
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

/**
 * A report as text: what ran, a table, notes, findings (`▲`). Of a training step the columns are its phases. Cells:
 * `=` theory agrees to the digit, else theory − counted; `?` not derivable or not counted, with the reason in the notes; `·` none.
 */
export function formatTable(report: Report, options: TableOptions = {}): string {
  const { by = 'layer', depth = 1, width = DEFAULT_WIDTH, color = false } = options;
  const paint = painter(color);
  const byLayer = report.total.phases === null ? layerGrid : trainingGrid;
  const table =
    by === 'kernel'
      ? renderGrid(kernelGrid(report), width, paint)
      : renderGrid(byLayer(report, depth), width, paint);
  return [
    ...wrap(titleOf(report), width).map((line) => paint('bold', line)),
    '',
    ...table,
    '',
    ...renderNotes(notesOf(report), width, paint),
    ...renderFindings(report, width, paint),
  ].join('\n');
}
