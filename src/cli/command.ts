/** @file What a command is: its operands and flags, each with what --help says of it, and its run. */
import type { Listed } from '../core/errors.ts';
import type { Json } from '../core/shape.ts';
import type { Terminal } from './terminal.ts';

/** A word without dashes. */
export interface Operand {
  /** `MODEL` */
  readonly name: string;
  /** One plain line for --help. */
  readonly says: string;
  /** One or more of it; the last operand alone can have many. */
  readonly many?: true;
  /** It can be left out; the last operand alone. */
  readonly optional?: true;
  /** Where to find what it can be. */
  readonly list: Listed;
}

export interface Flag<T = unknown> {
  /** What follows it: `N`; `null` for a switch, which nothing follows. */
  readonly takes: string | null;
  /** One plain line for --help. */
  readonly says: string;
  /**
   * The value of a flag that is given.
   * @param texts what follows it, each time that it is given: at least one text, of a switch the empty one
   * @throws TfjsFlopsError `invalid-option`, naming `flag`
   */
  read(texts: readonly string[], flag: string): T;
  /** The library's option that it sets, where that has another name. */
  readonly option?: string;
  /** The value to which a switch sets the option, where that is not `true`. */
  readonly sets?: Json;
  /** From the option's value to what follows the flag, one text each time that it is given; `null` if no text means it. */
  write?(value: Json): readonly string[] | null;
}

/** By their names as options have them: `imageSize` is typed as `--image-size`. */
export type Flags = Readonly<Record<string, Flag>>;

/** What a command gets of its flags; `undefined` for those that are not given. */
export type ValuesOf<F extends Flags> = { readonly [K in keyof F]?: ReturnType<F[K]['read']> | undefined };

type WordsOf<O extends readonly Operand[]> = O extends readonly [{ readonly many: true }]
  ? readonly [string, ...string[]]
  : { readonly [K in keyof O]: O[K] extends { readonly optional: true } ? string | undefined : string };

/** 0 good, 1 a check failed. */
export type ExitCode = 0 | 1;

export interface Command<O extends readonly Operand[] = readonly Operand[], F extends Flags = Flags> {
  readonly name: string;
  /** One plain line for --help. */
  readonly summary: string;
  readonly operands: O;
  readonly flags: F;
  /**
   * Loads what it needs, tfjs above all, when it is called: --help must be instant.
   * @throws TfjsFlopsError for what the user can put right
   */
  run(operands: WordsOf<O>, flags: ValuesOf<F>, terminal: Terminal): Promise<ExitCode>;
}

/** A command as it is written, its values typed by its own operands and flags. */
export const defineCommand = <const O extends readonly Operand[], F extends Flags>(
  command: Command<O, F>,
): Command<O, F> => command;

/** `imageSize` as it is typed: `--image-size`. */
export const dashed = (name: string): string =>
  `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** `MODEL`, `MODEL...`, `[MODEL]` */
export const operandText = ({ name, many, optional }: Operand): string => {
  const text = many === true ? `${name}...` : name;
  return optional === true ? `[${text}]` : text;
};

/** How a command is called: `tfjs-flops why MODEL LAYER`. */
export const callText = ({ name, operands }: Command): string =>
  ['tfjs-flops', name, ...operands.map(operandText)].join(' ');
