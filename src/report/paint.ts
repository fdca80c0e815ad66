/** @file Colour, when asked for. Own escape codes, since renderers also run where node:util does not. */

const CODES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const;

export type Style = keyof typeof CODES;
export type Paint = (style: Style, text: string) => string;

/** What {@link painter} writes, and nothing else. */
const STYLE = new RegExp(`(\u001B\\[(?:${[...new Set(Object.values(CODES).flat())].join('|')})m)`);

/** Changes the text between styles. */
export const withoutStyles = (text: string, change: (piece: string) => string): string =>
  text
    .split(STYLE)
    .map((piece, i) => (i % 2 === 1 ? piece : change(piece)))
    .join('');

/** Marks text with a style, or leaves it as it is. Widths must be settled before painting. */
export const painter =
  (color: boolean): Paint =>
  (style, text) => {
    const [on, off] = CODES[style];
    return color && text !== '' ? `\u001B[${on}m${text}\u001B[${off}m` : text;
  };
