/** @file Text in columns of a terminal, where Chinese characters take two. */

/** Wide and fullwidth characters of East Asian scripts (Unicode's East Asian Width: W and F). */
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u;
const NO_WIDTH = /\p{Mn}|\p{Me}|\p{Cf}/u;

const cells = (character: string): number => (NO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1);

/** Columns that a text takes. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += cells(character);
  return columns;
}

export const padStart = (text: string, columns: number): string =>
  ' '.repeat(Math.max(0, columns - columnsOf(text))) + text;
export const padEnd = (text: string, columns: number): string =>
  text + ' '.repeat(Math.max(0, columns - columnsOf(text)));

/** Cut at so many columns, with `…` for what is left out. */
export function shortened(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let [short, used] = ['', 1];
  for (const character of text) {
    used += cells(character);
    if (used > columns) break;
    short += character;
  }
  return `${short}…`;
}

/** What may stand at the end of a line alone: words, and each wide character. */
const piecesOf = (text: string): readonly string[] =>
  text.match(new RegExp(`${WIDE.source}[，。：；、）]*| +|(?:(?!${WIDE.source})[^ ])+`, 'gu')) ?? [];

/** Lines of at most so many columns, broken between words (not at U+00A0) or wide characters; a longer word is cut. */
export function wrapped(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of piecesOf(text)) {
    if (columnsOf(line) + columnsOf(piece.trimEnd()) > columns && line.trim() !== '') {
      lines.push(line);
      line = '';
    }
    for (const character of piece) {
      if (line === '' && character === ' ') continue;
      if (columnsOf(line) + cells(character) > columns) {
        lines.push(line);
        line = '';
        if (character === ' ') continue;
      }
      line += character;
    }
  }
  const all = line.trim() === '' ? lines : [...lines, line];
  return all.map((one) => one.trimEnd().replaceAll('\u00A0', ' '));
}
