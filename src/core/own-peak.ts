/** @file The peak of one of several models that are alive in one process: without what the others, or the caller, hold. */
import type { Report } from './report.ts';
import { bytesOf } from './shape.ts';

/** Bytes: its weights, its inputs, and what the pass made; `null` where memory is not known. */
export function ownPeakBytes({ memory, inputs }: Report): number | null {
  if (memory === null) return null;
  const { peakBytes, beforeBytes, weightBytes } = memory;
  const ofInputs = inputs.reduce((sum, { shape, dtype }) => sum + bytesOf(shape, dtype), 0);
  return peakBytes - beforeBytes + Math.min(beforeBytes, weightBytes + ofInputs);
}
