/** @file A clock: a bracket around each outermost kernel, and what must be known to trust its times. */
import type { ClockInfo, ClockKind } from '../core/environment.ts';
import type { Bracket } from '../core/trace.ts';

/** Milliseconds by entry. An entry whose kernels ran nothing on the device has none. */
export type KernelTimes = ReadonlyMap<number, number>;

/** A bracket that knows its times at once, or reads them from the device. */
export interface KernelTimer extends Bracket {
  /** Sums since the last `collect`, then starts anew; `null` where the device declares them void. */
  collect(): KernelTimes | null | Promise<KernelTimes | null>;
}

export interface Clock {
  readonly kind: ClockKind;
  /** `null` for kind `none`. */
  readonly timer: KernelTimer | null;
  /** Whether kernels compute anything; else wall-clock means nothing either. */
  readonly computes: boolean;
  /** As far as it is known by now. */
  readonly info: () => ClockInfo;
  /**
   * The result of `work`, unless the device is lost meanwhile: a lost one may never answer.
   * @throws TfjsFlopsError `lost-device`; whatever `work` throws
   */
  readonly whileAlive: <T>(work: () => T | Promise<T>) => Promise<T>;
  /** Puts back all that was patched. Later calls do nothing. */
  readonly stop: () => void;
}
