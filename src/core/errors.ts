/** @file The one error class for users' mistakes: a code for programs, one sentence for people. */

/** What went wrong, for programs; the message is for people. */
export type ErrorCode =
  | 'unknown-model'
  | 'unknown-backend'
  | 'unknown-option'
  | 'invalid-option'
  | 'unknown-layer'
  | 'invalid-input'
  | 'unsupported-tfjs'
  | 'unsafe-integer'
  | 'async-in-count'
  | 'unsupported-wasm'
  | 'live-model'
  | 'wrong-backend'
  | 'refused-by-backend'
  | 'missing-file'
  | 'invalid-model'
  | 'unsupported-model'
  | 'network'
  | 'browser'
  | 'lost-device';

/**
 * A mistake that its maker can mend: the message is one sentence or two saying what came, what was expected,
 * and what to do next. Faces print the message alone; anything that is not a `TfjsFlopsError` is a bug.
 */
export class TfjsFlopsError extends Error {
  override readonly name = 'TfjsFlopsError';
  readonly code: ErrorCode;

  /** @param cause the error behind it, for those who look for its stack */
  constructor(code: ErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
