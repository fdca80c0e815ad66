/** @file The first pass on a GPU: what it was made of, the shaders that were compiled, what was read back. */
import { FIRST_RUN_PARTS, shadersOf, unnamedMs, type FirstRun } from '../../core/first-run.ts';
import type { Report } from '../../core/report.ts';
import { count, dimensions, integer, rowName } from '../../core/writing.ts';
import { PART_NAMES, readbackText } from '../../report/first-run.ts';
import { milliseconds } from '../../report/format.ts';
import { bytes } from '../../report/memory.ts';
import { share } from '../data/measures.ts';
import type { Subject } from '../data/subject.ts';
import { html, nameOf } from '../dom/element.ts';
import { figure, panel } from '../dom/figure.ts';

interface Part {
  readonly name: string;
  readonly ms: number;
}

/** Its parts, the longest first, and the rest. */
function partsOf(firstRun: FirstRun): readonly Part[] {
  const named = FIRST_RUN_PARTS.map((part) => ({ name: PART_NAMES[part], ms: firstRun.partsMs[part] }))
    .filter(({ ms }) => ms > 0)
    .toSorted((a, b) => b.ms - a.ms);
  return [...named, { name: 'unnamed', ms: unnamedMs(firstRun) }];
}

function bars(parts: readonly Part[], wallMs: number): HTMLElement {
  const line = ({ name, ms }: Part): HTMLElement => {
    const bar = html('span', { class: 'common' });
    bar.style.width = `${Math.max(0, (100 * ms) / wallMs)}%`;
    return html(
      'div',
      { class: 'column-line', 'data-value': ms },
      html('span', { class: 'column-name' }, name),
      html('span', { class: 'column-bar', 'aria-hidden': true }, bar),
      html('span', { class: 'column-amount' }, `${milliseconds(ms, wallMs)} ms`),
    );
  };
  return html('div', { class: 'columns' }, parts.map(line));
}

function whole(firstRun: FirstRun): HTMLElement {
  const { wallMs, memory } = firstRun;
  const parts = partsOf(firstRun);
  const [most] = parts;
  const says =
    `It took ${milliseconds(wallMs)} ms on the host, ${share(most!.ms, wallMs)} of it ${most!.name}. ` +
    `After it ${bytes(memory.afterBytes)} are on the GPU, ${bytes(memory.keptBytes)} of them free and kept.`;
  return figure(
    html('span', { 'data-figure': 'first-run', 'data-total': wallMs }, says),
    bars(parts, wallMs),
    {
      caption: 'What the first pass was made of',
      columns: [
        { heading: 'Part' },
        { heading: 'ms', isNumber: true },
        { heading: 'of the pass', isNumber: true },
      ],
      lines: () => parts.map(({ name, ms }) => [name, milliseconds(ms, wallMs), share(ms, wallMs)]),
    },
  );
}

function shaders({ entries, calls, scopes }: Report, firstRun: FirstRun): HTMLElement | null {
  const all = shadersOf(firstRun);
  if (all === 0) return null;
  const { partsMs } = firstRun;
  const anew = firstRun.shaders.reduce((sum, row) => sum + (row.isForNewShape ? row.shaders : 0), 0);
  const says = `${count(all, 'shader')} ${all === 1 ? 'was' : 'were'} compiled in ${milliseconds(partsMs.shaders)} ms${anew === 0 ? '' : `, ${integer(anew)} of them for shapes that were new to their layers`}.`;
  return figure(html('span', { 'data-figure': 'shaders', 'data-total': all }, says), null, {
    caption: 'Shaders that were compiled, by call',
    columns: [
      { heading: 'Layer' },
      { heading: 'kernel' },
      { heading: 'output' },
      { heading: 'shaders', isNumber: true },
      { heading: 'ms', isNumber: true },
      { heading: 'for a new shape' },
    ],
    lines: () =>
      firstRun.shaders
        .toSorted((a, b) => b.ms - a.ms)
        .map(({ entry, shaders: number, ms, isForNewShape }) => {
          const call = entry === null ? null : calls[entries[entry]!.call]!;
          const scope = entry === null ? null : scopes[entries[entry]!.scope]!;
          return [
            scope === null ? 'copies to and from the GPU' : nameOf(rowName(scope)),
            call?.kernel ?? '·',
            call === null ? '·' : dimensions(call.outputs[0].shape),
            integer(number),
            milliseconds(ms, partsMs.shaders),
            isForNewShape ? 'yes' : '·',
          ];
        }),
  });
}

function readbacks(report: Report, { readbacks: rows, partsMs }: FirstRun): HTMLElement | null {
  if (rows.length === 0) return null;
  const times = rows.reduce((sum, row) => sum + row.times, 0);
  return figure(
    `${count(times, 'tensor')} ${times === 1 ? 'was' : 'were'} read back within the pass, in ${milliseconds(partsMs.readbacks)} ms.`,
    null,
    {
      caption: 'Readbacks within the pass',
      columns: [{ heading: 'What and where' }, { heading: 'ms', isNumber: true }],
      lines: () => rows.map((row) => [readbackText(report, row), milliseconds(row.ms, partsMs.readbacks)]),
    },
  );
}

/** @returns `null` where the report is of no GPU */
export function firstRun({ report }: Subject): HTMLElement | null {
  const { firstRun: known } = report;
  if (known === undefined) return null;
  return panel(
    'first-run',
    'The first pass on the GPU',
    whole(known),
    shaders(report, known),
    readbacks(report, known),
  );
}
