/** @file Reports in files: written whole or not at all. */
import { access, constants, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { TfjsFlopsError } from '../core/errors.ts';
import type { Report } from '../core/report.ts';

const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message.split(',')[0]! : String(error);

/**
 * Tells before minutes of work that their result will have no place. @throws TfjsFlopsError `invalid-option`
 */
export async function checkWritable(file: string): Promise<void> {
  try {
    await access(dirname(file), constants.W_OK);
  } catch (error) {
    throw new TfjsFlopsError(
      'invalid-option',
      `--json ${file} cannot be written: ${reasonOf(error)}. Give another FILE.`,
    );
  }
  const isDirectory = await stat(file).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isDirectory) throw new TfjsFlopsError('invalid-option', `--json ${file} is a folder. Give a FILE.`);
}

/**
 * Writes beside the target, then renames: a reader never sees half a report. @throws TfjsFlopsError `invalid-
 * option`
 */
export async function writeWhole(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(draft, `${text}\n`);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw new TfjsFlopsError(
      'invalid-option',
      `--json ${file} cannot be written: ${reasonOf(error)}. Give another FILE.`,
    );
  }
}

/** Whether a word names a saved report and no model: a JSON file that has, or would have, no topology. */
export async function isReport(file: string): Promise<boolean> {
  if (!file.endsWith('.json') || /^\w+:\/\//.test(file)) return false;
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return typeof value === 'object' && value !== null && !('modelTopology' in value);
  } catch {
    // Missing or broken: reading it tells why.
    return true;
  }
}

/**
 * @throws TfjsFlopsError `invalid-input` for a file that is missing, no JSON, or no report of this version
 */
export async function readReport(file: string): Promise<Report> {
  const refuse = (why: string): TfjsFlopsError =>
    new TfjsFlopsError('invalid-input', `${file} ${why}. Make one: tfjs-flops profile MODEL --json ${file}`);
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
