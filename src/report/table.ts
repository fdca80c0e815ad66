/** @file `formatTable`: a report as a terminal shows it. */
import type { Report } from '../core/report.ts';
import { SHAPE_BACKEND } from '../core/shape-backend.ts';
import { checkUnit, unitTitle, type Unit } from '../core/unit.ts';
import { visibleIn } from '../core/visible.ts';
import { dimensions, wrap } from './format.ts';
import { renderGrid } from './grid.ts';
import { kernelGrid } from './kernels.ts';
import { renderFindings } from './findings.ts';
import { layerGrid } from './layers.ts';
import { trainingGrid } from './training.ts';
import { renderNotes } from './note.ts';
import { notesOf } from './notes.ts';
import { checkReport } from './check.ts';
import { checkChoice } from '../core/options.ts';
import { checkDepth, checkTextOptions, DEFAULT_WIDTH, type Depth, type TextOptions } from './options.ts';
import { painter } from './paint.ts';

/** Options of `formatTable`. */
export interface TableOptions extends TextOptions {
  /** A line per layer or group (default), or per kernel. */
  readonly by?: 'layer' | 'kernel' | undefined;
  /**
   * Levels of groups to open: 1 (default) shows the model's own children, with equal neighbours folded into
   * one line `×n` opened to its leaves; `all` gives every layer its own line.
   */
  readonly depth?: Depth | undefined;
  /** What work is written in: `multiply-adds` (default), or `flops`, of which a multiply-add is two. */
  readonly unit?: Unit | undefined;
}

/** `mobilenet-v2 · 1×224×224×3 · wasm SIMD, 1 thread · tfjs 4.22.0 · unit: multiply-add`. */
function titleOf({ model, inputs, backend, environment }: Report, unit: Unit): string {
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
    backend === SHAPE_BACKEND ? 'from shapes, nothing run' : [backend, machine.join(', ')].join(' ').trim(),
    ...(tfjs === undefined ? [] : [`tfjs ${tfjs}`]),
    unitTitle(unit),
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function render(report: Report, options: TableOptions): string {
  const { by = 'layer', depth = 1, width = DEFAULT_WIDTH, color = false, unit = 'multiply-adds' } = options;
  const paint = painter(color);
  const byLayer = report.total.phases === null ? layerGrid : trainingGrid;
  const table =
    by === 'kernel'
      ? renderGrid(kernelGrid(report, unit), width, paint)
      : renderGrid(byLayer(report, depth, unit), width, paint);
  return [
    ...wrap(titleOf(report, unit), width).map((line) => paint('bold', line)),
    '',
    ...table,
    '',
    ...renderNotes(notesOf(report, unit), width, paint),
    ...renderFindings(report, width, paint, unit),
  ].join('\n');
}

/**
 * A report as text: what ran, a table, notes, findings (`▲`). For a training step the columns are its phases. Cells: `=`
 * theory and count are equal, otherwise theory − counted; `?` not derivable or not counted, with the reason in the notes;
 * `·` none.
 * @throws TfjsFlopsError `invalid-input` for anything but a report, `unknown-option`, `invalid-option`
 * @example
 * console.log(formatTable(report, { by: 'kernel', width: 120 }));
 */
export function formatTable(report: Report, options: TableOptions = {}): string {
  checkReport(report, 'formatTable()');
  checkTextOptions(options, ['by', 'depth', 'unit'], 'formatTable()');
  checkChoice('by', options.by, ['layer', 'kernel']);
  checkDepth(options.depth);
  checkUnit(options.unit);
  return render(visibleIn(report), options);
}
