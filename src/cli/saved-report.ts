/** @file Reports that a command reads from files. */
import { readFile } from 'node:fs/promises';
import { TfjsFlopsError } from '../core/errors.ts';
import type { Report } from '../core/report.ts';
import { quoted } from './flag-values.ts';
import { reasonOf } from './system-error.ts';

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
