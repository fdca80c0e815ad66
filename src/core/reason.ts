/** @file Why theory has nothing to say on a layer or node: data for programs, a sentence for people. */

/**
 * `dynamic`: only the values of the input decide. `no-form`: no closed form or shape rule is known for `of`, a class or
 * op. `unknown-input`: the shape of an input is not known, since `of`, a layer or node before it, has no theory.
 * `no-weight`: the weight manifest does not list `of`. `not-called`: nothing in the architecture calls it. `not-in-model`:
 * the live model has no such layer. `does-not-fit`: its config, its inputs or the whole architecture are not what
 * theory takes, or a formula failed.
 */
export type ReasonKind =
  'dynamic' | 'no-form' | 'unknown-input' | 'no-weight' | 'not-called' | 'not-in-model' | 'does-not-fit';

/** Why theory derives nothing for a row. */
export interface Reason {
  readonly kind: ReasonKind;
  /** What it lies with, by its name: a class, an op, a weight, another layer or node; else `null`. */
  readonly of: string | null;
  /** A clause after the name of the row: `its input shape is unknown, since conv is dynamic`. */
  readonly text: string;
}

export const reason = (kind: ReasonKind, of: string | null, text: string): Reason => ({ kind, of, text });

/** An error that knows its reason: thrown where a row turns out to have no theory. */
export class ReasonError extends Error {
  readonly reason: Reason;

  constructor(kind: ReasonKind, of: string | null, text: string) {
    super(text);
    this.reason = reason(kind, of, text);
  }
}

/** What was thrown, in words, whatever it is: formulas of users throw other things than errors too. */
export function messageOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? thrown.message : String(thrown);
  } catch {
    return 'a value that cannot be written';
  }
}

/** The reason behind anything that a closed form or a shape rule threw. */
export function reasonOf(error: unknown): Reason {
  if (error instanceof ReasonError) return error.reason;
  return reason('does-not-fit', null, messageOf(error));
}
