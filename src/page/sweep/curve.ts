/** @file The counts of a sweep over its first axis, from 0 on both: a line for each place on the other axes. */
import type { Sweep } from '../../core/sweep.ts';
import { inUnit, unitHeading, type Unit } from '../../core/unit.ts';
import { integer } from '../../core/writing.ts';
import { rounded } from '../data/measures.ts';
import { linearMarks } from '../data/ticks.ts';
import { svg } from '../dom/element.ts';
import type { Line } from './lines.ts';

const [WIDTH, HEIGHT] = [760, 316];
const MARGIN = { left: 84, right: 110, top: 36, bottom: 48 };
const [RIGHT, BOTTOM] = [WIDTH - MARGIN.right, HEIGHT - MARGIN.bottom];
/** More dots would be a line of their own. */
const MOST_DOTS = 60;
/** Names of lines that end close to one another are set apart, pixels. */
const NAME_HEIGHT = 13;

/** Heights of the names, from the bottom up: none on another. */
function apart(heights: readonly number[]): readonly number[] {
  const order = heights.map((_, i) => i).toSorted((a, b) => heights[b]! - heights[a]!);
  const placed = [...heights];
  let above = Infinity;
  for (const i of order) above = placed[i] = Math.min(heights[i]!, above - NAME_HEIGHT);
  return placed;
}

export function curve({ axes }: Sweep, lines: readonly Line[], unit: Unit): SVGElement {
  const [first] = axes;
  const name = first!.name;
  const all = lines.flatMap(({ points }) => points);
  const work = (multiplyAdds: number): number => inUnit(multiplyAdds, unit);
  const marks = linearMarks(Math.max(...all.map(({ multiplyAdds }) => work(multiplyAdds))));
  const sizes = linearMarks(Math.max(...all.map(({ at }) => at[name]!)));
  const [top, last] = [marks.at(-1)! || 1, sizes.at(-1)! || 1];
  const x = (size: number): number => MARGIN.left + ((RIGHT - MARGIN.left) * size) / last;
  const y = (value: number): number => BOTTOM - ((BOTTOM - MARGIN.top) * value) / top;
  const ends = lines.map(({ points }) => points.at(-1)!);
  const nameHeights = apart(ends.map(({ multiplyAdds }) => y(work(multiplyAdds))));
  return svg(
    'svg',
    {
      class: 'chart by-size',
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      role: 'img',
      'aria-label': `${unitHeading(unit)} by ${name}`,
    },
    marks.map((mark) => [
      svg('line', { class: 'grid', x1: MARGIN.left, x2: RIGHT, y1: y(mark), y2: y(mark) }),
      svg('text', { class: 'tick', x: MARGIN.left - 8, y: y(mark) + 4, 'text-anchor': 'end' }, rounded(mark)),
    ]),
    sizes.map((mark) =>
      svg('text', { class: 'tick', x: x(mark), y: BOTTOM + 22, 'text-anchor': 'middle' }, integer(mark)),
    ),
    svg(
      'text',
      { class: 'tick', x: MARGIN.left - 8, y: MARGIN.top - 20, 'text-anchor': 'start' },
      unitHeading(unit),
    ),
    svg('text', { class: 'tick', x: RIGHT, y: HEIGHT - 6, 'text-anchor': 'end' }, name),
    lines.map(({ name: ofLine, points }, i) => [
      svg('polyline', {
        points: points
          .map(({ at, multiplyAdds }) => `${x(at[name]!).toFixed(1)},${y(work(multiplyAdds)).toFixed(1)}`)
          .join(' '),
      }),
      (points.length > MOST_DOTS ? [] : points).map(({ at, multiplyAdds, source }) =>
        svg(
          'circle',
          {
            class: source === 'polynomial' ? 'derived' : null,
            cx: x(at[name]!),
            cy: y(work(multiplyAdds)),
            r: 3,
            'data-value': work(multiplyAdds),
          },
          svg(
            'title',
            {},
            `${name} ${at[name]}${ofLine === '' ? '' : `, ${ofLine}`}: ${integer(work(multiplyAdds))}`,
          ),
        ),
      ),
      ofLine === ''
        ? null
        : svg(
            'text',
            { class: 'tick of-line', x: x(ends[i]!.at[name]!) + 8, y: nameHeights[i]! + 4 },
            ofLine.length > 16 ? `${ofLine.slice(0, 15)}…` : ofLine,
          ),
    ]),
  );
}
