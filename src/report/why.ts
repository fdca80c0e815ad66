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
import { visible, visibleIn } from '../core/visible.ts';
import { checkUnit, type Unit } from '../core/unit.ts';
import { rowName } from '../core/writing.ts';
import { painter, type Paint } from './paint.ts';
import { rowlessNode } from './rowless-node.ts';
import { theoryWord } from './theory-word.ts';
import { openBridges } from './residual.ts';
import { checkReport } from './check.ts';
import { received } from '../core/options.ts';
import { rowsNamed, unknownLayer, wholeName } from './find-layer.ts';
import { checkTextOptions, DEFAULT_WIDTH, type TextOptions } from './options.ts';
import { windowOf } from './layer-caption.ts';

/** Options of `formatWhy`. */
export interface WhyOptions extends TextOptions {
  /** In what work is written, multiply-adds by default. */
  readonly unit?: Unit | undefined;
}

interface Style {
  readonly width: number;
  readonly paint: Paint;
  readonly unit: Unit;
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
  const what = `${row.className} ${theory === undefined ? '' : windowOf(theory.config)}`.trim();
  return [
    rowName(row),
    // A caller's own scope is of no class.
    ...(what === '' ? [] : [what]),
    ...usesOf(report, row),
    ...(row.layerCalls > 1 ? [count(row.layerCalls, 'call')] : []),
  ].join(' · ');
}

function explain(report: Report, row: LayerRow, { width, paint, unit }: Style): string[] {
  const { equations, idle, unknown } = ran(report, row, unit);
  const idleNames = [...idle].map(([kernel, calls]) => (calls === 1 ? kernel : `${kernel} ×${calls}`));
  const remarks = [
    ...(row.why === null ? [] : [[theoryWord(row), `not derivable: ${row.why.text}`] as const]),
    ...partRemarks(report, row),
    ...[...unknown].map(([kernel, why]) => ['unknown', `${kernel}: ${why}`] as const),
    ...(idleNames.length === 0 ? [] : [['no arithmetic', idleNames.join(', ')] as const]),
    ...openBridges(row, unit).map((text) => ['bridge', text] as const),
  ];
  const all = [
    ...textbookEquations(report, row.path, unit),
    ...theoryEquations(report, row, unit),
    ...equations,
    ...parameterEquations(report, row),
  ];
  return [
    ...wrap(headingOf(report, row), width).map((line) => paint('bold', line)),
    ...renderEquations(all, width, paint),
    ...remarks.flatMap(([label, text]) => renderRemark(label, text, width, paint)),
  ];
}

function render(report: Report, typed: string, options: WhyOptions): string {
  const layer = wholeName(report, typed);
  const { width = DEFAULT_WIDTH, color = false, unit = 'multiply-adds' } = options;
  const paint = painter(color);
  const style = { width, paint, unit };
  const { own, below } = rowsNamed(report, layer);
  const busy = below.filter((row) => row.calls > 0 || row.parameters.total > 0 || row.why !== null);
  const rows = [...own, ...busy];
  if (rows.length === 0) {
    const node = rowlessNode(report, typed);
    if (node === null) throw unknownLayer(report, layer);
    const lines = wrap(`${typed} · ${node.what}`, width).map((line) => paint('bold', line));
    return [...lines, ...(node.row === null ? [] : ['', ...explain(report, node.row, style)])].join('\n');
  }
  // The textbook has formulas for some groups as a whole: attention, MLP.
  const group = own.length > 0 ? [] : textbookEquations(report, layer.split('.'), unit);
  const heading =
    group.length === 0 ? [] : [[paint('bold', layer), ...renderEquations(group, width, paint)].join('\n')];
  return [...heading, ...rows.map((row) => explain(report, row, style).join('\n'))].join('\n\n');
}

/**
 * Where a layer's numbers come from: textbook, theory and count as products of named factors, which evaluate to what they
 * print. Of a group, each layer that did or owns anything.
 * @param layer its name as tables print it, `stage2.block1.expand`, or that of a group, `stage2`; a graph's names may be
 *   written with slashes or dots; or any part of a name that no other has, `block1.exp`
 * @throws TfjsFlopsError `unknown-layer`, with the nearest name; `invalid-input` for anything but a report and a name;
 *   `unknown-option`, `invalid-option`
 * @example
 * console.log(formatWhy(report, 'stem.conv'));
 */
export function formatWhy(report: Report, layer: string, options: WhyOptions = {}): string {
  checkReport(report, 'formatWhy()');
  checkTextOptions(options, ['unit'], 'formatWhy()');
  checkUnit(options.unit);
  if (typeof layer !== 'string')
    throw new TfjsFlopsError(
      'invalid-input',
      `formatWhy() takes the name of a layer or of a group, got ${received(layer)}.`,
      { remedies: [{ list: 'layers' }] },
    );
  // Tables print names visible, and names are copied from there.
  return render(visibleIn(report), visible(layer), options);
}
