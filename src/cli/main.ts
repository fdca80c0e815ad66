#!/usr/bin/env node
/**
 * @file The command line: reads words, runs a command, tells mistakes in a sentence. Alone in printing and
 * exiting.
 */
import { createRequire } from 'node:module';
import { inspect } from 'node:util';
import { TfjsFlopsError } from '../core/errors.ts';
import { helpText } from './help.ts';
import { parse } from './parse.ts';
import { openTerminal } from './terminal.ts';

const BAD_INPUT = 2;

/** Its own package, from source and from the build alike. */
function version(): string {
  const { version: text } = createRequire(import.meta.url)('tfjs-flops/package.json') as { version: string };
  return text;
}

async function main(words: readonly string[]): Promise<number> {
  const terminal = openTerminal(process);
  const { command, operands, flags } = parse(words);
  if (flags.version === true) terminal.print(version());
  else if (flags.help === true) terminal.print(helpText());
  else if (command === null) {
    process.stderr.write(`${helpText()}\n`);
    return BAD_INPUT;
  } else {
    const run = await command.load();
    return run(operands, flags, terminal);
  }
  return 0;
}

/** A user's mistake in its own words; anything else is a fault of ours or of the model. */
function tell(error: unknown, isDebug: boolean): void {
  const clear = process.stderr.isTTY ? '\r\u001B[K' : '';
  if (isDebug && error instanceof Error) process.stderr.write(`${clear}${inspect(error)}\n`);
  else if (error instanceof TfjsFlopsError) process.stderr.write(`${clear}error: ${error.message}\n`);
  else {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(
      `${clear}error: ${message}\nThis is not expected: --debug shows where it happened.\n`,
    );
  }
}

// A reader that has seen enough (`| head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

const words = process.argv.slice(2);
try {
  process.exitCode = await main(words);
} catch (error) {
  tell(error, words.includes('--debug'));
  process.exitCode = BAD_INPUT;
}
