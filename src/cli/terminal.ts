/** @file The two streams: results on stdout; progress and errors on stderr, progress only on a terminal. */
import { visibleLines } from '../core/visible.ts';
import { DEFAULT_WIDTH } from '../report/options.ts';
import { withoutStyles } from '../report/paint.ts';

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
  /** Variables of the environment. */
  readonly env: Io['env'];
  /** A text, with a line end where it has none. */
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

/** All that leaves goes through it, whoever wrote it: only line ends and styles of our own reach a terminal as they are. */
const shown = (text: string, color: boolean): string =>
  color ? withoutStyles(text, visibleLines) : visibleLines(text);

export function openTerminal({ stdout, stderr, env }: Io): Terminal {
  const columns = stdout.columns || Number(env['COLUMNS']) || DEFAULT_WIDTH;
  // A dumb terminal cannot clear a line.
  const canClear = stderr.isTTY === true && env['TERM'] !== 'dumb';
  const color = wantsColor(stdout, env);
  return {
    width: Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, columns)),
    color,
    env,
    print: (text) => void stdout.write(shown(text.endsWith('\n') ? text : `${text}\n`, color)),
    progress(text) {
      if (canClear) stderr.write(CLEAR_LINE + shown(text ?? '', false).replaceAll('\n', ' '));
    },
    complain: (text) => void stderr.write(`${canClear ? CLEAR_LINE : ''}${shown(text, false)}\n`),
  };
}
