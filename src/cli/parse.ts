/** @file From words to a command, its operands and its flags; unknown words are rejected with the nearest known one. */
import { parseArgs } from 'node:util';
import { nearest } from '../core/nearest-word.ts';
import { TfjsFlopsError } from '../core/errors.ts';
import { callText, dashed, type Command, type Flag, type Flags, type ValuesOf } from './command.ts';
import { COMMANDS } from './commands/all.ts';
import { EVERYWHERE } from './flags.ts';

export type Invocation =
  | {
      readonly kind: 'run';
      readonly command: Command;
      readonly operands: readonly string[];
      readonly flags: ValuesOf<Flags>;
    }
  /** `command` is `null` for the help of all. */
  | { readonly kind: 'help'; readonly command: Command | null }
  | { readonly kind: 'version' }
  | { readonly kind: 'nothing' };

/** Flags that are words as well. */
const WORDS = ['help', 'version'] as const;

/** A flag as it is typed, and what follows it each time. */
interface Given {
  readonly typed: string;
  readonly texts: readonly (string | undefined)[];
}

function commandOf(word: string): Command {
  const command = COMMANDS.find(({ name }) => name === word);
  if (command !== undefined) return command;
  const names = [...COMMANDS.map(({ name }) => name), ...WORDS];
  throw new TfjsFlopsError('unknown-option', `no command "${word}"`, {
    nearest: nearest(word, names),
    remedies: [`choose one of ${names.join(', ')}`],
  });
}

function checkOperands(command: Command, given: readonly string[]): void {
  const { name, operands } = command;
  const missing = operands[given.length];
  const isNeeded =
    missing?.optional !== true && !(missing?.many === true && given.length > operands.length - 1);
  if (missing !== undefined && isNeeded)
    throw new TfjsFlopsError('invalid-input', `${name} needs a ${missing.name}: ${callText(command)}`, {
      remedies: [{ list: missing.list }],
    });
  const extra = given[operands.length];
  if (extra !== undefined && operands.at(-1)?.many !== true)
    throw new TfjsFlopsError('invalid-input', `${name} takes no "${extra}"`, {
      remedies: [`give ${callText(command)}`],
    });
}

/** @throws TfjsFlopsError `unknown-option` with the nearest flag and all that are allowed */
function nameOf(typed: string, allowed: Flags): string {
  const names = Object.keys(allowed);
  const name = names.find((candidate) => dashed(candidate) === typed);
  if (name !== undefined) return name;
  const remedies = [`choose one of ${names.map(dashed).join(', ')}`];
  const isElsewhere = COMMANDS.some(({ flags }) => Object.keys(flags).map(dashed).includes(typed));
  if (isElsewhere) throw new TfjsFlopsError('unknown-option', `${typed} does not apply here`, { remedies });
  const meant = nearest(typed, names.map(dashed));
  throw new TfjsFlopsError('unknown-option', `no flag "${typed}"`, { nearest: meant, remedies });
}

function valueOf({ typed, texts }: Given, flag: Flag): unknown {
  if (flag.takes !== null && texts.includes(undefined))
    throw new TfjsFlopsError('invalid-option', `${typed} needs a value: ${typed} ${flag.takes}`);
  const given = texts.map((text) => text ?? '');
  return flag.read(given, typed);
}

/** The values of all flags that are given. */
function valuesOf(given: readonly Given[], allowed: Flags): ValuesOf<Flags> {
  const named = given.map((one) => [nameOf(one.typed, allowed), one] as const);
  return Object.fromEntries(named.map(([name, one]) => [name, valueOf(one, allowed[name]!)]));
}

/** Words and flags apart; checked is nothing yet. */
function split(words: readonly string[]): {
  readonly operands: readonly string[];
  readonly given: readonly Given[];
} {
  const flags: Flags = Object.assign({}, EVERYWHERE, ...COMMANDS.map((command) => command.flags));
  const options = Object.entries(flags).map(([name, { takes }]) => {
    const type = takes === null ? ('boolean' as const) : ('string' as const);
    return [dashed(name).slice('--'.length), { type, multiple: true }] as const;
  });
  // Not strict: its messages name neither the nearest flag nor the valid ones.
  const { tokens } = parseArgs({
    args: [...words],
    options: { ...Object.fromEntries(options), help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const found = tokens.filter((token) => token.kind === 'option');
  const names = [...new Set(found.map(({ name }) => name))];
  return {
    operands: tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : [])),
    given: names.map((name) => ({
      typed: `--${name}`,
      texts: found.filter((token) => token.name === name).map(({ value }) => value),
    })),
  };
}

/**
 * Reads a command line.
 * @throws TfjsFlopsError `unknown-option`, `invalid-option`, `invalid-input`
 */
export function parse(words: readonly string[]): Invocation {
  const {
    operands: [word, ...operands],
    given,
  } = split(words);
  const isWord = word === 'help' || word === 'version';
  const named = isWord ? operands[0] : word;
  const command = named === undefined ? null : commandOf(named);
  const flags = valuesOf(given, { ...command?.flags, ...EVERYWHERE });
  if (word === 'version' || flags['version'] === true) return { kind: 'version' };
  if (word === 'help' || flags['help'] === true) return { kind: 'help', command };
  if (command === null) return { kind: 'nothing' };
  checkOperands(command, operands);
  return { kind: 'run', command, operands, flags };
}
