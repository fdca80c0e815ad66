/** @file One report, top to bottom, in the order of a reader's questions. */
import { visibleIn } from '../core/visible.ts';
import { dimensions } from '../core/writing.ts';
import type { Report } from '../core/report.ts';
import type { Unit } from '../core/unit.ts';
import type { ReportHead } from '../saved/head.ts';
import type { Drawn } from './sheet.ts';
import { subjectOf, type Hints, type Subject } from './data/subject.ts';
import { html, nameOf } from './dom/element.ts';
import { columns } from './panels/columns.ts';
import { environment } from './panels/environment.ts';
import { findings } from './panels/findings.ts';
import { firstRun } from './panels/first-run.ts';
import { icicle } from './panels/icicle.ts';
import { kernels } from './panels/kernels.ts';
import { LayerTable } from './panels/layers/table.ts';
import { memory } from './panels/memory.ts';
import { roofline } from './panels/roofline.ts';
import { timeline } from './panels/timeline.ts';
import { textbook } from './cards/panel.ts';
import { headline, verdict } from './panels/verdict.ts';

const headingOf = ({ model, inputs, backend, environment }: ReportHead): readonly Node[] => [
  html('h1', {}, nameOf(model, 'whole-name')),
  html(
    'p',
    { class: 'under' },
    [
      inputs.map(({ shape }) => dimensions(shape)).join(', '),
      backend,
      ...(environment.tfjs === undefined ? [] : [`tfjs ${environment.tfjs}`]),
      ...(environment.runtime === undefined ? [] : [environment.runtime]),
    ]
      .filter((text) => text !== '')
      .join(' · '),
  ),
];

/** What is seen first, before the rows are read. */
export const drawHead = (saved: ReportHead, unit: Unit): Drawn => {
  const head = visibleIn(saved);
  return { heading: headingOf(head), panels: [() => verdict(head, unit)] };
};

export function drawReport(saved: Report, unit: Unit, hints: Hints): Drawn {
  const report = visibleIn(saved);
  let known: Subject | null = null;
  let table: LayerTable | null = null;
  const subject = (): Subject => (known ??= subjectOf(report, unit, hints, (item) => tableOf().show(item)));
  const tableOf = (): LayerTable => (table ??= new LayerTable(subject()));
  return {
    heading: headingOf(report),
    panels: [
      () => verdict(report, unit),
      () => headline(subject()),
      () => findings(subject()),
      () => icicle(subject()),
      () => tableOf().panel(),
      () => columns(subject()),
      () => textbook(subject()),
      () => roofline(subject()),
      () => memory(subject()),
      () => firstRun(subject()),
      () => timeline(subject()),
      () => kernels(subject()),
      () => environment(subject()),
    ],
  };
}
