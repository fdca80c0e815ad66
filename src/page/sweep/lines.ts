/** @file The points of a sweep as lines: along its first axis, one for each place on the others. */
import type { Sweep, SweepPoint } from '../../core/sweep.ts';

/** More could not be told apart. */
const MOST_LINES = 6;

export interface Line {
  /** `batch 8`; empty where there is one axis alone. */
  readonly name: string;
  /** Those whose count is known, in the order of the axis. */
  readonly points: readonly (SweepPoint & { readonly multiplyAdds: number })[];
}

const isKnown = (point: SweepPoint): point is Line['points'][number] => point.multiplyAdds !== null;

/** All lines that have a point. */
export function linesOf({ axes, points }: Sweep): readonly Line[] {
  const [, ...others] = axes;
  const lines = new Map<string, SweepPoint[]>();
  for (const point of points) {
    const name = others.map((axis) => `${axis.name} ${point.at[axis.name]}`).join(', ');
    const line = lines.get(name);
    if (line === undefined) lines.set(name, [point]);
    else line.push(point);
  }
  return [...lines]
    .map(([name, all]) => ({ name, points: all.filter(isKnown) }))
    .filter((line) => line.points.length > 0);
}

/** The first, the last, and some between at equal distances. */
export const drawnOf = (lines: readonly Line[]): readonly Line[] =>
  lines.length <= MOST_LINES
    ? lines
    : Array.from(
        { length: MOST_LINES },
        (_, i) => lines[Math.round((i * (lines.length - 1)) / (MOST_LINES - 1))]!,
      );
