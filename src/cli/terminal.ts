/** @file The two streams: results on stdout; progress on stderr, and only where somebody watches. */
import { DEFAULT_WIDTH } from '../report/options.ts';

/** What commands may know of the terminal. */
export interface Terminal {
  readonly width: number;
  readonly color: boolean;
  print(text: string): void;
  /** A line on stderr that the next one replaces; `null` clears it. */
  progress(text: string | null): void;
}

/** Wider notes are hard to read. */
const MAX_WIDTH = 120;
const MIN_WIDTH = 40;

/** FORCE_COLOR beats NO_COLOR beats the terminal (no-color.org, force-color.org). */
function wantsColor(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: term } = env;
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  if (no !== undefined && no !== '') return false;
  return stream.isTTY && term !== 'dumb';
}

export function openTerminal({ stdout, stderr, env }: NodeJS.Process): Terminal {
  const columns = stdout.columns || Number(env['COLUMNS']) || DEFAULT_WIDTH;
  return {
    width: Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, columns)),
    color: wantsColor(stdout, env),
    print: (text) => void stdout.write(`${text}\n`),
    progress(text) {
      if (stderr.isTTY) stderr.write(`\r\u001B[K${text ?? ''}`);
    },
  };
}
