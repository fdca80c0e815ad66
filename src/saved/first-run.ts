/** @file What a saved report holds of the first pass on a GPU: the same as the Report. */
import type {
  FirstRun,
  FirstRunParts,
  GpuMemory,
  HostKernelRow,
  ReadbackRow,
  ShaderRow,
  Uploads,
} from '../core/first-run.ts';
import type { Count, Index, Milliseconds, Sizes } from './numbers.ts';

/** The same fields, each of them a count or a time. */
type All<T, As> = { readonly [K in keyof T]: As };

/** Shaders that one kind of call compiled. */
export interface FileShaders extends ShaderRow {
  readonly entry: Index | null;
  readonly shaders: Count;
  readonly ms: Milliseconds;
}

/** Tensors that were read back in one place, while the pass was running. */
export interface FileReadback extends ReadbackRow {
  readonly scope: Index;
  readonly shape: Sizes;
  readonly times: Count;
  readonly ms: Milliseconds;
}

/** Calls that were computed on the host. */
export interface FileHostKernel extends HostKernelRow {
  readonly entry: Index;
  readonly calls: Count;
  readonly ms: Milliseconds;
}

/** The first pass on a GPU. */
export interface FileFirstRun extends FirstRun {
  readonly wallMs: Milliseconds;
  readonly partsMs: All<FirstRunParts, Milliseconds>;
  readonly shaders: readonly FileShaders[];
  readonly cacheGrowth: Count;
  readonly weights: All<Uploads, Count>;
  readonly others: All<Uploads, Count>;
  readonly kernelCalls: Count;
  readonly programs: Count;
  readonly readbacks: readonly FileReadback[];
  readonly hostKernels: readonly FileHostKernel[];
  readonly memory: All<GpuMemory, Count>;
}
