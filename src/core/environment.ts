/**
 * @file A report's environment: what one must know to trust a run, or to repeat it. One flat object; each field is
 * present only where it is known.
 */
import type { Json } from './shape.ts';
import type { ShapeCheck } from './pass-check.ts';

/** How a workload is made again: its options. */
export interface WorkloadSpec {
  /** A network of the zoo, by name: `mobilenet-v2`. */
  readonly zoo?: string;
  /** The model file that was named: a path, a folder or a URL. */
  readonly model?: string;
  /** The path of a module whose default export is the model or function. */
  readonly module?: string;
  /** Samples a pass. */
  readonly batch?: number;
  /** Height and width of the image, in pixels. */
  readonly imageSize?: number;
  readonly classes?: number;
  /** Dimensions of a network that were given instead of its own: `{ depth: 24, heads: 16 }`. */
  readonly dimensions?: Json;
  /** `fill`, `seeded`; `none` for a file that was opened without its weights. */
  readonly weights?: string;
  /** The seed of drawn weights and of the values of the inputs. */
  readonly seed?: number;
  /** Shapes that were given for the inputs of a model file: a list, or by name. */
  readonly inputs?: Json;
  /** Nodes of a graph model that were named as outputs, or names in its signature. */
  readonly outputs?: readonly string[];
}

/**
 * How kernels are timed:
 * - `host`: the host's clock; a kernel ends before it returns.
 * - `query`: a GPU query per kernel.
 * - `timestamp`: GPU timestamps around each program.
 * - `upper-bound`: the host's clock, with a wait for the GPU after each kernel.
 * - `none`: kernels cannot be timed here; `clockNote` says why.
 */
export type ClockKind = 'host' | 'query' | 'timestamp' | 'upper-bound' | 'none';

/** A clock, as it is known after a pass. */
export interface ClockInfo {
  /** The smallest step of the clock, in ms. */
  readonly clockResolutionMs?: number;
  /** What must be known to trust the times, or why there are none. */
  readonly clockNote?: string;
  /** GPU programs that had timestamps in the last pass. */
  readonly timedPrograms?: number;
  /** Kernels that had a GPU query in the last pass. */
  readonly timedKernels?: number;
}

/** The GPU behind a backend, as its driver or browser names it. */
export interface DeviceInfo {
  readonly adapter?: string;
  readonly adapterVendor?: string;
  readonly adapterArchitecture?: string;
  /** Whether the host's processor renders. */
  readonly software?: boolean;
  /** WebGPU: whether programs can be timed by timestamps. */
  readonly timestampQuery?: boolean;
  /** WebGL: whether kernels can be timed by queries. */
  readonly timerQueries?: boolean;
  /** Why output values mean nothing, on a device that computes nothing. */
  readonly outputsNote?: string;
}

/** Versions and flags of a backend. */
export interface BackendInfo extends DeviceInfo {
  /** The wasm backend: whether its binary uses SIMD instructions. */
  readonly simd?: boolean;
  /** The wasm backend: threads that compute. */
  readonly threads?: number;
  /** Versions behind the tensorflow backend. */
  readonly tfjsNode?: string;
  readonly libtensorflow?: string;
  /** In a browser: the step of the page's clock, in ms, and whether the page has it in full. */
  readonly clockResolutionMs?: number;
  readonly crossOriginIsolated?: boolean;
}

/** What the passes showed. */
export interface PassInfo {
  /** How the values of the inputs were drawn: `uniform in [0, 1)`. */
  readonly inputValues?: string;
  /** Output values of the first pass that are NaN or infinite; left out where there are none. */
  readonly outputsNotFinite?: number;
  /** Output values of the first pass that are subnormal, on which kernels are slower; left out where there are none. */
  readonly outputsDenormal?: number;
  /** Timed passes that ran other kernels than the first; left out where there are none. */
  readonly varyingPasses?: number;
  /** Timed passes whose kernel times the device declared void; left out where there are none. */
  readonly voidPasses?: number;
  /**
   * A model's first pass beside one on shapes alone; left out where all calls agree, and of functions, which are not run
   * once more.
   */
  readonly shapeCheck?: ShapeCheck;
}

/** What one must know to trust a run, or to repeat it; each field is there only where it is known. */
export interface Environment extends WorkloadSpec, BackendInfo, ClockInfo, PassInfo {
  /** The version of tfjs-core. */
  readonly tfjs?: string;
  /** `Node v22.11.0`, `Chromium 156.0.8078.79`, or what a browser calls itself. */
  readonly runtime?: string;
  /** Left out where nothing was timed. */
  readonly clock?: ClockKind;
  /** What reached the peaks: `matmul 256×256 · 256×256, Add of 524,288`. */
  readonly peaksMeasuredWith?: string;
  /** What a count without a run took for values that it does not know, and sizes of which it knows the bound alone. */
  readonly assumed?: readonly string[];
  /** Kernel calls since the first of these: their sizes, and that they ran at all, may follow from it. */
  readonly callsSinceAssumed?: number;
  /** Why the default backend refused the model; the report is then of another one. */
  readonly refused?: string;
}

/** Fields, each of which may be unknown. */
export type MaybeKnown<T> = { readonly [K in keyof T]: T[K] | undefined };

/** The fields that are known: JSON and spreads know no `undefined`. */
export function known<T extends object>(fields: MaybeKnown<T>): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
