/**
 * @file From words to a command, its operands and its flags; what does not fit is refused with what would.
 */
import { parseArgs } from 'node:util';
import { nearest } from '../core/nearest-word.ts';
import { TfjsFlopsError } from '../core/errors.ts';
import { COMMANDS, type Command } from './commands.ts';
import { FLAGS, isFlag, joined, type FlagName, type FlagValues } from './flags.ts';

export interface Invocation {
  /** `null` where no command came. */
  readonly command: Command | null;
  readonly operands: readonly string[];
  readonly flags: FlagValues;
}

/** Flags that need no command. */
const EVERYWHERE: readonly FlagName[] = ['help', 'version', 'debug'];

const didYouMean = (word: string, words: readonly string[], dashes = ''): string => {
  const meant = nearest(word, words);
  return meant === undefined ? '' : ` Did you mean ${dashes}${meant}?`;
};

function commandOf(word: string): Command {
  const command = COMMANDS.find(({ name }) => name === word);
  if (command !== undefined) return command;
  const names = COMMANDS.map(({ name }) => name);
  throw new TfjsFlopsError(
    'unknown-option',
    `no command "${word}".${didYouMean(word, names)} All: ${names.join(', ')}.`,
  );
}

function checkOperands({ name, operands }: Command, given: readonly string[]): void {
  const wanted = operands === '' ? [] : operands.split(' ');
  const takesMore = operands.endsWith('...');
  const call = `tfjs-flops ${name} ${operands}`.trim();
  const missing = wanted[given.length]?.replace('...', '');
  if (missing !== undefined) {
    const list = missing === 'LAYER' ? 'profile MODEL --depth all' : 'models';
    throw new TfjsFlopsError(
      'invalid-input',
      `${name} needs a ${missing}: ${call}. To list them: tfjs-flops ${list}`,
    );
  }
  const extra = given[wanted.length];
  if (extra !== undefined && !takesMore)
    throw new TfjsFlopsError('invalid-input', `${name} takes no "${extra}". Give ${call}.`);
}

function checkFlag(
  name: string,
  value: string | boolean | undefined,
  allowed: readonly FlagName[],
): FlagName {
  const list = allowed.map((flag) => `--${flag}`).join(', ');
  if (!isFlag(name))
    throw new TfjsFlopsError(
      'unknown-option',
      `no flag "--${name}".${didYouMean(name, allowed, '--')} All: ${list}.`,
    );
  if (!allowed.includes(name))
    throw new TfjsFlopsError('unknown-option', `--${name} does not apply here. These do: ${list}.`);
  if (FLAGS[name].takes !== null && typeof value !== 'string')
    throw new TfjsFlopsError('invalid-option', `--${name} needs a value: --${name} ${FLAGS[name].takes}.`);
  return name;
}

/**
 * Reads a command line.
 * @throws TfjsFlopsError `unknown-option`, `invalid-option`, `invalid-input`
 */
export function parse(words: readonly string[]): Invocation {
  const options = Object.fromEntries(
    Object.entries(FLAGS).map(([name, { takes }]) => [
      name,
      { type: takes === null ? 'boolean' : 'string' } as const,
    ]),
  );
  // Not strict: its messages name neither the nearest flag nor the valid ones.
  const { tokens } = parseArgs({
    args: [...words],
    options: { ...options, help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const [word, ...operands] = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []));
  const given = tokens.filter((token) => token.kind === 'option');
  const isHelp = given.some(({ name }) => name === 'help' || name === 'version');
  const command = word === undefined ? null : commandOf(word);
  const allowed = [...(command?.flags ?? []), ...EVERYWHERE];
  const checked = given.map(({ name, value }) => [checkFlag(name, value, allowed), value ?? ''] as const);
  const flags = Object.fromEntries(
    checked.map(([flag, last]) => {
      const all = checked.filter(([other]) => other === flag).map(([, value]) => value);
      return [flag, FLAGS[flag].read('isList' in FLAGS[flag] ? joined(all) : last, flag)];
    }),
  );
  if (command !== null && !isHelp) checkOperands(command, operands);
  return { command, operands, flags };
}
