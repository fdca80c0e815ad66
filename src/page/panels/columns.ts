/** @file Textbook, theory, counted, executed on one axis; between neighbours each difference by its name. */
import type { Quantity } from '../../core/bridge.ts';
import { totalOperations } from '../../core/ops.ts';
import { inUnit, unitName, unitsOf } from '../../core/unit.ts';
import { count, integer } from '../../core/writing.ts';
import { signed } from '../../report/format.ts';
import { reportWord } from '../../report/theory-word.ts';
import { columnsOf, type Bar, type Group } from '../data/columns.ts';
import type { Subject } from '../data/subject.ts';
import { html } from '../dom/element.ts';
import { figure, panel, type Line } from '../dom/figure.ts';
import { inLanguage } from '../language/language.ts';

/** So many segments have a pattern of their own. */
const PATTERNS = 6;

interface Writing {
  readonly name: string;
  readonly factor: number;
  readonly column: (name: Bar['column']) => string;
}

function writingOf({ report, unit }: Subject, quantity: Quantity): Writing {
  const names: Readonly<Record<Quantity, string>> = {
    multiplyAdds: unitName(unit),
    adds: 'adds: multiply-adds and additions',
    minMax: 'running maxima',
    parameters: 'parameters',
    trainable: 'trainable parameters',
  };
  const { theory } = reportWord(report);
  return {
    name: names[quantity],
    factor: quantity === 'multiplyAdds' ? unitsOf(unit) : 1,
    column: (name) => (name === 'theory' ? theory : name),
  };
}

const spanOf = (part: number, whole: number, className: string, title: string): HTMLElement => {
  const span = html('span', { class: className, title, 'data-part': part });
  span.style.width = `${whole === 0 ? 0 : (100 * Math.abs(part)) / whole}%`;
  return span;
};

function barLine(bar: Bar, whole: number, writing: Writing): HTMLElement {
  const { factor } = writing;
  const added = bar.segments.filter(({ amount }) => amount > 0);
  const removed = bar.segments.filter(({ amount }) => amount < 0);
  const common = bar.amount - added.reduce((sum, { amount }) => sum + amount, 0) - Math.max(0, bar.residual);
  return html(
    'div',
    { class: 'column-line', 'data-value': factor * bar.amount },
    html('span', { class: 'column-name' }, writing.column(bar.column)),
    html(
      'span',
      { class: 'column-bar', 'aria-hidden': true },
      spanOf(common, whole, 'common', 'as in the column before'),
      added.map(({ term, amount }, i) =>
        spanOf(
          amount,
          whole,
          `term pattern-${i % PATTERNS}`,
          `+ ${inLanguage(term)} ${integer(factor * amount)}`,
        ),
      ),
      bar.residual === 0
        ? null
        : spanOf(bar.residual, whole, 'residual', `not explained ${signed(factor * bar.residual)}`),
      removed.map(({ term, amount }) =>
        spanOf(amount, whole, 'less-term', `− ${inLanguage(term)} ${integer(-factor * amount)}`),
      ),
    ),
    html('span', { class: 'column-amount' }, integer(factor * bar.amount)),
  );
}

function termsOf(bar: Bar, { factor }: Writing): HTMLElement | null {
  if (bar.segments.length === 0 && bar.residual === 0) return null;
  const added = bar.segments.filter(({ amount }) => amount > 0);
  return html(
    'ul',
    { class: 'terms' },
    bar.segments.map((segment) => {
      const at = added.indexOf(segment);
      const swatch = at < 0 ? 'swatch less-term' : `swatch term pattern-${at % PATTERNS}`;
      const measured = segment.isMeasured ? `, ${inLanguage('measured')}` : '';
      return html(
        'li',
        {},
        html('span', { class: swatch, 'aria-hidden': true }),
        `${inLanguage(segment.term)} ${signed(factor * segment.amount)}${measured}`,
      );
    }),
    bar.residual === 0
      ? null
      : html(
          'li',
          { class: 'bad' },
          html('span', { class: 'swatch residual', 'aria-hidden': true }),
          `not explained ${signed(factor * bar.residual)}`,
        ),
  );
}

function inWords({ bars }: Group, { factor, column }: Writing): string {
  const said = bars.map(({ column: name, amount }, i) => {
    const isSame = bars[i - 1]?.amount === amount;
    return `${inLanguage(column(name))} ${isSame ? inLanguage('the same') : integer(factor * amount)}`;
  });
  const open = bars.reduce((sum, { residual }) => sum + Math.abs(residual), 0);
  const ending =
    open === 0 ? 'every difference has a name, residual 0.' : `${integer(factor * open)} not explained.`;
  return `${said.join(', ')}: ${inLanguage(ending)}`;
}

const removedIn = ({ segments }: Bar): number =>
  segments.reduce((sum, { amount }) => sum + Math.max(0, -amount), 0);

function groupFigure(group: Group, subject: Subject): HTMLElement {
  const writing = writingOf(subject, group.quantity);
  const heading = inLanguage(writing.name);
  const whole = Math.max(...group.bars.map((bar) => bar.amount + removedIn(bar)));
  const lines = (): readonly Line[] =>
    group.bars.flatMap((bar): readonly Line[] => [
      [writing.column(bar.column), integer(writing.factor * bar.amount)],
      ...bar.segments.map(({ term, amount }): Line => [
        `  ${inLanguage(term)}`,
        signed(writing.factor * amount),
      ]),
      ...(bar.segments.length + Math.abs(bar.residual) === 0
        ? []
        : [['  residual', signed(writing.factor * bar.residual)]]),
    ]);
  const made = figure(
    html(
      'span',
      {},
      html('b', {}, heading.charAt(0).toUpperCase() + heading.slice(1)),
      ' · ',
      inWords(group, writing),
    ),
    html(
      'div',
      { class: 'columns' },
      group.bars.map((bar) => [barLine(bar, whole, writing), termsOf(bar, writing)]),
    ),
    {
      caption: `Columns of ${writing.name}`,
      columns: [{ heading: 'Column or term' }, { heading: writing.name, isNumber: true }],
      lines,
    },
  );
  made.dataset['quantity'] = group.quantity;
  return made;
}

/** Of a training step the columns are the forward pass alone, and less than the total above. */
function training({ report: { total }, unit }: Subject): HTMLElement | null {
  if (total.phases === null) return null;
  const { forward, backward, optimizer } = total.phases;
  const work = ({ counted, unknownCalls }: typeof forward): string =>
    integer(inUnit(counted.multiplyAdds, unit)) + (unknownCalls > 0 ? '?' : '');
  return html(
    'p',
    { class: 'note' },
    `A training step: forward ${work(forward)}, backward ${work(backward)} ${unitName(unit)}, optimizer ${count(totalOperations(optimizer.counted), 'operation')}. Theory is of the forward pass alone.`,
  );
}

export function columns(subject: Subject): HTMLElement {
  const { report, hints } = subject;
  const groups = columnsOf(report);
  return panel(
    'columns',
    'Derived four times',
    groups.length === 0
      ? html('p', { class: 'note' }, 'There is no theory of this run, so that its count stands alone.')
      : groups.map((group) => groupFigure(group, subject)),
    training(subject),
    report.machine === null && hints.executed !== undefined
      ? html(
          'p',
          { class: 'note' },
          'What the backend really executes was not counted: ',
          html('code', {}, hints.executed),
        )
      : null,
  );
}
