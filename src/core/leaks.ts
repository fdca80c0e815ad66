/** @file Tensors that each pass leaves behind, and who made them. */

/** Tensors that one kernel of a scope made, or the host, and that are still there. */
export interface LeakMaker {
  /** Index into `scopes`. */
  readonly scope: number;
  /** `null`: values that the host gave, or a variable. */
  readonly kernel: string | null;
  /** Held by `tf.keep` or a variable, which no `tf.tidy` frees. */
  readonly isKept: boolean;
  /** In each pass. */
  readonly tensors: number;
  /** `null` where tfjs has lost count. */
  readonly bytes: number | null;
}

/**
 * Tensors of which there are more after each pass than before it, without those that it returned, which are its caller's.
 * What the first pass alone leaves (caches, an optimizer's slots) is none of them.
 */
export interface Leaks {
  /** By the engine's own count, in each pass; `null`: not known. */
  readonly tensors: number | null;
  /** As `tf.memory()` counts them; `null`: not known. */
  readonly bytes: number | null;
  /** Why it is not known. */
  readonly why: string | null;
  /** Who made them, the most tensors first. Together they may be fewer than `tensors`: the rest is nobody's that is known. */
  readonly makers: readonly LeakMaker[];
}

export const NO_LEAKS: Leaks = { tensors: 0, bytes: 0, why: null, makers: [] };

export const unknownLeaks = (why: string): Leaks => ({ tensors: null, bytes: null, why, makers: [] });
