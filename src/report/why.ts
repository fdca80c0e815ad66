/** @file `formatWhy`: where a layer's numbers come from, each as a product of named factors. */
import { TfjsFlopsError } from '../core/errors.ts';
import type { LayerRow, Report } from '../core/report.ts';
import { renderEquations, renderRemark } from './equation.ts';
import {
  parameterEquations,
  ran,
  samePath,
  shapeList,
  textbookEquations,
  theoryEquations,
} from './explain.ts';
import { count, wrap } from './format.ts';
import { rowName } from './note.ts';
import { painter, type Paint } from './paint.ts';
import { theoryWord } from './theory-word.ts';
import { openBridges } from './residual.ts';
import { DEFAULT_WIDTH } from './width.ts';
import { windowOf } from './layer-caption.ts';

export interface WhyOptions {
  /** Columns of text, 95 by default; no line is wider. */
  readonly width?: number;
  /** ANSI colours, off by default. */
  readonly color?: boolean;
}

/** The shapes with which a layer was called; of a node, what its last kernel made. */
function usesOf(report: Report, row: LayerRow): string[] {
  if (row.kind === 'node') {
    const last = report.entries.findLast(({ scope, calls }) => scope === row.scope && calls > 0);
    const outputs = last === undefined ? [] : (report.calls[last.call]?.outputs ?? []);
    return outputs.length === 0 ? [] : [`→ ${shapeList(outputs.map(({ shape }) => shape))}`];
  }
  return report.scopeCalls
    .filter(({ scope }) => scope === row.scope)
    .map(({ inputs, outputs }) => `${shapeList(inputs)} → ${shapeList(outputs)}`);
}

/** The layers that a row's theory is shared with: a part's is its holder's. */
function partRemarks(report: Report, row: LayerRow): (readonly [string, string])[] {
  const holderId = report.scopes.find(({ id }) => id === row.scope)?.parent ?? null;
  const holder = report.layers.find(({ scope }) => scope !== null && scope === holderId);
  if (row.kind === 'part')
    return holder === undefined ? [] : [['theory', `that of ${rowName(holder)}, which holds it`]];
  const parts = report.layers.filter(
    ({ kind, scope }) => kind === 'part' && scope !== null && report.scopes[scope]?.parent === row.scope,
  );
  return parts.length === 0 ? [] : [['parts', parts.map(rowName).join(', ')]];
}

/** `stem.conv · Conv2D 3×3, stride 2, same · [1,224,224,3] → [1,112,112,32]`. */
function headingOf(report: Report, row: LayerRow): string {
  const theory = report.theoryRows.find(({ path }) => samePath(path, row.path));
  return [
    rowName(row),
    `${row.className} ${theory === undefined ? '' : windowOf(theory.config)}`.trim(),
    ...usesOf(report, row),
    ...(row.layerCalls > 1 ? [count(row.layerCalls, 'call')] : []),
  ].join(' · ');
}

function explain(report: Report, row: LayerRow, width: number, paint: Paint): string[] {
  const { equations, idle, unknown } = ran(report, row);
  const idleNames = [...idle].map(([kernel, calls]) => (calls === 1 ? kernel : `${kernel} ×${calls}`));
  const remarks = [
    ...(row.why === null ? [] : [[theoryWord(row), `not derivable: ${row.why}`] as const]),
    ...partRemarks(report, row),
    ...[...unknown].map(([kernel, why]) => ['unknown', `${kernel}: ${why}`] as const),
    ...(idleNames.length === 0 ? [] : [['no arithmetic', idleNames.join(', ')] as const]),
    ...openBridges(row).map((text) => ['bridge', text] as const),
  ];
  const all = [
    ...textbookEquations(report, row.path),
    ...theoryEquations(report, row),
    ...equations,
    ...parameterEquations(report, row),
  ];
  return [
    ...wrap(headingOf(report, row), width).map((line) => paint('bold', line)),
    ...renderEquations(all, width, paint),
    ...remarks.flatMap(([label, text]) => renderRemark(label, text, width, paint)),
  ];
}

/** Layers that contain what was typed, else those that begin most like it. */
function nearestLayers(typed: string, names: readonly string[]): readonly string[] {
  const containing = names.filter((name) => name.toLowerCase().includes(typed.toLowerCase()));
  if (containing.length > 0) return containing.slice(0, 3);
  for (let length = typed.length; length > 0; length -= 1) {
    const alike = names.filter((name) => name.startsWith(typed.slice(0, length)));
    if (alike.length > 0) return alike.slice(0, 3);
  }
  return [];
}

/** Names are typed with dots or slashes; a graph's steps contain dots themselves. */
const written = (path: readonly string[]): string => path.join('/').replaceAll('/', '.');

/** How many steps of a path make up what was typed; 0 for none. */
const stepsNamed = (path: readonly string[], typed: string): number =>
  path.findIndex((_, i) => written(path.slice(0, i + 1)) === written([typed])) + 1;

/**
 * Explains one layer, or each layer of a group that did or owns anything. Products evaluate to what they
 * print.
 * @param path as tables name it: `stage2.block1.expand`, or a group, `stage2`; steps of a graph's names may end in
 *   slashes or in dots
 * @throws TfjsFlopsError `unknown-layer`, with the nearest names
 */
export function formatWhy(report: Report, path: string, options: WhyOptions = {}): string {
  const { width = DEFAULT_WIDTH, color = false } = options;
  const paint = painter(color);
  const found = report.layers.map((row) => ({ row, steps: stepsNamed(row.path, path) }));
  const named = found.flatMap(({ row, steps }) => (steps > 0 && steps === row.path.length ? [row] : []));
  const below = found.flatMap(({ row, steps }) =>
    steps > 0 && steps < row.path.length && (row.calls > 0 || row.parameters.total > 0 || row.why !== null)
      ? [row]
      : [],
  );
  const rows = [...named, ...below];
  if (rows.length === 0) {
    const names = report.layers.filter((row) => row.path.length > 0).map(rowName);
    const nearest = nearestLayers(path, names);
    const hint = nearest.length > 0 ? ` Nearest: ${nearest.join(', ')}.` : '';
    throw new TfjsFlopsError(
      'unknown-layer',
      `no layer "${path}" in ${report.model}.${hint} The table with --depth all names them all.`,
    );
  }
  // The textbook speaks of some groups as a whole: attention, MLP.
  const group = named.length > 0 ? [] : textbookEquations(report, path.split('.'));
  const heading =
    group.length === 0 ? [] : [[paint('bold', path), ...renderEquations(group, width, paint)].join('\n')];
  return [...heading, ...rows.map((row) => explain(report, row, width, paint).join('\n'))].join('\n\n');
}
