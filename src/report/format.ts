/**
 * @file How single values are written: numbers, shapes, bars, wrapped text. All glyphs are one column wide.
 */
import type { Shape } from '../core/shape.ts';
import { integer } from '../core/writing.ts';

export { count, dimensions, integer } from '../core/writing.ts';

/** `+5` or `-5`, `0` for none. */
export const signed = (value: number): string => (value > 0 ? '+' : '') + integer(value);

/** A share of 0 … 1 in per cent, without the sign: `18.3`. */
export const percent = (share: number): string => (100 * share).toFixed(1);

/** As many decimals as the largest value of a column of milliseconds needs. */
export const millisecondDigits = (largestMs: number): number =>
  largestMs >= 10 ? 1 : largestMs >= 1 ? 2 : 3;

/** Milliseconds, with as many decimals as the largest value of its column needs. */
export const milliseconds = (ms: number, largestMs: number = ms): string =>
  ms.toFixed(millisecondDigits(largestMs));

/** `[1,112,112,32]`. */
export const brackets = (shape: Shape): string => `[${shape.join(',')}]`;

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar of `cells` columns, in steps of an eighth of a column. */
export function bar(cells: number): string {
  const eighths = Math.round(8 * cells);
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
}

const stemOf = (name: string): string => name.slice(0, name.lastIndexOf('/') + 1);

/** `attention/query, attention/key` as `attention/query, key`. */
function withoutRepeats(names: readonly string[]): readonly string[] {
  const stem = stemOf(names[0] ?? '');
  const isCommon = names.every((name) => stemOf(name) === stem);
  return isCommon ? names.map((name, i) => (i === 0 ? name : name.slice(stem.length))) : names;
}

/** Longer lists of names would push columns out of the table. */
const LONGEST_LIST = 40;

/** Names that share a line: all of a few, first and last of many or of long ones (`conv1 … conv5`). */
export function nameList(all: readonly string[]): string {
  const names = withoutRepeats(all);
  const list = names.join(', ');
  const isShort = names.length <= 3 && list.length <= LONGEST_LIST;
  return isShort || names.length <= 2 ? list : `${names[0]} … ${names.at(-1)}`;
}

/** Breaks text between words; separators stay at line ends, words longer than the width are cut. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  // A separator or sign goes with the word before it.
  for (const word of text.replaceAll(/ ([·+=] )/g, '\u00a0$1').split(' ')) {
    let rest = word.replaceAll('\u00a0', ' ');
    if (line !== '' && line.length + 1 + rest.length > width) {
      lines.push(line);
      line = '';
    }
    while (rest.length > width) {
      lines.push(rest.slice(0, width));
      rest = rest.slice(width);
    }
    line = line === '' ? rest : `${line} ${rest}`;
  }
  return line === '' ? lines : [...lines, line];
}
