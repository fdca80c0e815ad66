/** @file Reports that a command reads from files. */
import { readFile } from 'node:fs/promises';
import { TfjsFlopsError } from '../core/errors.ts';
import type { Report } from '../core/report.ts';
import { dashed, type Flags } from './command.ts';
import { quoted } from './flag-values.ts';
import { reasonOf } from './system-error.ts';

/** Whether a text is that of a saved report: JSON that says its version, first of all where the report is broken. */
function isReport(text: string): boolean {
  if (/^\s*\{\s*"schemaVersion"/.test(text)) return true;
  try {
    return Object.hasOwn(JSON.parse(text) as object, 'schemaVersion');
  } catch {
    // What is wrong with a model, its reader says.
    return false;
  }
}

async function read(text: string, file: string): Promise<Report> {
  const { readReport } = await import('../saved/read.ts');
  return readReport(text, file);
}

/**
 * @throws TfjsFlopsError `invalid-input` for a file that is missing, no JSON, or no report that this version reads
 */
export async function readSaved(file: string): Promise<Report> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new TfjsFlopsError('invalid-input', `${file} cannot be read: ${reasonOf(error)}`, {
      remedies: [{ run: `tfjs-flops profile MODEL --json ${quoted(file)}` }],
    });
  });
  return read(text, file);
}

/** The report that a word names; `null` for a model. @throws TfjsFlopsError as `readSaved` */
export async function savedReport(word: string): Promise<Report | null> {
  if (!word.endsWith('.json') || /^\w+:\/\//.test(word)) return null;
  const text = await readFile(word, 'utf8').catch(() => null);
  return text !== null && isReport(text) ? read(text, word) : null;
}

/**
 * @param flags what was given
 * @param runFlags those that say how something runs
 * @throws TfjsFlopsError `invalid-option` where one of them is given, and nothing runs
 */
export function refuseRunFlags(
  file: string,
  flags: { readonly [name: string]: unknown },
  runFlags: Flags,
): void {
  const given = Object.keys(runFlags).find((name) => flags[name] !== undefined);
  if (given === undefined) return;
  throw new TfjsFlopsError(
    'invalid-option',
    `${dashed(given)} says how a model runs, and ${file} is a saved report, which runs nothing`,
    { remedies: ['leave it out', 'give the model'] },
  );
}
