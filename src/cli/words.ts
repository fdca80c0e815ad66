/** @file The words of the command line: options of the library as flags, lists as commands. */
import { LIBRARY_WORDS, type Listed, type OptionValue, type Words } from '../core/errors.ts';
import { dashed, type Flag, type Flags } from './command.ts';
import { quoted } from './flag-values.ts';

const LISTS: Readonly<Record<Listed, string>> = {
  models: 'all: tfjs-flops models',
  backends: 'all: tfjs-flops backends',
  layers: 'all: tfjs-flops profile MODEL --depth all',
};

/** `--batch 2`; `null` where the flag does not set the option to that. */
function flagText(name: string, flag: Flag, { name: option, value }: OptionValue): string | null {
  if ((flag.option ?? name) !== option) return null;
  const typed = dashed(name);
  if (flag.takes === null) return value === undefined || value === (flag.sets ?? true) ? typed : null;
  if (value === undefined) return typed;
  const isPlain = typeof value === 'string' || typeof value === 'number';
  const texts = flag.write === undefined ? (isPlain ? [String(value)] : null) : flag.write(value);
  return texts?.map((text) => `${typed} ${quoted(text)}`).join(' ') ?? null;
}

/**
 * The words of a command with these flags.
 * @returns options that no flag sets stay as the library writes them
 */
export const wordsOf = (flags: Flags): Words => ({
  option(option) {
    for (const [name, flag] of Object.entries(flags)) {
      const text = flagText(name, flag, option);
      if (text !== null) return text;
    }
    return LIBRARY_WORDS.option(option);
  },
  list: (of) => LISTS[of],
});
