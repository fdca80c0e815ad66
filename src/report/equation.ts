/** @file Products as equations: factors by name, their numbers, the result; one under the other. */
import { valueOf, type Factors } from '../core/work.ts';
import { integer, wrap } from './format.ts';
import type { Paint } from './paint.ts';

export interface Equation {
  readonly label: string;
  /** The left side; the factors' names unless given. */
  readonly names?: string;
  readonly factors: Factors;
  readonly remark: string;
}

const LABEL_WIDTH = 14;
const MARGIN = ' '.repeat(2 + LABEL_WIDTH);

/** One that is too long for its column stands above its lines. */
function labelled(label: string, lines: readonly string[], paint: Paint): string[] {
  if (label.length >= LABEL_WIDTH) return [paint('dim', `  ${label}`), ...lines.map((line) => MARGIN + line)];
  return lines.map((line, i) => (i === 0 ? paint('dim', `  ${label.padEnd(LABEL_WIDTH)}`) : MARGIN) + line);
}

/** `kh·kw·cIn`, `3·3·3`, `27`. */
const sidesOf = ({ names, factors }: Equation): readonly [string, string, string] => [
  names ?? (Object.keys(factors).join('·') || '1'),
  Object.values(factors).map(integer).join('·') || '1',
  integer(valueOf({ factors })),
];

/** `names = numbers = value` in as few lines as hold it, broken before equals signs. */
function broken([names, ...others]: readonly [string, string, string], width: number): string[] {
  const lines = wrap(names, width);
  for (const side of others.map((text) => `= ${text}`)) {
    const last = lines.at(-1) ?? '';
    if (last.length + 1 + side.length <= width) lines[lines.length - 1] = `${last} ${side}`;
    else lines.push(...wrap(side, width));
  }
  return lines;
}

/**
 * Aligned at their equals signs where the width allows, else broken before them. No line is wider than
 * `width`.
 */
export function renderEquations(equations: readonly Equation[], width: number, paint: Paint): string[] {
  const room = width - MARGIN.length;
  const rows = equations.map((equation) => ({ ...equation, sides: sidesOf(equation) }));
  const widest = (side: 0 | 1 | 2): number => Math.max(0, ...rows.map(({ sides }) => sides[side].length));
  const [left, middle, right] = [widest(0), widest(1), widest(2)];
  return rows.flatMap(({ label, remark, sides }) => {
    const [names, numbers, value] = sides;
    const aligned = `${names.padEnd(left)} = ${numbers.padEnd(middle)} = ${value.padStart(right)}`;
    const body = aligned.length <= room ? [aligned] : broken(sides, room);
    const last = body.at(-1) ?? '';
    if (remark === '') return labelled(label, body, paint);
    const isBeside = last.length + 2 + remark.length <= room;
    const lines = isBeside ? [...body.slice(0, -1), `${last}  ${remark}`] : [...body, ...wrap(remark, room)];
    return labelled(label, lines, paint);
  });
}

/** A line of words with the label of an equation. */
export const renderRemark = (label: string, text: string, width: number, paint: Paint): string[] =>
  labelled(label, wrap(text, width - MARGIN.length), paint);
