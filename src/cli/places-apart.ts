/** @file Results keep apart: none takes another one's place, nor that of what the command reads. */
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { TfjsFlopsError } from '../core/errors.ts';
import { quoted } from './flag-values.ts';
import { isStandardOutput } from './output-file.ts';

/** A file by its device and number, by whatever names; `null` where none is there. */
async function identityOf(path: string): Promise<string | null> {
  const stats = await stat(path).catch(() => null);
  return stats?.isFile() === true ? `${stats.dev}:${stats.ino}` : null;
}

/** The files that words of a command line name: a model's, or that in its folder. */
async function filesRead(words: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const word of words)
    for (const path of [word, join(word, 'model.json')]) {
      const identity = await identityOf(path);
      if (identity !== null) files.set(identity, word);
    }
  return files;
}

const refused = (flag: string, name: string, is: string): TfjsFlopsError =>
  new TfjsFlopsError('invalid-option', `${flag} ${quoted(name)} is ${is}`, {
    remedies: ['give another FILE'],
  });

/**
 * @param given each flag with its file, in the order in which they are told
 * @param read the words that name what is read
 * @throws TfjsFlopsError `invalid-option`
 */
export async function checkPlaces(
  given: readonly (readonly [flag: string, file: string])[],
  read: readonly string[],
): Promise<void> {
  const files = given.length === 0 ? new Map<string, string>() : await filesRead(read);
  const taken = new Map<string, string>();
  for (const [flag, name] of given) {
    const isPrinted = await isStandardOutput(name);
    const identity = isPrinted ? null : await identityOf(name);
    const place = isPrinted ? '-' : (identity ?? resolve(name));
    const other = taken.get(place);
    if (other !== undefined) throw refused(flag, name, `where ${other} goes`);
    taken.set(place, flag);
    const source = identity === null ? undefined : files.get(identity);
    if (source !== undefined) throw refused(flag, name, `what ${quoted(source)} is read from`);
  }
}
