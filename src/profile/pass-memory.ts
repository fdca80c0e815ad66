/** @file A report's `memory`: bytes of a model and of its first pass. */
import type { Weight } from '../core/parameters.ts';
import type { Memory } from '../core/report.ts';
import { bytesOf } from '../core/shape.ts';
import type { LiveBytes } from '../trace/live-bytes.ts';

/**
 * @param diskBytes of the weight files, by the name of the weight
 * @returns `null` where tfjs has lost count: a tensor of strings whose values are no texts makes `tf.memory()` NaN for good
 */
export function passMemory(
  weights: readonly Weight[],
  { peakBytes, peakScope, beforeBytes, entryBytes }: LiveBytes,
  diskBytes?: ReadonlyMap<string, number>,
): Memory | null {
  if (!Number.isFinite(peakBytes)) return null;
  return {
    diskBytes:
      diskBytes === undefined ? null : [...diskBytes.values()].reduce((sum, bytes) => sum + bytes, 0),
    weightBytes: weights.reduce((sum, { shape, dtype }) => sum + bytesOf(shape, dtype), 0),
    peakBytes,
    peakScope,
    beforeBytes,
    liveBytes: entryBytes,
  };
}
