/** @file From what follows a flag to its value: each reader checks, and says what it takes. */
import { TfjsFlopsError } from '../core/errors.ts';

type Read<T> = (text: string, flag: string) => T;

/** A word as a shell takes it. */
export const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** @param rule what it is not; @param remedy a clause in the imperative */
export const invalidValue = (flag: string, text: string, rule: string, remedy?: string): TfjsFlopsError =>
  new TfjsFlopsError('invalid-option', `${flag} ${quoted(text)} is not ${rule}`, {
    remedies: remedy === undefined ? [] : [remedy],
  });

/** When a flag is given several times, the last one counts; all are checked. */
export const last =
  <T>(read: Read<T>) =>
  (texts: readonly string[], flag: string): T =>
    texts.map((text) => read(text, flag)).at(-1)!;

/** The value of a switch. */
export const on = (): true => true;

const wholeNumber = (text: string): number => (/^\d+$/.test(text) ? Number(text) : Number.NaN);

export const positive: Read<number> = (text, flag) => {
  const value = wholeNumber(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw invalidValue(flag, text, 'a positive integer', 'give 1 or more');
};

export const natural: Read<number> = (text, flag) => {
  const value = wholeNumber(text);
  if (Number.isSafeInteger(value)) return value;
  throw invalidValue(flag, text, 'an integer from 0 up');
};

export const oneOf =
  <T extends string>(...words: readonly T[]): Read<T> =>
  (text, flag) => {
    const word = words.find((candidate) => candidate === text);
    if (word !== undefined) return word;
    throw invalidValue(flag, text, `one of: ${words.join(', ')}`);
  };

export const anything: Read<string> = (text, flag) => {
  if (text !== '') return text;
  throw invalidValue(flag, text, 'a name');
};

/** `a,b` */
export const commas =
  <T>(read: Read<T>): Read<readonly T[]> =>
  (text, flag) =>
    text.split(',').map((part) => read(part, flag));
