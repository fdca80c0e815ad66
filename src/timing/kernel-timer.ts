/** @file What a clock is: a bracket around each outermost kernel, and what must be known to trust its times. */
import type { Json } from '../core/shape.ts';
import type { Bracket } from '../core/trace.ts';

/** Milliseconds by entry. An entry whose kernels ran nothing on the device has none. */
export type KernelTimes = ReadonlyMap<number, number>;

/** A bracket that knows its times at once, or has to ask the device for them. */
export interface KernelTimer extends Bracket {
  /** Sums since the last `collect`, then starts anew; `null` where the device says that they are void. */
  collect(): KernelTimes | null | Promise<KernelTimes | null>;
}

/**
 * - `host`: the host's clock; a kernel ends before it returns.
 * - `query`: a GPU query per kernel.
 * - `timestamp`: GPU timestamps around each program.
 * - `upper-bound`: the host's clock, with a wait for the GPU after each kernel.
 * - `none`: kernels cannot be timed here; `clockNote` among the facts says why.
 */
export type ClockKind = 'host' | 'query' | 'timestamp' | 'upper-bound' | 'none';

/** Entries of a report's environment. */
export type ClockInfo = { readonly [key: string]: Json };

export interface Clock {
  readonly kind: ClockKind;
  /** `null` for kind `none`. */
  readonly timer: KernelTimer | null;
  /** Whether kernels compute anything; else wall-clock means nothing either. */
  readonly computes: boolean;
  /** The GPU that computes; nothing for others. */
  readonly device: ClockInfo;
  /** As known by now: `clockResolutionMs`, `clockNote`, how many programs the last pass timed. */
  readonly facts: () => ClockInfo;
  /**
   * What `work` gives, unless the device is lost meanwhile: a lost one may never answer.
   * @throws TfjsFlopsError `lost-device`; whatever `work` throws
   */
  readonly whileAlive: <T>(work: () => T | Promise<T>) => Promise<T>;
  /** Puts back all that was patched. Later calls do nothing. */
  readonly stop: () => void;
}
