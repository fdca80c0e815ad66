/** @file Two reports as one page: from A to B. */
import type { Report } from '../../core/report.ts';
import type { Unit } from '../../core/unit.ts';
import { dimensions } from '../../core/writing.ts';
import { html, nameOf } from '../dom/element.ts';
import type { Drawn } from '../sheet.ts';
import { icicles } from './icicles.ts';
import { differenceOf } from './lines.ts';
import { conditions, findings, kernels, memory } from './rest.ts';
import { changedRows } from './table.ts';
import { verdict } from './verdict.ts';

const subtitle = (label: string, { inputs, backend, environment }: Report): HTMLElement =>
  html(
    'p',
    { class: 'under' },
    [
      `${label}: ${inputs.map(({ shape }) => dimensions(shape)).join(', ')}`,
      backend,
      environment.runtime ?? '',
    ]
      .filter((text) => text !== '')
      .join(' · '),
  );

export function drawDifference(savedA: Report, savedB: Report, unit: Unit): Drawn {
  const difference = differenceOf(savedA, savedB);
  const { a, b } = difference;
  return {
    heading: [
      html('h1', {}, 'A ', nameOf(a.model, 'model-name'), ' → B ', nameOf(b.model, 'model-name')),
      subtitle('A', a),
      subtitle('B', b),
    ],
    panels: [
      () => verdict(difference, unit),
      () => icicles(difference, unit),
      () => changedRows(difference, unit),
      () => findings(difference),
      () => memory(difference),
      () => kernels(difference),
      () => conditions(difference),
    ],
  };
}
