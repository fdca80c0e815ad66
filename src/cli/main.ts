#!/usr/bin/env node
/** @file The program: alone in touching the process. */
import { writeSync } from 'node:fs';
import module from 'node:module';

// What Node (22.8 and later) compiles, this program and tfjs alike, it keeps for the next start; before all else is loaded.
(module as { enableCompileCache?: () => unknown }).enableCompileCache?.();
const { commandLine, outputError, watchEnd } = await import('./command-line.ts');

const words = process.argv.slice(2);
// Before tfjs is loaded, whose wasm backend has a listener of its own.
const endWatch = watchEnd(process, words.includes('--debug'), (text) => {
  try {
    writeSync(process.stderr.fd, text);
  } catch {
    // There is no other place to say it.
  }
});

process.stdout.on('error', (error) => {
  const { sentence, code } = outputError(error);
  if (sentence !== null) process.stderr.write(`${sentence}\n`);
  endWatch();
  process.exit(code ?? process.exitCode);
});
// There is no other place to say it.
process.stderr.on('error', () => {});

process.exitCode = await commandLine(words, process);
endWatch();
// When all is written there is nothing to wait for: Node would take some ms to let go of its memory.
if (process.stdout.writableLength === 0 && process.stderr.writableLength === 0)
  setImmediate(() => process.exit());
