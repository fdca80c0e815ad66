/** @file Mutants in processes of their own, which are killed when one hangs and replaced when one dies. */
import { fork, type ChildProcess } from 'node:child_process';
import type { Outcome } from './outcome.ts';

export interface ChildOptions {
  /** A script that answers a seed with an {@link Outcome}. */
  readonly script: string | URL;
  readonly limitMs: number;
  /** Processes at once. */
  readonly workers: number;
}

/** One answer of a child, or what became of it. */
function ask(child: ChildProcess, seed: number, limitMs: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const end = (outcome: Outcome): void => {
      clearTimeout(timer);
      child.removeAllListeners();
      resolve(outcome);
    };
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      end({ seed, kind: 'hang', says: `no answer within ${limitMs} ms` });
    }, limitMs);
    child.once('message', (outcome) => end(outcome as Outcome));
    child.once('exit', (code, signal) => end({ seed, kind: 'crash', says: `exit ${code ?? signal}` }));
    child.send(seed);
  });
}

/** Tries the seeds. @returns one outcome each, in their order */
export async function inChildren(
  seeds: readonly number[],
  { script, limitMs, workers }: ChildOptions,
): Promise<readonly Outcome[]> {
  const outcomes = new Map<number, Outcome>();
  const waiting = [...seeds];
  const work = async (): Promise<void> => {
    // The first answer of a process waits until tfjs is loaded.
    let child: ChildProcess | null = null;
    for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
      const startMs = child === null ? START_MS : 0;
      child ??= fork(script, {
        execArgv: ['--max-old-space-size=2048', '--import', 'tsx'],
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      });
      const outcome = await ask(child, seed, limitMs + startMs);
      outcomes.set(seed, outcome);
      if (outcome.kind === 'hang' || outcome.kind === 'crash') child = null;
    }
    child?.kill();
  };
  await Promise.all(Array.from({ length: workers }, work));
  return seeds.map((seed) => outcomes.get(seed)!);
}

const START_MS = 20_000;
