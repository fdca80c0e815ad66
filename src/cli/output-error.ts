/** @file What a program does whose standard output fails: a full disk, a closed pipe. */
import { visible } from '../core/visible.ts';
import { reasonOf } from './system-error.ts';

const BAD_OUTPUT = 2;

interface OutputError {
  readonly sentence: string | null;
  /** `null` where it ends as it would have. */
  readonly code: number | null;
}

/** A reader that has seen enough (`| head`) is no fault. */
export const outputError = (error: NodeJS.ErrnoException): OutputError =>
  error.code === 'EPIPE'
    ? { sentence: null, code: null }
    : {
        sentence: visible(`error: standard output cannot be written: ${reasonOf(error)}.`),
        code: BAD_OUTPUT,
      };
