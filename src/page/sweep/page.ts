/** @file A model at many sizes as a page: a curve, its numbers as a table, and how it grows in sentences. */
import type { SweepPoint, SweepSheet } from '../../core/sweep.ts';
import { inUnit, unitHeading, type Unit } from '../../core/unit.ts';
import { visibleIn } from '../../core/visible.ts';
import { integer } from '../../core/writing.ts';
import { bytes } from '../../report/memory.ts';
import { html, nameOf } from '../dom/element.ts';
import { figure, panel, type Columns, type Line as TableLine } from '../dom/figure.ts';
import type { Drawn } from '../sheet.ts';
import { curve } from './curve.ts';
import { drawnOf, linesOf } from './lines.ts';

const SOURCES: Readonly<Record<SweepPoint['source'], string>> = {
  shapes: 'counted on shapes',
  polynomial: 'by the polynomial',
  impossible: 'cannot be',
};

const known = (value: number | null, write: (value: number) => string): string =>
  value === null ? '' : write(value);

const lineOf = (point: SweepPoint, axes: readonly { readonly name: string }[], unit: Unit): TableLine => [
  ...axes.map(({ name }) => integer(point.at[name]!)),
  known(point.multiplyAdds, (value) => integer(inUnit(value, unit))),
  known(point.parameters, integer),
  known(point.peakBytes, bytes),
  point.why ?? SOURCES[point.source],
];

function bySize({ sweep, sentences: [whole] }: SweepSheet, unit: Unit): HTMLElement {
  const { axes, points } = sweep;
  const lines = linesOf(sweep);
  const drawn = drawnOf(lines);
  const columns: readonly Columns[] = [
    ...[...axes.map(({ name }) => name), unitHeading(unit), 'Parameters', 'Peak memory'].map((heading) => ({
      heading,
      isNumber: true,
    })),
    { heading: 'How it is known' },
  ];
  const hasDerived = points.some(({ source }) => source === 'polynomial');
  const notes = [
    drawn.length < lines.length ? `${drawn.length} of ${lines.length} lines are drawn.` : '',
    hasDerived ? 'Filled dots were counted, the others follow from the polynomial.' : '',
  ].filter((note) => note !== '');
  return panel(
    'by-size',
    'By size',
    figure(
      html('span', { 'data-figure': 'by-size' }, [whole ?? 'No size can be counted', '. ', notes.join(' ')]),
      drawn.length === 0 ? null : curve(sweep, drawn, unit),
      {
        caption: `${unitHeading(unit)}, parameters and peak memory by ${axes.map(({ name }) => name).join(', ')}`,
        columns,
        lines: () => points.map((point) => lineOf(point, axes, unit)),
      },
    ),
  );
}

const growth = ({ sentences }: SweepSheet): HTMLElement =>
  panel(
    'growth',
    'How it grows',
    html(
      'ul',
      {},
      sentences.map((sentence) => html('li', {}, sentence)),
    ),
  );

export function drawSweep(saved: SweepSheet, unit: Unit): Drawn {
  const sheet = visibleIn(saved);
  const { model, axes, points } = sheet.sweep;
  return {
    heading: [
      html('h1', {}, nameOf(model, 'whole-name')),
      html(
        'p',
        { class: 'under' },
        `by ${axes.map(({ name }) => name).join(', ')} · ${integer(points.length)} sizes · from shapes, nothing run`,
      ),
    ],
    panels: [() => bySize(sheet, unit), () => growth(sheet)],
  };
}
