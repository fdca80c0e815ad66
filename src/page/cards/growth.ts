/** @file How a formula and what it is of grow with a size: two curves from 0 to the largest, and their numbers as a table. */
import { integer } from '../../core/writing.ts';
import { linearMarks } from '../data/ticks.ts';
import { svg } from '../dom/element.ts';
import { table } from '../dom/figure.ts';
import { rounded } from '../data/measures.ts';
import type { Words } from './words.ts';

export interface Point {
  readonly size: number;
  readonly says: number | null;
  readonly consists: number;
}

const [WIDTH, HEIGHT] = [460, 198];
const MARGIN = { left: 68, right: 14, top: 20, bottom: 30 };
const [RIGHT, BOTTOM] = [WIDTH - MARGIN.right, HEIGHT - MARGIN.bottom];

const ratioOf = ({ says, consists }: Point): string =>
  says === null || consists === 0 ? '?' : (says / consists).toFixed(3);

/** @param at where the slider is */
export function curves(letter: string, points: readonly Point[], at: Point, words: Words): SVGElement {
  const last = points.at(-1)!.size;
  const marks = linearMarks(Math.max(...points.map(({ says, consists }) => Math.max(says ?? 0, consists))));
  const top = marks.at(-1)! || 1;
  const x = (size: number): number => MARGIN.left + ((RIGHT - MARGIN.left) * size) / last;
  const y = (value: number): number => BOTTOM - ((BOTTOM - MARGIN.top) * value) / top;
  const line = (of: (point: Point) => number | null): string =>
    points
      .map((point) => [point.size, of(point)] as const)
      .filter((pair): pair is readonly [number, number] => pair[1] !== null)
      .map(([size, value]) => `${x(size).toFixed(1)},${y(value).toFixed(1)}`)
      .join(' ');
  return svg(
    'svg',
    {
      class: 'chart growth',
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      role: 'img',
      'aria-label': words.curve(letter),
    },
    marks.map((mark) => [
      svg('line', { class: 'grid', x1: MARGIN.left, x2: RIGHT, y1: y(mark), y2: y(mark) }),
      svg('text', { class: 'tick', x: MARGIN.left - 6, y: y(mark) + 4, 'text-anchor': 'end' }, rounded(mark)),
    ]),
    [0, last].map((mark) =>
      svg(
        'text',
        { class: 'tick', x: x(mark), y: BOTTOM + 18, 'text-anchor': mark === 0 ? 'start' : 'end' },
        mark === 0 ? `${letter} 0` : integer(mark),
      ),
    ),
    svg('polyline', { class: 'consists', points: line(({ consists }) => consists) }),
    svg('polyline', { class: 'says', points: line(({ says }) => says) }),
    svg('line', { class: 'marker', x1: x(at.size), x2: x(at.size), y1: MARGIN.top, y2: BOTTOM }),
    svg('circle', { class: 'at consists', cx: x(at.size), cy: y(at.consists), r: 4 }),
    at.says === null
      ? null
      : svg('circle', { class: 'at says', cx: x(at.size), cy: y(at.says), r: 4, 'data-value': at.says }),
  );
}

export const numbersOf = (letter: string, points: readonly Point[], words: Words): HTMLElement =>
  table(
    words.curve(letter),
    [
      { heading: letter, isNumber: true },
      { heading: words.text, isNumber: true },
      { heading: words.parts, isNumber: true },
      { heading: words.ratio, isNumber: true },
    ],
    points.map((point) => [
      integer(point.size),
      point.says === null ? '?' : integer(point.says),
      integer(point.consists),
      ratioOf(point),
    ]),
  );
