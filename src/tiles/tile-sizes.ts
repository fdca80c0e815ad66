/**
 * @file The sizes in which XNNPACK's micro-kernels and the loops of tfjs-backend-wasm 4.22 work. Sizes without a named
 * source are derived from executed counts. XNNPACK chooses when the backend starts, by the sign of `inf − inf`.
 */
import type { Machine } from '../core/instructions.ts';

export interface TileSizes {
  /** Floats in a vector: element-wise kernels run on whole vectors, as do the channels of windows. */
  readonly lanes: number;
  /** Rows and columns of the block of outputs that a matrix product keeps in registers. */
  readonly rows: number;
  readonly columns: number;
}

export function tileSizes({ binary, host }: Machine): TileSizes {
  if (binary === 'simd') return { lanes: 4, rows: host === 'x86' ? 4 : 5, columns: 8 };
  return { lanes: 1, rows: host === 'x86' ? 2 : 4, columns: 4 };
}

/** Terms of a sum over k that batched matrix products take at a time: `kBlockSize` in batch_mat_mul_impl.cc. */
export const K_BLOCK = 48;

/** Windows, in taps, that have a depthwise kernel: 1×3, 2×2, 3×3, 5×5 and any others of as many taps. */
export const DEPTHWISE_TAPS: ReadonlySet<number> = new Set([3, 4, 9, 25]);

/** Pixels that the depthwise kernel for 1×1 windows, and rows that the one for PReLU takes at a time. */
export const PAIR = 2;

/** Taps of the first pass over a pooling window, and of each that follows. */
export interface Passes {
  readonly first: number;
  readonly next: number;
}
export const WINDOW_PASSES: Passes = { first: 9, next: 8 };
/** Passes over windows that cover the whole image. */
export const IMAGE_PASSES: Passes = { first: 7, next: 7 };

/** Rows of softmax from this length on are summed in two accumulators. */
export const twoAccumulatorsFrom = ({ binary }: Machine): number => (binary === 'simd' ? 16 : 4);

/** Variances from this number on have their roots taken in pairs. */
export const PAIRED_ROOTS_FROM = 8;

/** `XNN_MAX_TENSOR_DIMS` in xnnpack.h. */
export const MAX_AXES = 6;
