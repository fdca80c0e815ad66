/** @file Each layer below the roof that this machine sets: multiply-adds for each byte that it moves, and how fast it runs. */
import { unitName, unitsOf } from '../../core/unit.ts';
import { count } from '../../core/writing.ts';
import { milliseconds } from '../../report/format.ts';
import { share } from '../data/measures.ts';
import type { Roof } from '../data/roof.ts';
import type { Subject } from '../data/subject.ts';
import { logScale } from '../data/ticks.ts';
import type { Item } from '../data/tree.ts';
import { html, nameOf, svg } from '../dom/element.ts';
import { figure, panel } from '../dom/figure.ts';

/** Dots; the others are those that take least. */
const MOST_DOTS = 600;
const [WIDTH, HEIGHT] = [760, 398];
const MARGIN = { left: 76, right: 24, top: 34, bottom: 48 };
const [INNER_WIDTH, INNER_HEIGHT] = [WIDTH - MARGIN.left - MARGIN.right, HEIGHT - MARGIN.top - MARGIN.bottom];
const [SMALLEST_PX, LARGEST_PX] = [3, 22];

interface Dot {
  readonly item: Item;
  /** Units of work for each byte, and a second. */
  readonly intensity: number;
  readonly rate: number;
}

const power = (value: number): string =>
  value >= 0.001 && value < 1e5
    ? String(Number(value.toPrecision(1)))
    : `10^${Math.round(Math.log10(value))}`;

function dotsOf({ tree, unit }: Subject, roof: Roof): readonly Dot[] {
  return tree.leaves
    .map((item) => {
      const [work, bytes, ms] = [unitsOf(unit) * item.values.work, roof.bytes(item), item.values.time];
      return { item, intensity: bytes === 0 ? 0 : work / bytes, rate: ms === 0 ? 0 : (1e3 * work) / ms };
    })
    .filter(({ intensity, rate }) => intensity > 0 && rate > 0)
    .sort((a, b) => b.item.values.time - a.item.values.time)
    .slice(0, MOST_DOTS);
}

function drawing(dots: readonly Dot[], subject: Subject): SVGElement {
  const { report, unit, tree } = subject;
  const peaks = report.peaks!;
  const peak = unitsOf(unit) * peaks.multiplyAddsPerSecond;
  const ridge = peak / peaks.bytesPerSecond;
  const xs = logScale([...dots.map(({ intensity }) => intensity), ridge]);
  const ys = logScale([...dots.map(({ rate }) => rate), peak]);
  const x = (value: number): number => MARGIN.left + INNER_WIDTH * xs.scale(value);
  const y = (value: number): number => MARGIN.top + INNER_HEIGHT * (1 - ys.scale(value));
  const [lowX, highX] = [xs.marks[0]!, xs.marks.at(-1)!];
  const bottom = MARGIN.top + INNER_HEIGHT;
  // The slope may begin below the lowest mark.
  const startX = Math.max(lowX, ys.marks[0]! / peaks.bytesPerSecond);
  const longest = Math.max(...dots.map(({ item }) => item.values.time));
  const grid = [
    ...xs.marks.map((mark) => [
      svg('line', { class: 'grid', x1: x(mark), x2: x(mark), y1: MARGIN.top, y2: bottom }),
      svg('text', { class: 'tick', x: x(mark), y: bottom + 22, 'text-anchor': 'middle' }, power(mark)),
    ]),
    ...ys.marks.map((mark) => [
      svg('line', { class: 'grid', x1: MARGIN.left, x2: WIDTH - MARGIN.right, y1: y(mark), y2: y(mark) }),
      svg(
        'text',
        { class: 'tick', x: MARGIN.left - 8, y: y(mark) + 4, 'text-anchor': 'end' },
        power(mark / 1e9),
      ),
    ]),
  ];
  const roofLine = `${x(startX)},${y(startX * peaks.bytesPerSecond)} ${x(ridge)},${y(peak)} ${x(Math.max(highX, ridge))},${y(peak)}`;
  return svg(
    'svg',
    {
      class: 'chart',
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      role: 'img',
      'aria-label': 'Layers below the roof of this machine',
    },
    grid.flat(),
    svg('polyline', { class: 'roof', points: roofLine }),
    svg(
      'text',
      { class: 'tick', x: WIDTH - MARGIN.right, y: y(peak) - 6, 'text-anchor': 'end' },
      `${(peak / 1e9).toFixed(1)} G/s and ${(peaks.bytesPerSecond / 1e9).toFixed(1)} GB/s, measured`,
    ),
    svg(
      'text',
      { class: 'tick', x: MARGIN.left + INNER_WIDTH / 2, y: HEIGHT - 6, 'text-anchor': 'middle' },
      `${unitName(unit)} for each byte moved`,
    ),
    svg('text', { class: 'tick', x: 12, y: 17 }, 'G/s'),
    dots.map(({ item, intensity, rate }) =>
      svg(
        'circle',
        {
          class: `dot hue-${item.hue}`,
          cx: x(intensity),
          cy: y(rate),
          r: Math.max(SMALLEST_PX, LARGEST_PX * Math.sqrt(item.values.time / longest)),
          'data-value': item.values.time,
          click: () => subject.show(item),
        },
        svg(
          'title',
          {},
          `${item.fullName.slice(0, 300)}: ${(rate / 1e9).toFixed(2)} G/s, ${share(item.values.time, tree.root.values.time)} of the time`,
        ),
      ),
    ),
  );
}

