/** @file Texts cut to so many bytes of JSON, with `…` where something is missing. */

const encoder = new TextEncoder();

/** Bytes of a value as JSON, in UTF-8. */
export const jsonBytes = (value: unknown): number => encoder.encode(JSON.stringify(value)).length;

/** Without the quotes. */
const textBytes = (text: string): number => jsonBytes(text) - 2;

const MORE = '…';
const MORE_BYTES = textBytes(MORE);

/** As many whole characters as fit. */
function fitting(characters: readonly string[], bytes: number): readonly string[] {
  let left = bytes;
  const end = characters.findIndex((character) => (left -= textBytes(character)) < 0);
  return end < 0 ? characters : characters.slice(0, end);
}

/** @param bytes that the text may take in JSON, at least those of `…` */
export const cutEnd = (text: string, bytes: number): string =>
  textBytes(text) <= bytes ? text : fitting(Array.from(text), bytes - MORE_BYTES).join('') + MORE;

/** Its beginning and its end, which tells names apart. */
export function cutMiddle(text: string, bytes: number): string {
  if (textBytes(text) <= bytes) return text;
  const characters = Array.from(text);
  const half = Math.floor((bytes - MORE_BYTES) / 2);
  const end = fitting(characters.toReversed(), half).toReversed();
  return fitting(characters, half).join('') + MORE + end.join('');
}
