/**
 * @file A command that a model ends before it is done: by an error that nothing awaits, by `process.exit()`, or by a promise
 * that never settles. Node would end with another code, 0 among them, and tfjs's wasm backend prints a stack.
 */
import { inspect } from 'node:util';
import { visibleLines } from '../core/visible.ts';

const FAILED = 2;

/** What of a process is used. */
export interface Ending {
  on(event: 'uncaughtException', listener: (error: unknown) => void): unknown;
  on(event: 'beforeExit' | 'exit', listener: () => void): unknown;
  exit(code: number): void;
  exitCode?: number | string | null | undefined;
}

/**
 * Watches until the command is over.
 * @param complain writes at once
 * @returns what says that it is over
 */
export function watchEnd(process: Ending, isDebug: boolean, complain: (text: string) => void): () => void {
  let isOver = false;
  const fail = (text: string): void => {
    isOver = true;
    complain(visibleLines(`error: ${text}\n`));
  };
  process.on('uncaughtException', (error) => {
    const message = error instanceof Error ? error.message : String(error);
    fail(
      isDebug && error instanceof Error
        ? inspect(error)
        : `something failed that nothing awaits: ${message}\nThis is not expected: --debug shows where it happened.`,
    );
    process.exit(FAILED);
  });
  // Nothing is left that could settle what the command awaits.
  process.on('beforeExit', () => {
    if (isOver) return;
    fail('what the model awaits never comes, and nothing else is left to run.');
    process.exit(FAILED);
  });
  process.on('exit', () => {
    if (isOver) return;
    process.exitCode = FAILED;
    fail('the model ended the program with process.exit() before the command was done.');
  });
  return () => {
    isOver = true;
  };
}
