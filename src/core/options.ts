/**
 * @file Arguments of public functions, checked by name and value. JavaScript ignores a misspelt option; here it is an
 * error that says what was expected and what was received.
 */
import { TfjsFlopsError } from './errors.ts';
import { nearest } from './nearest-word.ts';

/** Longer strings (a whole file that was read) are cut. */
const LONGEST_STRING = 60;

const list = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** What was received, for the end of a sentence: `undefined`, `'kernel'`, `an array of 3`, `a Promise`. */
export function received(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'string')
    return value.length > LONGEST_STRING ? `'${value.slice(0, LONGEST_STRING)}…'` : `'${value}'`;
  if (typeof value === 'function') return value.name === '' ? 'a function' : `the function ${value.name}`;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : `an array of ${value.length}`;
  const className: unknown = value.constructor?.name;
  if (typeof className === 'string' && className !== 'Object' && className !== '')
    return `${/^[AEIOU]/.test(className) ? 'an' : 'a'} ${className}`;
  const keys = Object.keys(value);
  if (keys.length === 0) return 'an empty object';
  return keys.length <= 3
    ? `an object with ${list(keys)}`
    : `an object with ${keys.slice(0, 3).join(', ')} …`;
}

/**
 * @param given the options as they were passed
 * @param known the names of all options
 * @param caller the function, as users write it: `formatTable()`
 * @throws TfjsFlopsError `unknown-option` for a name that is not known, with the nearest one; `invalid-option` where
 *   `given` is no object
 */
export function checkOptions(given: unknown, known: readonly string[], caller: string): void {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new TfjsFlopsError(
      'invalid-option',
      `${caller} takes its options as an object with ${list(known)}, got ${received(given)}.`,
    );
  const wrong = Object.keys(given).find((name) => !known.includes(name));
  if (wrong === undefined) return;
  throw new TfjsFlopsError('unknown-option', `is not an option of ${caller}, which takes ${list(known)}`, {
    option: { name: wrong },
    nearest: nearest(wrong, known),
  });
}

/**
 * The error for an option with a wrong value.
 * @param expected what it must be: `a positive integer`
 */
export function wrongValue(name: string, value: unknown, expected: string, close?: string): TfjsFlopsError {
  const isShort = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return isShort
    ? new TfjsFlopsError('invalid-option', `is not ${expected}`, { option: { name, value }, nearest: close })
    : new TfjsFlopsError('invalid-option', `must be ${expected}, got ${received(value)}`, {
        option: { name },
      });
}

/** @throws TfjsFlopsError `invalid-option`, with the nearest of `choices` */
export function checkChoice(name: string, value: unknown, choices: readonly string[]): void {
  if (value === undefined || choices.some((choice) => choice === value)) return;
  const quoted = choices.map((choice) => `'${choice}'`).join(' or ');
  throw wrongValue(name, value, quoted, typeof value === 'string' ? nearest(value, choices) : undefined);
}

/** @throws TfjsFlopsError `invalid-option` for anything but an integer of at least `least`, or nothing */
export function checkInteger(name: string, value: unknown, least: number): void {
  if (value === undefined || (Number.isSafeInteger(value) && (value as number) >= least)) return;
  throw wrongValue(name, value, `an integer of at least ${least}`);
}

/** @throws TfjsFlopsError `invalid-option` for anything but true, false or nothing */
export function checkBoolean(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'boolean') throw wrongValue(name, value, 'true or false');
}
