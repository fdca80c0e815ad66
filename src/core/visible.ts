/**
 * @file Characters that a terminal obeys and does not show: in names and messages, which come from files, they are written
 * as JSON escapes (`\u001b`), so that no name moves the cursor, sets a title or turns a line round.
 */

/** C0, DEL, C1; separators of lines and paragraphs; what sets the direction of text; what has no width. */
const OBEYED = /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF]/gu;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Nearly every text of a report: quicker to recognise than to search. */
const ASCII = /^[\x20-\x7E]*$/;

/** Text that is part of a line: a name, a sentence. */
export const visible = (text: string): string => (ASCII.test(text) ? text : text.replaceAll(OBEYED, escaped));

/** Text of several lines, whose ends stay; those of CSV are two characters. */
export const visibleLines = (text: string): string =>
  text.replaceAll(OBEYED, (character, at: number) =>
    character === '\n' || (character === '\r' && text[at + 1] === '\n') ? character : escaped(character),
  );

/** A report is gone through for each text that is made of it: a copy is begun where something is obeyed. */
function visibleMember(value: unknown): unknown {
  if (typeof value === 'string') return visible(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    let items: unknown[] | null = null;
    for (let i = 0; i < value.length; i++) {
      const item: unknown = value[i];
      const shown = visibleMember(item);
      if (shown !== item) (items ??= [...(value as unknown[])])[i] = shown;
    }
    return items ?? value;
  }
  let members: [string, unknown][] | null = null;
  const names = Object.keys(value);
  const object = value as Readonly<Record<string, unknown>>;
  for (let i = 0; i < names.length; i++) {
    const name = names[i]!;
    const member = object[name];
    const shownName = visible(name);
    const shown = visibleMember(member);
    if (shownName !== name || shown !== member)
      members ??= names.slice(0, i).map((earlier) => [earlier, object[earlier]]);
    members?.push([shownName, shown]);
  }
  return members === null ? value : Object.fromEntries(members);
}

/** In the text of a JSON file: an escape that may mean such a character, or the character itself, but ends of lines. */
const OBEYED_IN_JSON = new RegExp(String.raw`\\[bfnrtu]|(?![\t\n\r])${OBEYED.source}`, 'u');

const seenVisible = new WeakSet<object>();

/** Spares {@link visibleIn} its way through data that were read from this text, where all of it is visible. */
export function rememberVisible(data: object, json: string): void {
  if (!OBEYED_IN_JSON.test(json)) seenVisible.add(data);
}

/**
 * Plain data with every text and every name in it visible: what renderers read, so that widths are those of what is
 * printed, and no renderer can forget it.
 * @returns the same object where nothing in it is obeyed
 */
export const visibleIn = <T extends object>(data: T): T =>
  seenVisible.has(data) ? data : (visibleMember(data) as T);
