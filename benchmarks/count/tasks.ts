/** @file What `bench:count` measures, by name: the words between its processes. */

export type Task = 'shapes' | 'operations' | 'live' | 'report' | 'theory' | 'profile' | 'sweep';

export interface Measured {
  readonly firstMs: number;
  /** Of the processor, all threads: other programs do not change it much. */
  readonly firstCpuMs: number;
  /** After the first time. */
  readonly residentBytes: number;
  /** When as many have run before. */
  readonly laterMs: readonly number[];
  /** Of all of them, compiling and collecting included. */
  readonly laterCpuMs: number;
}

/** Vision Transformer with 22 billion parameters (Dehghani et al. 2023, table 1). */
export const VIT_22B = { patch: 14, depth: 48, width: 6144, heads: 48, mlp: 24_576 } as const;

export const rising = (count: number, step: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => step * (i + 1));
