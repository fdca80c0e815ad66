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
  | 'wrong-backend';

/**
 * A mistake that its maker can mend: the message is one sentence or two saying what came, what was expected,
 * and what to do next. Faces print the message alone; anything that is not a `TfjsFlopsError` is a bug.
 */
export class TfjsFlopsError extends Error {
  override readonly name = 'TfjsFlopsError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
