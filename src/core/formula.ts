/** @file What is known of a kernel's cost: counted, zero by definition, or unknown. Unknown is never 0. */
import type { Kernels, KernelCall, KernelSignature } from './kernel-call.ts';
import type { Work } from './work.ts';

/** `chosen`: a convention, not a fact (resize). `upper-bound`: data-dependent, an upper bound (TopK). */
export type Basis = 'exact' | 'chosen' | 'upper-bound';

/**
 * What a kernel costs. `counted`: `work` derives it from a call; `zero`: it moves, makes or names data; `unknown`:
 * never taken as 0.
 */
export type Formula<K extends string = string> =
  | {
      readonly state: 'counted';
      readonly basis: Basis;
      /** Of one call, where calls differ: a fused activation is a convention or not. */
      basisOf?(call: KernelCall<K>): Basis;
      /** Where the equation comes from. */
      readonly source: string;
      /** The attributes that `work` reads; the trace keeps those and no others. */
      readonly reads: readonly (keyof KernelSignature<K>['attrs'] & string)[];
      work(call: KernelCall<K>): Work;
    }
  /** Moves, makes or names data: no arithmetic on its values. */
  | { readonly state: 'zero' }
  | { readonly state: 'unknown'; readonly why: string };

/** A formula per kernel name; a name without one is unknown. */
export type Formulas = { readonly [K in keyof Kernels]?: Formula<K> } & {
  readonly [kernel: string]: Formula | undefined;
};

/** What one distinct call costs, with its reason. */
export type CallCost =
  | { readonly state: 'counted'; readonly basis: Basis; readonly work: Work }
  | { readonly state: 'zero' }
  | { readonly state: 'unknown'; readonly why: string };
