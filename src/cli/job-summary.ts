/** @file What a job of GitHub Actions shows: its summary, and annotations beside the files. */
import { appendFile, stat } from 'node:fs/promises';
import { visible } from '../core/visible.ts';
import { reasonOf } from './system-error.ts';
import type { Terminal } from './terminal.ts';

/** What a runner says of its job, in the environment. */
export type JobEnvironment = Readonly<Record<string, string | undefined>>;

/** Bytes that GitHub takes as the summary of a job, of all its steps together. */
const LARGEST = 2 ** 20;

/** Appends a text to the job's summary, where there is a job and the text still fits; it is never a reason to fail. */
export async function appendSummary(text: string, env: JobEnvironment, terminal: Terminal): Promise<void> {
  const file = env['GITHUB_STEP_SUMMARY'];
  if (file === undefined || file === '') return;
  try {
    const before = await stat(file).then(
      ({ size }) => size,
      () => 0,
    );
    const added = `${text}\n`;
    if (before + Buffer.byteLength(added) > LARGEST)
      terminal.complain('warning: the summary of this job is full: nothing was added to it.');
    else await appendFile(file, added);
  } catch (error) {
    terminal.complain(`warning: the summary of this job cannot be written: ${reasonOf(error)}.`);
  }
}

const escaped = (text: string): string =>
  visible(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

/** A text of which a runner takes no line for a command: it looks behind spaces too, and names come from models. */
export const withoutCommands = (text: string, env: JobEnvironment): string =>
  env['GITHUB_ACTIONS'] === 'true' ? text.replaceAll(/^(\s*:)(?=:)/gmu, '$1 ') : text;

/**
 * Lines that a runner takes for errors; none elsewhere.
 * @param errors the lines of each
 */
export const annotations = (
  errors: readonly (readonly string[])[],
  env: JobEnvironment,
): readonly string[] =>
  env['GITHUB_ACTIONS'] === 'true'
    ? errors.map((lines) => `::error title=tfjs-flops::${lines.map(escaped).join('%0A')}`)
    : [];
