/**
 * @file Characters that a terminal obeys and does not show: in names and messages, which come from files, they are written
 * as JSON escapes (`\u001b`), so that no name moves the cursor, sets a title or turns a line round.
 */

/** C0, DEL, C1; separators of lines and paragraphs; what sets the direction of text; what has no width. */
const OBEYED = /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF]/gu;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Text that is part of a line: a name, a sentence. */
export const visible = (text: string): string => text.replaceAll(OBEYED, escaped);

/** Text of several lines, whose ends stay; those of CSV are two characters. */
export const visibleLines = (text: string): string =>
  text.replaceAll(OBEYED, (character, at: number) =>
    character === '\n' || (character === '\r' && text[at + 1] === '\n') ? character : escaped(character),
  );

function visibleMember(value: unknown): unknown {
  if (typeof value === 'string') return visible(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map(visibleMember);
    return items.some((item, i) => item !== value[i]) ? items : value;
  }
  const entries = Object.entries(value);
  const shown = entries.map(([name, member]) => [visible(name), visibleMember(member)] as const);
  const isSame = shown.every(([name, member], i) => name === entries[i]![0] && member === entries[i]![1]);
  return isSame ? value : Object.fromEntries(shown);
}

/**
 * Plain data with every text and every name in it visible: what renderers read, so that widths are those of what is
 * printed, and no renderer can forget it.
 * @returns the same object where nothing in it is obeyed
 */
export const visibleIn = <T extends object>(data: T): T => visibleMember(data) as T;
