/** @file Whether a backend would run what was counted, and what stands against it: data for programs. */
import type { Json } from './shape.ts';

/** Backends of which something is known. */
export const FIT_BACKENDS = ['wasm', 'cpu', 'tensorflow', 'webgl', 'webgpu'] as const;

/** `unknown`: nothing is known to stop it, and something may. */
export type FitVerdict = 'runs' | 'does-not-run' | 'unknown';

/**
 * - `missing-kernel`: the backend does not register it.
 * - `refused-call`: the kernel throws at these shapes, types or attributes.
 * - `memory`: more bytes are alive at once than were allowed, or than the backend can have.
 * - `texture`, `buffer`: a tensor is larger than the largest one of WebGL or WebGPU.
 * - `not-known`: nothing is known of the kernel, or of what it does with this type.
 * - `assumed`: values or sizes that only a run knows; it holds as far as these do.
 * - `wrong-result`: it runs, and tfjs computes something else than was asked for.
 */
export type FitReasonKind =
  | 'missing-kernel'
  | 'refused-call'
  | 'memory'
  | 'texture'
  | 'buffer'
  | 'not-known'
  | 'assumed'
  | 'wrong-result';

/** One thing that stands against a backend; all calls that it holds for together. */
export interface FitReason {
  readonly kind: FitReasonKind;
  /** Whether it stops the run, may stop it, spoils what is computed, or says what the verdict holds for. */
  readonly effect: 'stops' | 'may-stop' | 'spoils' | 'notes';
  /** A clause: `Einsum is no kernel of wasm`. */
  readonly what: string;
  /** The kernel, where it is about one. */
  readonly kernel: string | null;
  /** The layers or nodes that run it, in their order. */
  readonly layers: readonly string[];
  /** The figures of `what`, for programs. */
  readonly evidence: { readonly [key: string]: Json };
}

/** What is said of one backend. */
export interface Fit {
  readonly backend: string;
  readonly verdict: FitVerdict;
  /** First what stops it, then what may, what spoils results, and what the verdict holds for. */
  readonly reasons: readonly FitReason[];
}
