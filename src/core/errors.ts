/**
 * @file The one error class for users' mistakes, as data: a code for programs, and what a face needs to write a
 * sentence. The library writes `classes: -1`, the command line `--classes -1`; neither reads the other's sentence.
 */
import type { Json } from './shape.ts';
import { visible } from './visible.ts';

/** What went wrong, for programs. */
export type ErrorCode =
  | 'unknown-model'
  | 'unknown-backend'
  | 'unknown-option'
  | 'invalid-option'
  | 'unknown-layer'
  | 'invalid-input'
  | 'unsupported-tfjs'
  | 'unsafe-integer'
  | 'async-in-count'
  | 'unsupported-wasm'
  | 'live-model'
  | 'wrong-backend'
  | 'refused-by-backend'
  | 'missing-file'
  | 'invalid-model'
  | 'unsupported-model'
  | 'network'
  | 'browser'
  | 'lost-device'
  | 'nested-profile'
  | 'aborted';

/** An option by its name in the library, with a value: `{ name: 'imageSize', value: 225 }`. */
export interface OptionValue {
  readonly name: string;
  /** Left out where only the name matters. */
  readonly value?: Json;
}

/** What a face can list. */
export type Listed = 'models' | 'backends' | 'layers';

/**
 * Something that the user can do next: a clause in the imperative that names no option (`put it beside model.json`);
 * options to set, after an optional clause that says what for (`give the open sizes`); a command of another program to
 * run; or a list to look at.
 */
export type Remedy =
  | string
  | { readonly set: readonly OptionValue[]; readonly to?: string | undefined }
  | { readonly run: string }
  | { readonly list: Listed };

/** What an error has beside its code and its sentence. */
export interface ErrorDetails {
  /** The option that was wrong: the subject of the sentence. */
  readonly option?: OptionValue | null | undefined;
  /** The nearest word that would have been right. */
  readonly nearest?: string | null | undefined;
  /** What to do next, one or the other. */
  readonly remedies?: readonly Remedy[] | undefined;
  /** The error behind it, for those who look for its stack. */
  readonly cause?: unknown;
}

/** An error as JSON, from which another process makes it again: `new TfjsFlopsError(data.code, data.what, data)`. */
export interface ErrorData {
  readonly code: ErrorCode;
  readonly what: string;
  readonly option: OptionValue | null;
  readonly nearest: string | null;
  readonly remedies: readonly Remedy[];
}

/** How a face writes what only it can: options and lists. */
export interface Words {
  /** `classes: -1`, `--classes -1`. */
  option(option: OptionValue): string;
  /** Where a list is found. */
  list(of: Listed): string;
}

/** As JavaScript writes it, without quotes around keys. */
const literal = (value: Json): string => {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  const pairs = Object.entries(value).map(([key, inner]) => {
    const name = /^[a-zA-Z_$][\w$]*$/.test(key) ? key : `'${key}'`;
    return `${name}: ${literal(inner)}`;
  });
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
};

/** The words of the library. */
export const LIBRARY_WORDS: Words = {
  option: ({ name, value }) => (value === undefined ? name : `${name}: ${literal(value)}`),
  list: (of) =>
    ({
      models: 'all: ZOO of tfjs-flops/models',
      backends: 'all: docs/backends.md of tfjs-flops',
      layers: 'all: the paths of report.layers',
    })[of],
};

/** What is copied ends without a full stop. */
const isCopied = (remedy: Remedy | undefined): boolean => typeof remedy === 'object';

/** Options to set and nothing said of them: of two in a row `give` is written once. */
const isPlainSet = (remedy: Remedy | undefined): boolean =>
  typeof remedy === 'object' && 'set' in remedy && remedy.to === undefined;

const remedyText = (remedy: Remedy, words: Words, isAfterSet: boolean): string => {
  if (typeof remedy === 'string') return remedy;
  if ('list' in remedy) return words.list(remedy.list);
  if ('run' in remedy) return `run: ${remedy.run}`;
  const options = remedy.set.map((option) => words.option(option)).join(' ');
  if (remedy.to !== undefined) return `${remedy.to}: ${options}`;
  return isAfterSet ? options : `give ${options}`;
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * The sentence of a face: what is wrong, what was expected, what to do next. It is printed by whoever catches the error:
 * nothing in it is obeyed by a terminal.
 */
export function sentenceOf(
  { what, option, nearest, remedies }: Omit<ErrorData, 'code'>,
  words: Words,
): string {
  const subject = option === null ? '' : `${words.option(option)} `;
  const said = `${subject}${what}${/[.?!]$/.test(what) ? '' : '.'}`;
  const meant = nearest === null ? '' : ` Did you mean ${nearest}?`;
  if (remedies.length === 0) return visible(said + meant);
  const next = capital(
    remedies.map((remedy, i) => remedyText(remedy, words, isPlainSet(remedies[i - 1]))).join(', or '),
  );
  return visible(`${said}${meant} ${next}${isCopied(remedies.at(-1)) ? '' : '.'}`);
}

/**
 * A mistake that its maker can mend; anything else that is thrown is a bug. Its `message` is the library's sentence; other
 * faces write their own with {@link sentenceOf}.
 */
export class TfjsFlopsError extends Error {
  override readonly name = 'TfjsFlopsError';
  readonly code: ErrorCode;
  /** What is wrong: a clause after `option` where there is one, else a sentence. It names no option of a face. */
  readonly what: string;
  readonly option: OptionValue | null;
  readonly nearest: string | null;
  readonly remedies: readonly Remedy[];

  constructor(code: ErrorCode, what: string, details: ErrorDetails = {}) {
    const { option = null, nearest = null, remedies = [], cause } = details;
    const data = { what, option, nearest, remedies };
    super(sentenceOf(data, LIBRARY_WORDS), cause === undefined ? undefined : { cause });
    this.code = code;
    this.what = what;
    this.option = option;
    this.nearest = nearest;
    this.remedies = remedies;
  }

  toJSON(): ErrorData {
    const { code, what, option, nearest, remedies } = this;
    return { code, what, option, nearest, remedies };
  }
}
