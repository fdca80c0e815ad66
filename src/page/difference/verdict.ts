/** @file What became of the totals, and through what. */
import type { Report } from '../../core/report.ts';
import { ownPeakBytes } from '../../core/own-peak.ts';
import { unitHeading, unitName, unitsOf, type Unit } from '../../core/unit.ts';
import { count, integer } from '../../core/writing.ts';
import { milliseconds, signed } from '../../report/format.ts';
import { bytes } from '../../report/memory.ts';
import { rounded } from '../data/measures.ts';
import { html } from '../dom/element.ts';
import { inLanguage, shownLanguage } from '../language/language.ts';
import type { Difference, Line } from './lines.ts';
import { attribute, percentage } from './writing.ts';

interface Figure {
  readonly name: string;
  readonly a: number | null;
  readonly b: number | null;
  readonly write: (value: number) => string;
  /** With all digits, where `write` rounds. */
  readonly exact?: (value: number) => string;
}

const passOf = ({ total }: Report): number | null => (total.wall ?? total.time)?.meanMs ?? null;

const figuresOf = ({ a, b }: Difference, unit: Unit): readonly Figure[] => {
  const inUnits = ({ total }: Report): number => unitsOf(unit) * total.counted.multiplyAdds;
  const whole = { write: rounded, exact: integer };
  return [
    { name: unitHeading(unit), a: inUnits(a), b: inUnits(b), ...whole },
    { name: 'Parameters', a: a.total.parameters.total, b: b.total.parameters.total, ...whole },
    { name: 'Time of a pass', a: passOf(a), b: passOf(b), write: (ms) => `${milliseconds(ms)} ms` },
    { name: 'Peak memory', a: ownPeakBytes(a), b: ownPeakBytes(b), write: bytes },
    { name: 'Kernel calls', a: a.total.calls, b: b.total.calls, write: integer },
    { name: 'Unknown calls', a: a.total.unknownCalls, b: b.total.unknownCalls, write: integer },
    { name: 'Residual', a: a.total.residual, b: b.total.residual, write: integer },
  ];
};

function tile({ name, a, b, write, exact }: Figure): HTMLElement {
  const side = (value: number | null): string => (value === null ? '–' : write(value));
  const isBad = (name === 'Unknown calls' || name === 'Residual') && (b ?? 0) > 0;
  const change = a === null || b === null ? '' : a === b ? 'the same' : percentage(a, b) || signed(b - a);
  return html(
    'div',
    { class: isBad ? 'tile bad' : 'tile', 'data-a': a, 'data-b': b },
    html('dt', {}, name),
    html('dd', { class: 'value' }, change === 'the same' ? side(b) : change === '' ? side(b) : change),
    html(
      'dd',
      { class: 'says' },
      change === 'the same' ? 'the same in both' : html('b', {}, `${side(a)} → ${side(b)}`),
      exact === undefined || a === null || b === null || a === b ? null : [html('br'), signed(b - a)],
    ),
  );
}

const NAMED = 3;

/** `top +8,028,160 (filters 1280 → 1792)` */
const told = (line: Line, unit: Unit): string => {
  const through = line.attributes.slice(0, 2).map(attribute).join(', ');
  const how = line.state === 'changed' ? through : inLanguage(line.state);
  return `${line.name.slice(0, 100)} ${signed(unitsOf(unit) * (line.inB.work - line.inA.work))}${how === '' ? '' : ` (${how})`}`;
};

function headline({ lines, totalA, totalB, changes }: Difference, unit: Unit): string {
  const changed = lines.filter(({ state }) => state !== 'same');
  if (changed.length === 0) return inLanguage('Nothing that is counted changed from A to B.');
  const moved = changed
    .filter(({ inA, inB }) => inA.work !== inB.work)
    .toSorted((x, y) => Math.abs(y.inB.work - y.inA.work) - Math.abs(x.inB.work - x.inA.work));
  const difference = totalB.work - totalA.work;
  const said =
    difference === 0
      ? `B does as many ${unitName(unit)} as A.`
      : `B does ${integer(unitsOf(unit) * Math.abs(difference))} ${unitName(unit)} ${difference > 0 ? 'more' : 'fewer'} than A.`;
  const most = moved.slice(0, NAMED).map((line) => told(line, unit));
  const of = ['changed', 'added', 'removed']
    .map((state) => ({ state, amount: changed.filter((line) => line.state === state).length }))
    .filter(({ amount }) => amount > 0)
    .map(({ state, amount }) => inLanguage(`${count(amount, 'row')} ${state}`));
  const matched =
    changes.matchedShare === 1
      ? ''
      : ` ${(100 * changes.matchedShare).toFixed(1)} % of the work is in rows that both have.`;
  const named = most.length === 0 ? '' : `, ${inLanguage('most:')} ${most.join(' · ')}`;
  return `${inLanguage(said)} ${of.join(', ')}${named}${shownLanguage() === 'zh' ? '。' : '.'}${inLanguage(matched)}`;
}

export function verdict(difference: Difference, unit: Unit): HTMLElement {
  const said = html('p', { class: 'headline' });
  // Names of rows are in it.
  said.textContent = headline(difference, unit);
  return html(
    'section',
    { id: 'verdict', 'aria-label': 'Verdict' },
    html('dl', { class: 'tiles' }, figuresOf(difference, unit).map(tile)),
    said,
    difference.isTimed
      ? html(
          'p',
          { class: 'note' },
          'Times are of two profiles and no pairs of passes: a small difference between them says nothing.',
        )
      : null,
  );
}
