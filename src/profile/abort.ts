/** @file An AbortSignal over what a profile waits for: it stops waiting; a promise itself cannot be stopped. */
import { TfjsFlopsError } from '../core/errors.ts';
import { messageOf } from '../core/reason.ts';
import type { Session, Workload } from '../core/workload.ts';

/** setInterval's longest, in milliseconds. */
const LONGEST_MS = 2 ** 31 - 1;

const aborted = ({ reason }: AbortSignal): TfjsFlopsError =>
  reason instanceof TfjsFlopsError
    ? reason
    : new TfjsFlopsError('aborted', `The profile was stopped before it was done: ${messageOf(reason)}`, {
        cause: reason,
      });

/** @throws TfjsFlopsError `aborted` */
export function checkSignal(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw aborted(signal);
}

/**
 * Waits for `run` unless the signal comes first.
 * @param late takes the value that comes after the signal
 * @throws TfjsFlopsError `aborted`; what `run` throws
 */
export async function unlessAborted<T>(
  signal: AbortSignal | undefined,
  run: () => Promise<T>,
  late: (value: T) => void,
): Promise<T> {
  if (signal === undefined) return run();
  checkSignal(signal);
  let reject: (error: TfjsFlopsError) => void;
  const stopped = new Promise<never>((_, refuse) => {
    reject = refuse;
  });
  const stop = (): void => reject(aborted(signal));
  // Neither a promise that never settles nor AbortSignal.timeout() keeps Node alive.
  const alive = setInterval(() => {}, LONGEST_MS);
  signal.addEventListener('abort', stop);
  try {
    const running = run();
    try {
      return await Promise.race([running, stopped]);
    } catch (error) {
      if (signal.aborted) running.then(late, () => {});
      throw error;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    clearInterval(alive);
  }
}

/** Opens a workload unless the signal comes first; what opens too late is closed again. */
export const openedUnlessAborted = (workload: Workload, signal: AbortSignal | undefined): Promise<Session> =>
  unlessAborted(
    signal,
    () => workload.open(),
    (late) => late.dispose(),
  );
