/** @file What a saved report holds of memory: the pass's, and what passes leave behind. */
import type { Count, Index } from './numbers.ts';

/** Bytes of the model and its pass. */
export interface FileMemory {
  /** `null` where the model came from no file. */
  readonly diskBytes: Count | null;
  readonly weightBytes: Count;
  readonly peakBytes: Count;
  readonly beforeBytes: Count;
  readonly peakScope: Index;
  /** The most that was alive right after a call of each entry. */
  readonly liveBytes: readonly Count[];
}

/** Who made tensors that each pass leaves behind. */
export interface FileLeakMaker {
  readonly scope: Index;
  /** Left out where it is no kernel. */
  readonly kernel?: string;
  /** Usually false. */
  readonly isKept?: true;
  /** Usually 1. */
  readonly tensors?: Count;
  readonly bytes: Count | null;
}

/** What each pass leaves behind. */
export interface FileLeaks {
  /** `null`: not known. */
  readonly tensors: Count | null;
  readonly bytes: Count | null;
  /** Why it is not known. */
  readonly why?: string;
  /** Usually none. */
  readonly makers?: readonly FileLeakMaker[];
}
