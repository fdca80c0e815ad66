/** @file Command lines as most tests run them: in this process, which is quick. */
import { fileURLToPath } from 'node:url';
import { format } from 'node:util';
import { commandLine } from '../../src/cli/command-line.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const TSX = `${ROOT}node_modules/.bin/tsx`;

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const CONSOLE = {
  out: ['log', 'info', 'debug'],
  err: ['warn', 'error', 'trace'],
} as const;

/**
 * In this process, on its tfjs. What is written to the console meanwhile counts as written.
 * @param tty whether both streams are terminals
 */
export async function runHere(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
  tty = false,
): Promise<Outcome> {
  const written = { out: '', err: '' };
  const streamTo = (name: 'out' | 'err') => ({
    isTTY: tty,
    write: (text: string): void => void (written[name] += text),
  });
  const before = { ...console };
  for (const name of ['out', 'err'] as const)
    for (const method of CONSOLE[name])
      console[method] = (...parts: unknown[]) => void (written[name] += `${format(...parts)}\n`);
  try {
    const code = await commandLine(words, { stdout: streamTo('out'), stderr: streamTo('err'), env });
    return { code, ...written };
  } finally {
    Object.assign(console, before);
  }
}
