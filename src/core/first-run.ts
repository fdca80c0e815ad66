/**
 * @file What the first pass on a GPU backend is made of: compiling, copying, waiting. The parts are times of the host's
 * clock that never overlap; what is in none of them is unnamed.
 */
import type { DType, Shape } from './shape.ts';

/** The parts of a first pass, in the order in which they are printed; each in ms of the host's clock. */
export interface FirstRunParts {
  /** Compiling shaders, as far as the host waits for it: a browser's GPU process compiles while the page goes on. */
  readonly shaders: number;
  /** Copying tensors to the GPU: weights, inputs, constants. */
  readonly uploads: number;
  /** Inside kernels that run on the GPU: choosing programs, recording commands. */
  readonly kernels: number;
  /** Kernels that tfjs computed on the host, since their tensors were small and still there. */
  readonly hostKernels: number;
  /** Waiting for tensors that are read while the pass runs. */
  readonly readbacks: number;
  /** From the end of the pass's own code until its outputs are on the host: the GPU runs what was recorded. */
  readonly outputs: number;
  /** JavaScript between kernels: of tfjs, of the model, of the caller's function. */
  readonly javascript: number;
  /** What following the pass took: in no pass without a profile. */
  readonly tracing: number;
}

/** Shaders that one kind of call compiled. */
export interface ShaderRow {
  /** In `entries`, for the kernel, its shapes and its layer; `null` outside kernels: copies to and from the GPU. */
  readonly entry: number | null;
  readonly shaders: number;
  readonly ms: number;
  /** Whether its layer or node had run before, on other shapes: these were compiled for the new ones. */
  readonly isForNewShape: boolean;
}

/** Tensors that were copied to the GPU. */
export interface Uploads {
  readonly tensors: number;
  readonly bytes: number;
}

/** Tensors of one shape that were read back in one place, while the pass was running. */
export interface ReadbackRow {
  /** In `scopes`: where the code that reads runs. */
  readonly scope: number;
  /** The kernel that reads, `null` where it is code between kernels. */
  readonly kernel: string | null;
  readonly shape: Shape;
  readonly dtype: DType;
  /** By `dataSync()`, which blocks the page; else by `data()`. */
  readonly isSync: boolean;
  readonly times: number;
  /** That the host waited. */
  readonly ms: number;
}

/** Calls that tfjs computed on the host. */
export interface HostKernelRow {
  /** In `entries`. */
  readonly entry: number;
  readonly calls: number;
  readonly ms: number;
}

/** Bytes of textures or buffers that the backend has on the GPU. */
export interface GpuMemory {
  /** Before the pass. */
  readonly beforeBytes: number;
  /** The most that it had after any kernel of the pass. */
  readonly peakBytes: number;
  /** After the pass. */
  readonly afterBytes: number;
  /** The part of `afterBytes` that holds no tensor: it is kept for the next ones. */
  readonly keptBytes: number;
}

/** The first pass on a GPU backend. */
export interface FirstRun {
  readonly wallMs: number;
  readonly partsMs: FirstRunParts;
  /** By call, in the order of the first compilation. */
  readonly shaders: readonly ShaderRow[];
  /** By how many shaders the backend's own cache grew meanwhile. */
  readonly cacheGrowth: number;
  readonly weights: Uploads;
  /** Inputs, constants, and what was computed on the host. */
  readonly others: Uploads;
  readonly kernelCalls: number;
  /** Programs that were started on the GPU. */
  readonly programs: number;
  readonly readbacks: readonly ReadbackRow[];
  readonly hostKernels: readonly HostKernelRow[];
  readonly memory: GpuMemory;
}

/** Names of the parts, in their order. */
export const FIRST_RUN_PARTS = [
  'shaders',
  'uploads',
  'kernels',
  'hostKernels',
  'readbacks',
  'outputs',
  'javascript',
  'tracing',
] as const satisfies readonly (keyof FirstRunParts)[];

/** What is in no part, in ms. */
export const unnamedMs = ({ wallMs, partsMs }: Pick<FirstRun, 'wallMs' | 'partsMs'>): number =>
  FIRST_RUN_PARTS.reduce((rest, part) => rest - partsMs[part], wallMs);

export const shadersOf = ({ shaders }: Pick<FirstRun, 'shaders'>): number =>
  shaders.reduce((sum, row) => sum + row.shaders, 0);
