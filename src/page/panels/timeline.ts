/** @file A pass from left to right: groups, layers and kernels by their mean times, and what no kernel accounts for. */
import { count } from '../../core/writing.ts';
import { milliseconds } from '../../report/format.ts';
import { lanesOf, type Lane, type Mark } from '../data/lanes.ts';
import { share } from '../data/measures.ts';
import type { Subject } from '../data/subject.ts';
import { HUES, nearlyAll } from '../data/tree.ts';
import { html, nameOf } from '../dom/element.ts';
import { figure, panel } from '../dom/figure.ts';

/** Kernels with a colour of their own: those that take the most. */
const COLOURED = HUES;
/** Marks with room for a name, as a share of the width. */
const NAMED = 1 / 25;

const msOf = ({ start, end }: Mark): number => (end - start) / 1000;

function laneElement(
  { name, marks }: Lane,
  widthMicroseconds: number,
  hueOf: (mark: Mark) => number | null,
): HTMLElement {
  const elements = marks.map((mark) => {
    const several = mark.spans > 1 ? ` and ${mark.spans - 1} more` : '';
    const width = (mark.end - mark.start) / widthMicroseconds;
    const element = html(
      'span',
      {
        class: `mark hue-${hueOf(mark) ?? 'none'}`,
        title: `${mark.name.slice(0, 300)}${several}: ${milliseconds(msOf(mark))} ms`,
        'data-value': mark.end - mark.start,
      },
      width >= NAMED ? nameOf(mark.name) : null,
    );
    element.style.left = `${(100 * mark.start) / widthMicroseconds}%`;
    element.style.width = `${100 * width}%`;
    return element;
  });
  return html(
    'div',
    { class: 'lane', 'data-lane': name },
    html('span', { class: 'lane-name' }, name),
    html('div', { class: 'marks' }, elements),
  );
}

export function timeline(subject: Subject): HTMLElement {
  const { report, tree, hints } = subject;
  const { time, wall } = report.total;
  if (time === null)
    return panel(
      'timeline',
      'The pass in time',
      html(
        'p',
        { class: 'note' },
        'Nothing was timed in this run.',
        hints.times === undefined ? null : [' ', html('code', {}, hints.times)],
      ),
    );
  const { lanes, wholeMicroseconds } = lanesOf(report, 1 + (nearlyAll(tree.root).at(-1)?.path.length ?? 0));
  const gapMs = wall === null ? 0 : Math.max(0, wall.meanMs - time.meanMs);
  const width = Math.max(1e-9, wholeMicroseconds + 1000 * gapMs);
  const hues = new Map(tree.items.map((item) => [item.fullName, item.hue]));
  const kernels = report.kernels
    .toSorted((a, b) => (b.time?.meanMs ?? 0) - (a.time?.meanMs ?? 0))
    .slice(0, COLOURED);
  const kernelHues = new Map(kernels.map(({ kernel }, i) => [kernel, i]));
  const drawn = lanes.map((lane) =>
    laneElement(lane, width, ({ name }) => (lane.name === 'kernels' ? kernelHues : hues).get(name) ?? null),
  );
  const gap = html(
    'span',
    { class: 'mark gap', title: `outside kernels: ${milliseconds(gapMs)} ms` },
    html('span', { class: 'name' }, 'outside kernels'),
  );
  gap.style.left = `${(100 * wholeMicroseconds) / width}%`;
  gap.style.width = `${(100 * 1000 * gapMs) / width}%`;
  if (gapMs > 0) drawn.at(-1)?.querySelector('.marks')?.append(gap);
  const binned = lanes.reduce((sum, { marks }) => sum + marks.filter(({ spans }) => spans > 1).length, 0);
  const says = [
    `Kernels take ${milliseconds(time.meanMs)} ms, laid end to end in the order in which each ran first.`,
    ...(wall === null
      ? []
      : [
          gapMs > 0
            ? `Outside kernels are ${milliseconds(gapMs, wall.meanMs)} ms, ${share(gapMs, wall.meanMs)} of the pass.`
            : 'Nothing is outside kernels.',
        ]),
    ...(binned === 0 ? [] : [`${count(binned, 'mark')} stand for several that are too short to see.`]),
  ].join(' ');
  return panel(
    'timeline',
    'The pass in time',
    figure(
      html('span', { 'data-figure': 'timeline', 'data-total': wholeMicroseconds }, says),
      [
        html('div', { class: 'lanes' }, drawn),
        html(
          'ul',
          { class: 'terms' },
          kernels.map(({ kernel, time: taken }, i) =>
            html(
              'li',
              {},
              html('span', { class: `swatch hue-${i}`, 'aria-hidden': true }),
              nameOf(kernel),
              ` ${share(taken?.meanMs ?? 0, time.meanMs)}`,
            ),
          ),
        ),
      ],
      {
        caption: 'The pass in time',
        columns: [
          { heading: 'From (ms)', isNumber: true },
          { heading: 'for (ms)', isNumber: true },
          { heading: 'Layer' },
        ],
        lines: () =>
          (lanes.find(({ name }) => name === 'layers')?.marks ?? []).map((mark) => [
            (mark.start / 1000).toFixed(3),
            msOf(mark).toFixed(3),
            nameOf(mark.name),
          ]),
      },
    ),
  );
}