/** Without peaks or times there is no roof to draw. */
function missing({ report, hints }: Subject): HTMLElement {
  const what = report.total.time === null ? 'times' : 'peaks';
  const hint = hints[what];
  return html(
    'p',
    { class: 'note' },
    `A roofline needs times and the measured peaks of a machine; this report has no ${what}.`,
    hint === undefined ? null : [' ', html('code', {}, hint)],
  );
}

export function roofline(subject: Subject): HTMLElement {
  const { roof, tree, report, unit } = subject;
  const dots = roof === null ? [] : dotsOf(subject, roof);
  if (roof === null) return panel('roofline', 'How far from the roof', missing(subject));
  if (dots.length === 0)
    return panel(
      'roofline',
      'How far from the roof',
      html('p', { class: 'note' }, 'No layer that was timed has multiply-adds.'),
    );
  const whole = report.total.time!.meanMs;
  const shown = dots.reduce((sum, { item }) => sum + item.values.time, 0);
  const least = roof.least(tree.root);
  const says = [
    `The work of the pass takes at least ${milliseconds(least, whole)} ms of the ${milliseconds(whole)} ms in kernels: it reaches ${share(least, whole)} of the roof, limited by ${roof.limiter(tree.root) ?? 'nothing'}.`,
    ` ${count(dots.length, 'layer')} with multiply-adds ${dots.length === 1 ? 'takes' : 'take'} ${share(shown, whole)} of the time; a dot’s area is its time.`,
  ].join('');
  return panel(
    'roofline',
    'How far from the roof',
    figure(
      html('span', { 'data-figure': 'roofline', 'data-total': whole, 'data-rest': whole - shown }, says),
      drawing(dots, subject),
      {
        caption: 'Layers below the roof',
        columns: [
          { heading: 'Layer' },
          { heading: `${unitName(unit)}/byte`, isNumber: true },
          { heading: 'G/s', isNumber: true },
          { heading: 'ms', isNumber: true },
          { heading: 'of the roof', isNumber: true },
          { heading: 'limited by' },
        ],
        lines: () =>
          dots.map(({ item, intensity, rate }) => [
            html(
              'button',
              { type: 'button', class: 'link', click: () => subject.show(item) },
              nameOf(item.fullName),
            ),
            intensity.toFixed(2),
            (rate / 1e9).toFixed(2),
            milliseconds(item.values.time, whole),
            share(roof.least(item), item.values.time),
            roof.limiter(item) ?? '',
          ]),
      },
    ),
  );
}
