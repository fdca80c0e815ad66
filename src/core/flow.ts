/** @file What becomes of the results of kernels: who reads them, and which inputs are constants. */

/** Of the calls of one entry, in the pass in which data were followed. A view (Reshape, Identity) reads nothing. */
export interface EntryFlow {
  /** Its calls whose results nobody read: no kernel, no gradient that was asked for, and not the caller. */
  readonly unreadCalls: number;
  /** The most often that one of its results was read. */
  readonly mostReads: number;
  /** The entries that made an input, by its name; none for inputs that no kernel of the pass made. */
  readonly sources: Readonly<Record<string, readonly number[]>>;
  /** Inputs that were the same in kind in all its calls: weights, or made in the model or function without its input. */
  readonly constants: readonly string[];
}
