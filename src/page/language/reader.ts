/**
 * @file A table of texts in two languages, read. An English text may have places: `{n}` takes a number, `{t}` a text that
 * is translated as well, `{}` anything, which stays. `(s)` may be there or not. In the other language `{1}` is the first place.
 */

/** A text in English, and in the other language. */
export type Entry = readonly [english: string, other: string];

/** From an English text to the other language; the same text where the table does not have it. */
export type Reader = (text: string) => string;

type Place = '{n}' | '{t}' | '{}';

interface Pattern {
  /** Around the places, one more than those. */
  readonly literals: readonly string[];
  readonly places: readonly Place[];
  readonly other: string;
}

/** `-1,234.5`, `< 0.1 %`, `301 M`, `12?` */
const NUMBER = /^[-+−±<≈]?\s?\d[\d.,]*\??(?:\s?[%KMGTP])?$/u;

/** Longer ones are names of nobody's reading. */
const LONGEST = 2_000;

const PLACE = /\{[nt]?\}/g;

const patternsOf = ([english, other]: Entry): readonly Pattern[] =>
  (english.includes('(s)') ? [english.replaceAll('(s)', ''), english.replaceAll('(s)', 's')] : [english]).map(
    (text) => ({ literals: text.split(PLACE), places: (text.match(PLACE) ?? []) as Place[], other }),
  );

/** What stands in the places, each as short as it can be: no name makes this take longer than its length. */
function standing(text: string, { literals, places }: Pattern): readonly string[] | null {
  if (!text.startsWith(literals[0]!)) return null;
  let at = literals[0]!.length;
  const found: string[] = [];
  for (const [i, place] of places.entries()) {
    const literal = literals[i + 1]!;
    const isLast = i === places.length - 1;
    const end = isLast ? text.length - literal.length : text.indexOf(literal, at + 1);
    if (end <= at || !text.startsWith(literal, end)) return null;
    const part = text.slice(at, end);
    if (place === '{n}' && !NUMBER.test(part)) return null;
    found.push(part);
    at = end + literal.length;
  }
  return at === text.length ? found : null;
}

/** Between sentences, and between parts that are texts of their own. */
const SENTENCES = /(?<=[.?!]) (?=[A-Z\d])/;
const PARTS = ' · ';

export function reader(table: readonly Entry[]): Reader {
  const whole = new Map(table.filter(([english]) => !english.includes('{') && !english.includes('(s)')));
  const patterns = table.filter(([english]) => english.includes('{')).flatMap(patternsOf);
  const bare = (text: string): string => {
    const same = whole.get(text);
    if (same !== undefined) return same;
    const sentences = text.split(SENTENCES);
    if (sentences.length > 1) return sentences.map(read).join(' ').replaceAll('。 ', '。');
    if (text.includes(PARTS)) return text.split(PARTS).map(read).join(PARTS);
    for (const pattern of patterns) {
      const found = standing(text, pattern);
      if (found === null) continue;
      const said = found.map((part, i) => (pattern.places[i] === '{t}' ? read(part) : part));
      return pattern.other.replaceAll(/\{(\d)\}/g, (_, place: string) => said[Number(place) - 1] ?? '');
    }
    return text;
  };
  const read = (text: string): string => {
    if (text.length > LONGEST || !/[A-Za-z]{2}/.test(text)) return text;
    const trimmed = text.trim();
    const start = text.indexOf(trimmed);
    return text.slice(0, start) + bare(trimmed) + text.slice(start + trimmed.length);
  };
  return read;
}
