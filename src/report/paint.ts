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

/** Marks text with a style, or leaves it as it is. Widths must be settled before painting. */
export const painter =
  (color: boolean): Paint =>
  (style, text) => {
    const [on, off] = CODES[style];
    return color && text !== '' ? `\u001B[${on}m${text}\u001B[${off}m` : text;
  };
