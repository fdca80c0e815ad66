/** @file What a reader can act on: a card a finding, the one about most time first, and the way to its rows. */
import type { Finding, Report } from '../../core/report.ts';
import { unitName, workText } from '../../core/unit.ts';
import { count } from '../../core/writing.ts';
import { share } from '../data/measures.ts';
import type { Subject } from '../data/subject.ts';
import type { Item } from '../data/tree.ts';
import { html, nameOf } from '../dom/element.ts';
import { panel } from '../dom/figure.ts';

const LISTED = 3;

const sumOver = (
  { layers }: Report,
  rows: readonly number[],
  value: (row: Report['layers'][number]) => number,
): number => rows.reduce((sum, row) => sum + value(layers[row]!), 0);

function card(finding: Finding, { report, tree, unit, show }: Subject): HTMLElement {
  const { rows, cause, remedy, work } = finding;
  const what = work.reduce((said, each) => said.replace(each.text, () => workText(each, unit)), finding.what);
  const { total } = report;
  const ms = sumOver(report, rows, ({ time }) => time?.meanMs ?? 0);
  const multiplyAdds = sumOver(report, rows, ({ counted }) => counted.multiplyAdds);
  const items = rows.flatMap((row) => tree.leafOfRow.get(row) ?? []);
  const heaviest = items
    .toSorted((a, b) => b.values.time - a.values.time || b.values.work - a.values.work)
    .slice(0, LISTED);
  const jump = (item: Item): HTMLElement =>
    html(
      'li',
      {},
      html('button', { type: 'button', class: 'link', click: () => show(item) }, nameOf(item.fullName)),
    );
  return html(
    'article',
    { class: 'card' },
    html('h3', {}, what),
    items.length === 0
      ? null
      : html(
          'p',
          { class: 'figures' },
          total.time === null
            ? null
            : html('span', { class: 'chip time' }, `its rows: ${share(ms, total.time.meanMs)} of the time`),
          html(
            'span',
            { class: 'chip work' },
            `${share(multiplyAdds, total.counted.multiplyAdds)} of the ${unitName(unit)}`,
          ),
        ),
    html('p', {}, html('b', {}, 'Why '), cause),
    remedy === '' ? null : html('p', {}, html('b', {}, 'What helps '), remedy),
    heaviest.length === 0
      ? null
      : html(
          'ul',
          { class: 'jumps', 'aria-label': 'Rows' },
          heaviest.map(jump),
          items.length > heaviest.length
            ? html('li', { class: 'note' }, `and ${count(items.length - heaviest.length, 'row')} more`)
            : null,
        ),
  );
}

export function findings(subject: Subject): HTMLElement {
  const { report } = subject;
  return panel(
    'findings',
    'Findings',
    report.findings.length === 0
      ? html('p', { class: 'note' }, 'No rule found anything to act on.')
      : html(
          'div',
          { class: 'cards' },
          report.findings.map((finding) => card(finding, subject)),
        ),
  );
}
