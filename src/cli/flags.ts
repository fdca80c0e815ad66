/** @file Every flag, once: what it takes, what it says in --help, how its text becomes a value. */
import { CHROMIUM_NAMES } from '../backends/chromium/task.ts';
import { STARTS } from '../backends/start.ts';
import { TfjsFlopsError } from '../core/errors.ts';

interface Flag {
  /** What stands behind it in --help; `null` for a switch. */
  readonly takes: string | null;
  /** It may come several times: `read` gets all of them, one a line. */
  readonly isList?: true;
  /** @throws TfjsFlopsError `invalid-option` */
  read(text: string, flag: string): unknown;
}

const invalid = (flag: string, text: string, rule: string): TfjsFlopsError =>
  new TfjsFlopsError('invalid-option', `--${flag} ${text} is not ${rule}.`);

function wholeNumber(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

const positive = (text: string, flag: string): number => {
  const value = wholeNumber(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw invalid(flag, text, 'a positive integer. Give 1 or more');
};

const natural = (text: string, flag: string): number => {
  const value = wholeNumber(text);
  if (Number.isSafeInteger(value)) return value;
  throw invalid(flag, text, 'an integer from 0 up');
};

const oneOf =
  <T extends string>(...words: readonly T[]) =>
  (text: string, flag: string): T => {
    const word = words.find((candidate) => candidate === text);
    if (word !== undefined) return word;
    throw invalid(flag, text, `one of: ${words.join(', ')}`);
  };

const anything = (text: string, flag: string): string => {
  if (text !== '') return text;
  throw invalid(flag, '""', 'a name');
};

const backendName = oneOf(...STARTS.map(({ name }) => name), ...CHROMIUM_NAMES);

const LINE = '\n';
const list = (text: string): readonly string[] => text.split(LINE);

/** What `read` gets for the values of a flag. */
export const joined = (values: readonly string[]): string => values.join(LINE);

export const FLAGS = {
  backend: { takes: 'NAME', read: backendName },
  backends: {
    takes: 'NAME,NAME,...',
    read: (text, flag) => text.split(',').map((name) => backendName(name, flag)),
  },
  batch: { takes: 'N', read: positive },
  'image-size': { takes: 'N', read: positive },
  classes: { takes: 'N', read: positive },
  weights: { takes: 'fill|seeded', read: oneOf('fill', 'seeded') },
  seed: { takes: 'N', read: natural },
  input: { takes: 'NAME=1x224x224x3', isList: true, read: list },
  outputs: { takes: 'NAME,...', read: (text, flag) => anything(text, flag).split(',') },
  'no-weights': { takes: null, read: () => true },
  runs: { takes: 'N', read: natural },
  by: { takes: 'layer|kernel', read: oneOf('layer', 'kernel') },
  depth: { takes: 'N|all', read: (text, flag) => (text === 'all' ? 'all' : positive(text, flag)) },
  seconds: { takes: 'N', read: positive },
  executed: { takes: null, read: () => true },
  peaks: { takes: 'on|off|refresh', read: oneOf('on', 'off', 'refresh') },
  kernels: { takes: null, read: () => true },
  cases: { takes: 'N', read: positive },
  json: { takes: 'FILE', read: anything },
  debug: { takes: null, read: () => true },
  help: { takes: null, read: () => true },
  version: { takes: null, read: () => true },
} as const satisfies Record<string, Flag>;

export type FlagName = keyof typeof FLAGS;
export type FlagValues = { readonly [F in FlagName]?: ReturnType<(typeof FLAGS)[F]['read']> };

export const isFlag = (name: string): name is FlagName => Object.hasOwn(FLAGS, name);
