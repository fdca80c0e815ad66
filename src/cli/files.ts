/** @file Reports in files: written whole or not at all. */
import { access, constants, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { getSystemErrorMap } from 'node:util';
import { TfjsFlopsError } from '../core/errors.ts';
import { firstLineOf } from '../core/first-line.ts';
import type { Report } from '../core/report.ts';
import { quoted } from './flag-values.ts';

/** `no such file or directory`: what the system says, without the call that failed. */
function reasonOf(error: unknown): string {
  const number = error instanceof Error && 'errno' in error ? Number(error.errno) : Number.NaN;
  return getSystemErrorMap().get(number)?.[1] ?? firstLineOf(error);
}

const refused = (what: string): TfjsFlopsError =>
  new TfjsFlopsError('invalid-option', what, { remedies: ['give another FILE'] });

/**
 * Finds out before minutes of work whether their result can be written. @throws TfjsFlopsError `invalid-option`
 */
export async function checkWritable(file: string): Promise<void> {
  try {
    await access(dirname(file), constants.W_OK);
  } catch (error) {
    throw refused(`--json ${quoted(file)} cannot be written: ${reasonOf(error)}`);
  }
  const isDirectory = await stat(file).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isDirectory) throw refused(`--json ${quoted(file)} is a folder`);
}

/**
 * Writes a draft next to the file, then renames it: a reader never sees half a report.
 * @throws TfjsFlopsError `invalid-option`
 */
export async function writeWhole(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(draft, `${text}\n`);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw refused(`--json ${quoted(file)} cannot be written: ${reasonOf(error)}`);
  }
}

/** Whether a word names a saved report and no model: a JSON file that has, or would have, no topology. */
export async function isReport(file: string): Promise<boolean> {
  if (!file.endsWith('.json') || /^\w+:\/\//.test(file)) return false;
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return typeof value === 'object' && value !== null && !('modelTopology' in value);
  } catch {
    // Missing or broken: reading it says why.
    return true;
  }
}

/**
 * @throws TfjsFlopsError `invalid-input` for a file that is missing, no JSON, or no report of this version
 */
export async function readReport(file: string): Promise<Report> {
  const refuse = (why: string): TfjsFlopsError =>
    new TfjsFlopsError('invalid-input', `${file} ${why}`, {
      remedies: [{ run: `tfjs-flops profile MODEL --json ${quoted(file)}` }],
    });
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw refuse(`cannot be read: ${reasonOf(error)}`);
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse('is not JSON');
  }
  if (typeof value === 'object' && value !== null && 'schemaVersion' in value && value.schemaVersion === 1)
    return value as Report;
  throw refuse('is not a report of schemaVersion 1');
}
