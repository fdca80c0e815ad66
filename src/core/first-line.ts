/** @file What others throw, as a clause for a sentence of ours: the one place that reads a foreign message. */

/**
 * The first line of a thrown value's message, without the stop at its end. tfjs and browsers write whole programs into
 * their messages, after a line that says what happened.
 */
export function firstLineOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text
    .trim()
    .split('\n', 1)[0]!
    .replace(/[.:\s]+$/, '');
}
