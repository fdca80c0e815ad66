/**
 * @file Numbers that are rounded together, so that lines add up as printed: each is rounded down, and what is then missing
 * goes to those that lost most (the method of largest remainders). A number is off by less than one of its last digit.
 */

/** A line of a table, and how deep in the tree; those below it, one deeper, are its parts and add up to it. */
export interface Levelled {
  readonly level: number;
  readonly isTotal: boolean;
}

/** Whole units for values that add up to `units`; 0 stays 0. */
export function apportion(values: readonly number[], units: number): readonly number[] {
  const sum = values.reduce((total, value) => total + value, 0);
  const exact = values.map((value) => (sum === 0 ? 0 : (units * value) / sum));
  const given = exact.map(Math.floor);
  const missing = units - given.reduce((total, each) => total + each, 0);
  const byLoss = exact
    .map((_, i) => i)
    .filter((i) => exact[i]! > 0)
    .sort((a, b) => exact[b]! - given[b]! - (exact[a]! - given[a]!) || a - b);
  for (const i of byLoss.slice(0, missing)) given[i]!++;
  return given;
}

/** The units of each line: the top level adds up to `units`, the parts of a line to that line. */
export function apportionLines<L extends Levelled>(
  lines: readonly L[],
  valueOf: (line: L) => number,
  units: number,
): ReadonlyMap<L, number> {
  const found = new Map<L, number>(lines.filter(({ isTotal }) => isTotal).map((line) => [line, units]));
  const share = (own: readonly L[], level: number, of: number): void => {
    const heads = own.filter((line) => line.level === level);
    const each = apportion(heads.map(valueOf), of);
    for (const [i, head] of heads.entries()) {
      found.set(head, each[i]!);
      const from = own.indexOf(head) + 1;
      const next = heads[i + 1];
      const parts = own.slice(from, next === undefined ? own.length : own.indexOf(next));
      if (parts.length > 0) share(parts, level + 1, each[i]!);
    }
  };
  share(
    lines.filter(({ isTotal }) => !isTotal),
    0,
    units,
  );
  return found;
}
