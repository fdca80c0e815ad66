/** @file The command line without a process: reads words, runs a command, says mistakes in a sentence. */
import { createRequire } from 'node:module';
import { inspect } from 'node:util';
import { sentenceOf, TfjsFlopsError } from '../core/errors.ts';
import type { ExitCode, Flags } from './command.ts';
import { parse, type Invocation } from './parse.ts';
import { openTerminal, type Io, type Terminal } from './terminal.ts';
import { wordsOf } from './words.ts';

export { watchEnd } from './early-end.ts';
export { outputError } from './output-error.ts';

const BAD_INPUT = 2;

/** That of its own package, from source and from the build alike. */
function version(): string {
  const { version: text } = createRequire(import.meta.url)('tfjs-flops/package.json') as { version: string };
  return text;
}

async function act(invocation: Invocation, terminal: Terminal): Promise<ExitCode | typeof BAD_INPUT> {
  switch (invocation.kind) {
    case 'version':
      terminal.print(version());
      return 0;
    case 'help': {
      const { commandHelp, generalHelp } = await import('./help.ts');
      terminal.print(invocation.command === null ? generalHelp() : commandHelp(invocation.command));
      return 0;
    }
    case 'run':
      return invocation.command.run(invocation.operands, invocation.flags, terminal);
    case 'nothing':
    default:
      terminal.complain((await import('./help.ts')).generalHelp());
      return BAD_INPUT;
  }
}

/** A user's mistake in the words of the command; anything else is a fault of ours or of the model. */
function explain(error: unknown, flags: Flags): string {
  if (error instanceof TfjsFlopsError) return `error: ${sentenceOf(error, wordsOf(flags))}`;
  const message = error instanceof Error ? error.message : String(error);
  return `error: ${message}\nThis is not expected: --debug shows where it happened.`;
}

/**
 * Runs a command line. tfjs is loaded into this process by the commands that need it.
 * @param words without the program's name
 * @returns the exit code: 0 good, 1 a check failed, 2 bad input
 */
export async function commandLine(words: readonly string[], io: Io): Promise<number> {
  const terminal = openTerminal(io);
  let flags: Flags = {};
  try {
    const invocation = parse(words);
    if (invocation.kind === 'run') flags = invocation.command.flags;
    return await act(invocation, terminal);
  } catch (error) {
    const said = explain(error, flags);
    terminal.complain(words.includes('--debug') && error instanceof Error ? inspect(error) : said);
    // On stderr too: stdout may be a file that somebody reads.
    const { annotations } = await import('./job-summary.ts');
    for (const line of annotations([said.replace(/^error: /, '').split('\n')], io.env))
      terminal.complain(line);
    return BAD_INPUT;
  }
}
