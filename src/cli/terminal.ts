/** @file The two streams: results on stdout; progress and errors on stderr, progress only on a terminal. */
import { DEFAULT_WIDTH } from '../report/options.ts';

/** What a command line is connected to: a process, or a substitute for one in tests. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Output {
  readonly isTTY?: boolean | undefined;
  /** Width of the terminal. */
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** What commands may know of the terminal. */
export interface Terminal {
  readonly width: number;
  readonly color: boolean;
  print(text: string): void;
  /** A line on stderr that the next one replaces; `null` clears it. */
  progress(text: string | null): void;
  /** Lines on stderr, in the place of the progress. */
  complain(text: string): void;
}

/** Wider notes are hard to read. */
const MAX_WIDTH = 120;
const MIN_WIDTH = 40;

const CLEAR_LINE = '\r\u001B[K';

/** FORCE_COLOR beats NO_COLOR beats the terminal (no-color.org, force-color.org). */
function wantsColor({ isTTY }: Output, env: Io['env']): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: term } = env;
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  if (no !== undefined && no !== '') return false;
  return isTTY === true && term !== 'dumb';
}

/** Names come from files: one that holds control characters must not move the cursor. Line ends stay. */
const visible = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  text.replaceAll(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/g, (control) => {
    return `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });

export function openTerminal({ stdout, stderr, env }: Io): Terminal {
  const columns = stdout.columns || Number(env['COLUMNS']) || DEFAULT_WIDTH;
  // A dumb terminal cannot clear a line.
  const canClear = stderr.isTTY === true && env['TERM'] !== 'dumb';
  return {
    width: Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, columns)),
    color: wantsColor(stdout, env),
    print: (text) => void stdout.write(`${text}\n`),
    progress(text) {
      if (canClear) stderr.write(CLEAR_LINE + visible(text ?? '').replaceAll('\n', ' '));
    },
    complain: (text) => void stderr.write(`${canClear ? CLEAR_LINE : ''}${visible(text)}\n`),
  };
}
