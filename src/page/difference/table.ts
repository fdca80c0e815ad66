/** @file The rows of both reports side by side: both amounts, the difference, and the attribute through which it came. */
import { unitHeading, type Unit } from '../../core/unit.ts';
import { count } from '../../core/writing.ts';
import type { Measure } from '../data/measures.ts';
import { html, nameOf, say } from '../dom/element.ts';
import { panel } from '../dom/figure.ts';
import { whenNear } from '../dom/near.ts';
import type { Difference, Line, State } from './lines.ts';
import { amount, attribute, delta } from './writing.ts';

const SIGNS: Readonly<Record<State, string>> = { same: '', changed: '≠', added: '+', removed: '−' };
const CHUNK = 150;

const movedBy = ({ inA, inB }: Line, measure: Measure): number => Math.abs(inB[measure] - inA[measure]);

export function changedRows(difference: Difference, unit: Unit): HTMLElement {
  const { lines, isTimed, totalA, totalB } = difference;
  const measures: readonly Measure[] = ['work', ...(isTimed ? (['time'] as const) : []), 'parameters'];
  const headings: Readonly<Record<string, string>> = {
    work: unitHeading(unit),
    time: 'ms',
    parameters: 'Parameters',
  };
  const largestMs = Math.max(totalA.time, totalB.time);
  const body = html('tbody');
  const end = html('p', { class: 'note', 'data-rows': 0 });
  const only = html('input', { type: 'checkbox', change: () => draw() });
  const isChanged = lines.some(({ state }) => state !== 'same');
  only.checked = isChanged;
  let sort: Measure | null = null;
  let rows: readonly Line[] = [];
  let drawn = 0;
  const cells = (inA: Line['inA'], inB: Line['inB'], isUnknown: boolean): readonly HTMLElement[] =>
    measures.flatMap((measure) => {
      const mark = isUnknown && measure === 'work' ? '?' : '';
      const [a, b] = [inA[measure], inB[measure]];
      return [
        html('td', { class: 'number wide', 'data-value': a }, amount(a, measure, unit, largestMs) + mark),
        html('td', { class: 'number wide', 'data-value': b }, amount(b, measure, unit, largestMs) + mark),
        html(
          'td',
          { class: `number delta ${a === b ? 'none' : b > a ? 'more' : 'less'}` },
          delta(a, b, measure, unit, largestMs) + mark,
        ),
      ];
    });
  const rowOf = (line: Line): HTMLElement =>
    html(
      'tr',
      { class: line.state, 'data-row': '' },
      html('td', { class: `sign ${line.state}` }, html('span', { title: line.state }, SIGNS[line.state])),
      html(
        'th',
        { scope: 'row', class: 'layer' },
        nameOf(line.name),
        line.renamed === null ? null : html('small', {}, ' → ', nameOf(line.renamed)),
      ),
      cells(line.inA, line.inB, line.isUnknown),
      html(
        'td',
        { class: 'through' },
        line.state === 'changed'
          ? html('bdi', {}, line.attributes.map(attribute).join(' · '))
          : line.state === 'same'
            ? ''
            : line.state,
      ),
    );
  const watch = whenNear(end, () => more());
  const more = (most = CHUNK): void => {
    const next = rows.slice(drawn, drawn + most);
    body.append(...next.map(rowOf));
    drawn += next.length;
    end.dataset['rows'] = String(rows.length);
    if (rows.length > drawn) watch();
    say(
      end,
      rows.length > drawn
        ? `${count(rows.length - drawn, 'more row')} below.`
        : rows.length === 0
          ? 'No row changed.'
          : count(rows.length, 'row'),
    );
  };
  function draw(): void {
    const shown = only.checked ? lines.filter(({ state }) => state !== 'same') : lines;
    const by = sort;
    rows = by === null ? shown : shown.toSorted((x, y) => movedBy(y, by) - movedBy(x, by));
    body.replaceChildren();
    drawn = 0;
    more();
  }
  draw();
  // Paper does not scroll.
  addEventListener('beforeprint', () => more(2_000));
  const sorter = (text: string, measure: Measure | null): HTMLElement =>
    html('button', { type: 'button', click: () => ((sort = measure), draw()) }, text);
  return panel(
    'layers',
    'Layers',
    html(
      'div',
      { class: 'tools' },
      sorter('Largest change first', 'work'),
      isTimed ? sorter('By change of time', 'time') : null,
      sorter('In order', null),
      html('label', {}, only, ' only what changed'),
    ),
    html(
      'div',
      { class: 'scrolls', tabindex: 0, role: 'group', 'aria-label': 'Layers of both' },
      html(
        'table',
        { class: 'layers' },
        html('caption', { class: 'unseen' }, 'Layers of A and B with what changed'),
        html(
          'thead',
          {},
          html(
            'tr',
            {},
            html('th', { scope: 'col' }, html('span', { class: 'unseen' }, 'State')),
            html('th', { scope: 'col' }, 'Layer'),
            measures.flatMap((measure) => [
              html('th', { scope: 'col', class: 'number wide' }, `${headings[measure]!}, A`),
              html('th', { scope: 'col', class: 'number wide' }, 'B'),
              html(
                'th',
                { scope: 'col', class: 'number' },
                html('span', { class: 'narrow' }, headings[measure]!),
                ' change',
              ),
            ]),
            html('th', { scope: 'col' }, 'through'),
          ),
        ),
        body,
        html(
          'tfoot',
          {},
          html(
            'tr',
            { class: 'total' },
            html('td'),
            html('th', { scope: 'row' }, 'Total'),
            cells(totalA, totalB, false),
            html('td'),
          ),
        ),
      ),
    ),
    end,
  );
}
