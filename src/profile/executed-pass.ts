/**
 * @file One pass on an instrumented wasm backend, after a profile that was timed on the uninstrumented one. The
 * workload is opened anew, since replacing a backend destroys the weights on it.
 */
import { getBackend } from '@tensorflow/tfjs-core';
import { TfjsFlopsError } from '../core/errors.ts';
import type { Instructions, Machine } from '../core/instructions.ts';
import type { Trace } from '../core/trace.ts';
import type { Workload } from '../core/workload.ts';
import { startExecuted, type ExecutedOptions } from '../executed/index.ts';
import { Tracer } from '../trace/tracer.ts';
import { checkModels } from './models.ts';
import { instructionsPerEntry } from './per-entry.ts';
import { openedUnlessAborted, unlessAborted } from './abort.ts';
import { disposeOwn, nextTensorId, PassResults } from './own-tensors.ts';
import type { Reads } from '../trace/recorder.ts';

/** What an instrumented backend counted in one pass. */
export interface ExecutedPass {
  readonly machine: Machine;
  /** Indexed like the trace's entries. */
  readonly perEntry: readonly Instructions[];
}

/** Refused before anything runs. @throws TfjsFlopsError `wrong-backend`, `live-model` */
export function checkExecutable(workload: Workload): void {
  if (getBackend() !== 'wasm')
    throw new TfjsFlopsError(
      'wrong-backend',
      `Executed instructions are counted inside the wasm backend, but ${getBackend()} is active`,
      { remedies: [{ set: [{ name: 'backend', value: 'wasm' }], to: 'choose it' }] },
    );
  if (workload.isLive === true)
    throw new TfjsFlopsError(
      'live-model',
      `Counting executed instructions replaces the backend, which would destroy the weights of ${workload.title}`,
      {
        remedies: [
          "give a workload such as zooWorkload('mobilenet-v2')",
          'call startExecuted() before loading the model and pass it to count()',
        ],
      },
    );
}

/**
 * Runs a workload twice on an instrumented backend, first to fill caches, then to count; brings the original back.
 * @param expected the trace of the uninstrumented run: the same calls must run
 * @throws Error when they do not; TfjsFlopsError as `startExecuted`, and `aborted`
 */
export async function countExecuted(
  workload: Workload,
  expected: Trace,
  reads: Reads,
  options: ExecutedOptions,
  signal?: AbortSignal,
): Promise<ExecutedPass> {
  const backend = await startExecuted(options);
  try {
    const session = await openedUnlessAborted(workload, signal);
    const results = new PassResults();
    try {
      const run = async (): Promise<void> => {
        const since = nextTensorId();
        const late = (result: unknown): void => disposeOwn(result, since);
        results.take(await unlessAborted(signal, async () => session.run(), late), since);
      };
      await run();
      const probe = backend.probe();
      const tracer = new Tracer({ models: checkModels(session.models), reads, probe });
      const stop = tracer.start();
      try {
        await run();
      } finally {
        stop();
      }
      const trace = tracer.takePass();
      if (!isSamePass(expected, trace))
        throw new Error(
          'The instrumented run made other kernel calls than the timed one: its counts cannot be assigned.',
        );
      return { machine: backend.machine, perEntry: instructionsPerEntry(trace.entries, probe) };
    } finally {
      results.end();
      session.dispose();
    }
  } finally {
    await backend.stop();
  }
}

/** Entries are numbered in order of first use, so that equal passes have equal numbers. */
const isSamePass = (a: Trace, b: Trace): boolean =>
  JSON.stringify([a.entries, a.calls]) === JSON.stringify([b.entries, b.calls]);
