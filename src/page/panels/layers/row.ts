/** @file A row of the table of layers: its name, what it is, and its numbers with the two bars. */
import { inUnit } from '../../../core/unit.ts';
import { dimensions, integer } from '../../../core/writing.ts';
import { milliseconds } from '../../../report/format.ts';
import { agreement } from '../../../report/sums.ts';
import { share } from '../../data/measures.ts';
import type { Subject } from '../../data/subject.ts';
import type { Item } from '../../data/tree.ts';
import { html, nameOf, type Child } from '../../dom/element.ts';

export interface RowActions {
  readonly isOpen: boolean;
  readonly isExplained: boolean;
  /** Under its group, by its own name; else under its full name. */
  readonly isInTree: boolean;
  readonly toggle: () => void;
  readonly explain: () => void;
}

/** A bar is as long as a share of the whole; both bars have one scale. */
function bar(part: number, whole: number, className: string): HTMLElement {
  const filled = html('span', { class: className });
  filled.style.width = `${whole === 0 ? 0 : (100 * part) / whole}%`;
  return html('span', { class: 'bar', 'aria-hidden': true }, filled);
}

const numberCell = (value: number, text: string, below: Child, className = 'number'): HTMLElement =>
  html('td', { class: className, 'data-value': value }, text, below);

/** The cells of numbers, which the total has as well. */
export function numbers(subject: Subject, item: Item): readonly HTMLElement[] {
  const { report, tree, unit, roof } = subject;
  const { root } = tree;
  const { work, time, parameters } = item.values;
  const rows = item.rows.map((row) => report.layers[row]!);
  const unknown = item.unknownCalls > 0 ? '?' : '';
  const workText = work === 0 ? unknown || '·' : integer(inUnit(work, unit)) + unknown;
  const longest = root.values.time;
  const agrees = agreement(rows, unit);
  return [
    numberCell(parameters, parameters === 0 ? '·' : integer(parameters), null, 'number wide'),
    html(
      'td',
      { class: 'number', 'data-value': work },
      workText,
      html('small', {}, work === 0 ? '' : share(work, root.values.work)),
      bar(work, root.values.work, 'work'),
    ),
    ...(report.total.time === null
      ? []
      : [
          html(
            'td',
            { class: 'number', 'data-value': time },
            milliseconds(time, longest),
            html('small', {}, share(time, longest)),
            bar(time, longest, 'time'),
          ),
        ]),
    ...(roof === null
      ? []
      : [numberCell(roof.wasted(item), milliseconds(roof.wasted(item), longest), null, 'number wide')]),
    html('td', { class: /^[=·]$/.test(agrees) ? 'agrees' : 'agrees differs' }, agrees),
  ];
}

export function row(subject: Subject, item: Item, actions: RowActions): HTMLTableRowElement {
  const { typeOf } = subject;
  const { isOpen, isExplained, isInTree, toggle, explain } = actions;
  const isGroup = item.children.length > 0;
  const output = item.outputs[0];
  const name = isInTree ? item.name : item.fullName;
  const cell = html(
    'th',
    { scope: 'row', class: 'layer' },
    isGroup && isInTree
      ? html(
          'button',
          {
            type: 'button',
            class: 'fold',
            'aria-expanded': String(isOpen),
            'aria-label': `Parts of ${item.name.slice(0, 200)}`,
            click: toggle,
          },
          isOpen ? '▾' : '▸',
        )
      : html('span', { class: 'fold' }),
    html(
      'button',
      { type: 'button', class: 'link', 'aria-expanded': String(isExplained), click: explain },
      nameOf(name),
    ),
    isGroup ? html('small', {}, ` ${item.children.length}`) : null,
  );
  if (isInTree) cell.style.paddingLeft = `${0.9 * Math.min(10, item.depth - 1)}rem`;
  return html(
    'tr',
    { 'data-item': item.id, class: isGroup ? 'group' : null },
    cell,
    html('td', { class: 'wide kind' }, html('bdi', {}, typeOf(item))),
    html('td', { class: 'wide kind' }, output === undefined ? '' : dimensions(output)),
    numbers(subject, item),
  );
}
