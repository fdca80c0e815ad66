/** @file Other programs, run within a time limit, with all that they say in a log. */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';

/** What a person can do something about, in one sentence. */
export class SetupError extends Error {}

export interface Running {
  readonly cwd: string;
  /** Appended to. */
  readonly log: string;
  readonly limitMinutes: number;
  readonly env?: Readonly<Record<string, string>>;
}

const MINUTE_MS = 60_000;

/** Of Node, npm, pip, compilers and linkers, node-gyp. npm says codes and paths first, in lower case. */
const COMPLAINT =
  /^(?:\w*Error:|ERROR:|npm error (?:\w*Error:|(?=[A-Z\d]))|gyp ERR! stack (?:Error:)?|.+: (?:fatal )?error:)\s*(.+)/;

/** What went wrong, from a program's output: its first error, else its last word. */
export function complaintIn(output: string): string {
  const lines = output.split('\n').map((line) => line.trim());
  const told = lines.map((line) => COMPLAINT.exec(line)?.[1]).find((reason) => reason !== undefined);
  return (told ?? lines.findLast((line) => line !== '') ?? 'it said nothing').replace(/\.$/, '');
}

/**
 * Runs a program to its end.
 * @throws SetupError that it is not there, what it complained of, or that it took longer than it may
 */
export function run(command: string, args: readonly string[], running: Running): void {
  const { cwd, log, limitMinutes, env } = running;
  const file = openSync(log, 'a+');
  try {
    writeSync(file, `$ ${command} ${args.join(' ')}\n`);
    const before = readFileSync(log).length;
    const { error, status, signal } = spawnSync(command, args, {
      cwd,
      env: { ...process.env, ...env },
      timeout: limitMinutes * MINUTE_MS,
      stdio: ['ignore', file, file],
    });
    if (status === 0) return;
    if (error?.message.endsWith('ETIMEDOUT') === true)
      throw new SetupError(`${command} took longer than ${limitMinutes} minutes`);
    if (error !== undefined) throw new SetupError(`${command} did not start: ${error.message}`);
    if (signal !== null) throw new SetupError(`${command} was ended by ${signal}`);
    throw new SetupError(complaintIn(readFileSync(log).subarray(before).toString()));
  } finally {
    closeSync(file);
  }
}

/** npm, saying what is wrong even where it was told to be silent itself: as the one that runs this script, else the one on the PATH. */
export function npm(args: readonly string[], running: Running): void {
  const all = ['--loglevel=warn', ...args];
  const script = process.env['npm_execpath'];
  if (script?.endsWith('.js') === true) run(process.execPath, [script, ...all], running);
  else run('npm', all, running);
}
