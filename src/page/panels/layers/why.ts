/** @file Where the numbers of a row come from: textbook, theory, count and parameters as equations. */
import type { LayerRow, Report } from '../../../core/report.ts';
import { OPS, OP_NAMES } from '../../../core/ops.ts';
import { unitsOf } from '../../../core/unit.ts';
import { count, integer } from '../../../core/writing.ts';
import {
  parameterEquations,
  ran,
  shapeList,
  textbookEquations,
  theoryEquations,
} from '../../../report/explain.ts';
import { windowOf } from '../../../report/layer-caption.ts';
import { milliseconds } from '../../../report/format.ts';
import { bytes } from '../../../report/memory.ts';
import type { Reason } from '../../../core/reason.ts';
import { share } from '../../data/measures.ts';
import type { Subject } from '../../data/subject.ts';
import type { Item } from '../../data/tree.ts';
import { equation } from '../../dom/equation.ts';
import { html, nameOf, type Child } from '../../dom/element.ts';
import { inLanguage } from '../../language/language.ts';

/** Equations of one row; a layer may own very many variables, or run very many kernels. */
const MOST_EQUATIONS = 60;

/** What does not fit is told by what noticed it, in English. */
const reasonText = ({ kind, text }: Reason): Child =>
  kind === 'does-not-fit' ? html('bdi', { lang: 'en' }, text) : text;

function remarksOf({ report, unit }: Subject, row: LayerRow): readonly (readonly [string, Child])[] {
  const { idle, unknown } = ran(report, row, unit);
  const idleNames = [...idle].map(([kernel, calls]) => (calls === 1 ? kernel : `${kernel} ×${calls}`));
  const open = row.bridges.filter(({ residual }) => residual !== 0);
  return [
    ...(row.why === null ? [] : [['no theory', reasonText(row.why)] as const]),
    ...[...unknown].map(([kernel, why]) => ['unknown', `${kernel}: ${why}`] as const),
    ...(idleNames.length === 0 ? [] : [['no arithmetic', idleNames.join(', ')] as const]),
    ...open.map(({ from, to, quantity, fromAmount, toAmount, residual }) => {
      const [a, b, left] = [fromAmount, toAmount, residual].map((amount) =>
        integer(quantity === 'multiplyAdds' ? unitsOf(unit) * amount : amount),
      );
      return ['residual', `${from} ${a}, ${to} ${b}: ${left} not explained`] as const;
    }),
  ];
}

function shapesOf(report: Report, row: LayerRow): string {
  if (row.kind === 'node') {
    const last = report.entries.findLast(({ scope, calls }) => scope === row.scope && calls > 0);
    const outputs = last === undefined ? [] : report.calls[last.call]!.outputs;
    return outputs.length === 0 ? '' : `→ ${shapeList(outputs.map(({ shape }) => shape))}`;
  }
  const [first, ...others] = report.scopeCalls.filter(({ scope }) => scope === row.scope);
  if (first === undefined) return '';
  const more = others.length === 0 ? '' : ` and ${count(others.length, 'other way')}`;
  return `${shapeList(first.inputs)} → ${shapeList(first.outputs)}${more}`;
}

function facts({ report, roof, tree }: Subject, item: Item, row: LayerRow): Child {
  const theory = report.theoryRows.find(
    ({ path }) => path.length === row.path.length && path.every((step, i) => step === row.path[i]),
  );
  const other = OPS.filter((op) => op !== 'multiplyAdds' && row.counted[op] > 0).map(
    (op) => `${OP_NAMES[op]} ${integer(row.counted[op])}`,
  );
  const limiter = roof?.limiter(item) ?? null;
  const pairs: readonly (readonly [string, string])[] = [
    ['class', `${row.className} ${theory === undefined ? '' : windowOf(theory.config)}`.trim()],
    ['shapes', shapesOf(report, row)],
    ['calls', row.layerCalls > 1 ? count(row.layerCalls, 'call') : ''],
    [
      'time',
      row.time === null
        ? ''
        : `${milliseconds(row.time.meanMs)} ms ± ${milliseconds(row.time.madMs, row.time.meanMs)}, ${share(row.time.meanMs, tree.root.values.time)} of kernel time`,
    ],
    [
      'roof',
      roof === null || limiter === null || row.time === null
        ? ''
        : `at least ${milliseconds(roof.least(item), row.time.meanMs)} ms on this machine, limited by ${limiter}`,
    ],
    ['moves', row.bytes === 0 ? '' : `at least ${bytes(row.bytes)}`],
    ['other operations', other.join(' · ')],
  ];
  return html(
    'dl',
    { class: 'facts' },
    pairs
      .filter(([, text]) => text !== '')
      .map(([name, text]) => [html('dt', {}, name), html('dd', {}, html('bdi', {}, inLanguage(text)))]),
  );
}

/** The drawer below a row. */
export function why(subject: Subject, item: Item): HTMLElement {
  const { report, unit } = subject;
  const rows = item.children.length === 0 ? item.rows.map((row) => report.layers[row]!) : [];
  const equations = [
    ...(item.children.length === 0 ? [] : textbookEquations(report, item.path, unit)),
    ...rows.flatMap((row) => [
      ...textbookEquations(report, row.path, unit),
      ...theoryEquations(report, row, unit),
      ...ran(report, row, unit).equations,
      ...parameterEquations(report, row),
    ]),
  ];
  const remarks = rows.flatMap((row) => remarksOf(subject, row));
  return html(
    'div',
    { class: 'why' },
    html('p', { class: 'why-name' }, nameOf(item.fullName, 'whole-name')),
    rows.map((row) => facts(subject, item, row)),
    html(
      'div',
      { class: 'scrolls', tabindex: 0, role: 'group', 'aria-label': 'Equations' },
      html(
        'table',
        { class: 'equations' },
        html('caption', { class: 'unseen' }, 'Where the numbers come from'),
        html(
          'tbody',
          {},
          equations.slice(0, MOST_EQUATIONS).map(equation),
          remarks.map(([label, text]) =>
            html(
              'tr',
              {},
              html('th', { scope: 'row' }, label),
              html('td', { colspan: 2, class: 'remark' }, text),
            ),
          ),
        ),
      ),
    ),
    equations.length > MOST_EQUATIONS
      ? html('p', { class: 'note' }, `The first ${MOST_EQUATIONS} of ${equations.length} equations.`)
      : null,
    equations.length + remarks.length === 0
      ? html('p', { class: 'note' }, 'A group: its numbers are the sums of its rows.')
      : null,
  );
}
