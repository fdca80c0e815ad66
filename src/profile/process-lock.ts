/**
 * @file One profile at a time in the process: kernels do not say who asked for them. The lock is on `globalThis`, so that
 * two copies of this package wait for each other too.
 */
import { TfjsFlopsError } from '../core/errors.ts';

/** Tells what was called from inside a profile, across `await`. Node has it, browsers do not. */
interface AsyncContext {
  run<T>(store: true, run: () => T): T;
  getStore(): true | undefined;
}

interface Lock {
  /** Settles when the last profile is done; never rejects. */
  queue: Promise<unknown>;
  readonly context: AsyncContext | null;
  /** While a profiled function runs synchronously: all that is known without a context. */
  isRunning: boolean;
}

const KEY = Symbol.for('tfjs-flops.lock');

function newContext(): AsyncContext | null {
  if (typeof process !== 'object' || typeof process.getBuiltinModule !== 'function') return null;
  const hooks = process.getBuiltinModule('node:async_hooks');
  return new hooks.AsyncLocalStorage<true>();
}

function lock(): Lock {
  const globals = globalThis as { [KEY]?: Lock };
  return (globals[KEY] ??= { queue: Promise.resolve(), context: newContext(), isRunning: false });
}

/**
 * Runs `run` when the profiles before it are done.
 * @throws TfjsFlopsError `nested-profile` inside a profile, which would wait for itself
 */
export function inTurn<T>(run: () => Promise<T>): Promise<T> {
  const held = lock();
  const { context } = held;
  if (held.isRunning || context?.getStore() === true)
    throw new TfjsFlopsError(
      'nested-profile',
      'profile() was called inside a profile, which would wait for itself',
      {
        remedies: ['profile one after the other', 'use count() inside'],
      },
    );
  const result = held.queue.then(() => (context === null ? run() : context.run(true, run)));
  held.queue = result.catch(() => {});
  return result;
}

/** Runs the synchronous part of a profiled function. */
export function asProfiled<T>(run: () => T): T {
  const held = lock();
  const before = held.isRunning;
  held.isRunning = true;
  try {
    return run();
  } finally {
    held.isRunning = before;
  }
}
