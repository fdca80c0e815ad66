/** @file A refusal as a test wants it: the code, and words of the one sentence. */
import { expect } from 'vitest';
import { TfjsFlopsError, type ErrorCode } from '../../src/core/errors.ts';

export interface Refusal {
  readonly name: string;
  readonly code: ErrorCode;
  /** Words that the message must hold. */
  readonly says: string;
}

export type Run = () => unknown;

/** What is not as wanted about the outcome of `run`; `null` where all is. */
async function fault({ code, says }: Refusal, run: Run): Promise<string | null> {
  try {
    await run();
    return 'was let through';
  } catch (error) {
    if (!(error instanceof TfjsFlopsError)) return `threw ${String(error)}`;
    // oxlint-disable-next-line no-control-regex -- a terminal must get none
    const isOneLine = !/[\u0000-\u001f\u007f-\u009f]/u.test(error.message) && error.message.length < 700;
    const isAsWanted = error.code === code && error.message.includes(says) && isOneLine;
    return isAsWanted ? null : `${error.code}: ${error.message}`;
  }
}

/** Runs each planted fault and says how many were refused as wanted. */
export async function expectRefused<T extends Refusal>(
  what: string,
  faults: readonly T[],
  runOf: (fault: T) => Promise<Run> | Run,
): Promise<void> {
  const missed: string[] = [];
  for (const planted of faults) {
    const why = await fault(planted, await runOf(planted));
    if (why !== null) missed.push(`${planted.name} ${why}`);
  }
  console.log(`${what}: ${faults.length - missed.length} of ${faults.length} refused`);
  expect(missed).toEqual([]);
}
