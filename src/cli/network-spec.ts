/** @file `vit:16,depth=24,heads=16`: a network of the zoo in other dimensions, as a word of the command line. */
import type { ZooEntry, ZooOptions } from '../../models/index.ts';
import { nearest } from '../core/nearest-word.ts';
import { TfjsFlopsError, type OptionValue, type Remedy } from '../core/errors.ts';
import { dashed } from './command.ts';

/** What every network has beside its dimensions. */
const EVERYWHERE = ['imageSize', 'classes', 'batch'] as const;
const LISTS = new Set(['blocks', 'convs', 'filters']);
const NUMBER = /^\d+(?:\.\d+)?$/;

/** A network, and the options that its spec sets. */
export interface NetworkSpec {
  readonly name: string;
  readonly options: ZooOptions;
}

/** `headWidth` as a spec writes it. */
export const specWord = (name: string): string => dashed(name).slice('--'.length);

/** The names that a network's spec can set. */
export const namesOf = (entry: ZooEntry): readonly string[] => [...entry.dimensions, ...EVERYWHERE];

const letters = (word: string): string => word.split('').sort().join('');

/** The nearest word, also where letters have changed places. */
const meantBy = (word: string, words: readonly string[]): string | undefined =>
  nearest(word, words) ?? words.find((candidate) => letters(candidate) === letters(word));

const invalid = (what: string, remedies: readonly Remedy[], meant?: string): TfjsFlopsError =>
  new TfjsFlopsError('invalid-option', what, { remedies, nearest: meant });

function valueOf(name: string, text: string): number | readonly number[] {
  const texts = LISTS.has(name) ? text.split('-') : [text];
  if (!texts.every((one) => NUMBER.test(one)))
    throw invalid(
      `${specWord(name)}=${text} is not ${LISTS.has(name) ? 'a list of numbers' : 'a positive number in digits'}`,
      [LISTS.has(name) ? `write ${specWord(name)}=2-2-3` : 'give 1 or more'],
    );
  return LISTS.has(name) ? texts.map(Number) : Number(text);
}

/**
 * Reads what follows the name of a network.
 * @throws TfjsFlopsError `invalid-option`, with the nearest dimension
 */
function readParts(entry: ZooEntry, text: string): ZooOptions {
  const names = namesOf(entry);
  const words = names.map(specWord);
  const options: Record<string, number | readonly number[]> = {};
  for (const [i, part] of text.split(',').entries()) {
    const [word, value] = part.includes('=')
      ? [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]
      : [i === 0 && NUMBER.test(part.split('-')[0]!) ? words[0]! : part, i === 0 ? part : ''];
    const name = names[words.indexOf(word)];
    if (name === undefined)
      throw invalid(
        `${entry.name} has no dimension "${word}"`,
        [`choose one of ${words.join(', ')}`],
        meantBy(word, words),
      );
    if (Object.hasOwn(options, name)) throw invalid(`${word} is given twice`, ['give it once']);
    options[name] = valueOf(name, value);
  }
  return options;
}

/**
 * The network that a word names, with or without dimensions; `null` for a word that names none.
 * @throws TfjsFlopsError `invalid-option` for dimensions that it does not have, `unknown-model` for a misspelt name
 */
export function networkSpecOf(word: string, networks: readonly ZooEntry[]): NetworkSpec | null {
  const colon = word.indexOf(':');
  const name = colon < 0 ? word : word.slice(0, colon);
  const entry = networks.find((candidate) => candidate.name === name);
  if (entry !== undefined) return { name, options: colon < 0 ? {} : readParts(entry, word.slice(colon + 1)) };
  if (colon < 0 || /[/\\]/.test(word)) return null;
  const meant = nearest(
    name,
    networks.map((candidate) => candidate.name),
  );
  if (meant === undefined) return null;
  throw new TfjsFlopsError('unknown-model', `no network "${name}"`, {
    nearest: meant,
    remedies: [{ list: 'models' }],
  });
}

/** `heads=5`; the name alone where no value is given. */
function text({ name, value }: OptionValue): string {
  if (value === undefined) return specWord(name);
  return `${specWord(name)}=${Array.isArray(value) ? value.join('-') : JSON.stringify(value)}`;
}

/** A mistake in options that a spec set, in the words of the spec. */
export function inSpecWords(error: unknown, names: readonly string[]): unknown {
  if (!(error instanceof TfjsFlopsError)) return error;
  const { code, what, option, nearest: meant, remedies, cause } = error;
  const isOwn = ({ name }: OptionValue): boolean => names.includes(name);
  const rewritten = remedies.map((remedy): Remedy => {
    if (typeof remedy === 'string' || !('set' in remedy) || !remedy.set.every(isOwn)) return remedy;
    return `${remedy.to === undefined ? 'give' : `${remedy.to}:`} ${remedy.set.map(text).join(' ')}`;
  });
  return option !== null && isOwn(option)
    ? new TfjsFlopsError(code, `${text(option)} ${what}`, { nearest: meant, remedies: rewritten, cause })
    : new TfjsFlopsError(code, what, { option, nearest: meant, remedies: rewritten, cause });
}
