/** @file Values of a model's integer weights: the shapes, axes and paddings that a graph computes with. */
import type { io } from '@tensorflow/tfjs-core';
import { sliceOf, type ByteSlice } from './bytes.ts';
import { elementsOf, valueBytes } from './manifest.ts';
import { stringBytes } from './shards.ts';

/** Longer ones are tables to look up in, no shapes. */
const MAX_ELEMENTS = 4096;

type Spec = io.WeightsManifestEntry;

/**
 * Values by the weight's name, of int32 and bool weights of at most 4096 elements. A quantised value is
 * `round(stored · scale + min)`.
 * @param weightData the shards in order; a weight may lie across their borders
 */
export function constantsOf(
  weightSpecs: readonly Spec[],
  weightData: readonly ArrayBuffer[],
): ReadonlyMap<string, readonly number[]> {
  const slice = sliceOf(weightData);
  const constants = new Map<string, readonly number[]>();
  let start = 0;
  for (const spec of weightSpecs) {
    const end = start + bytesAt(spec, start, slice);
    if (isInteger(spec)) constants.set(spec.name, valuesOf(spec, slice(start, end)));
    start = end;
  }
  return constants;
}

/** The same of weights of which each has bytes of its own; those whose bytes are not there are left out. */
export const constantsIn = (
  weightSpecs: readonly Spec[],
  bytes: ReadonlyMap<string, Uint8Array>,
): ReadonlyMap<string, readonly number[]> =>
  new Map(
    weightSpecs.flatMap((spec) => {
      const own = isInteger(spec) ? bytes.get(spec.name) : undefined;
      return own === undefined ? [] : [[spec.name, valuesOf(spec, own)] as const];
    }),
  );

/** Of a shape, not of a table. */
const isInteger = (spec: Spec): boolean =>
  (spec.dtype === 'int32' || spec.dtype === 'bool') && elementsOf(spec) <= MAX_ELEMENTS;

function bytesAt(spec: Spec, start: number, slice: ByteSlice): number {
  const elements = elementsOf(spec);
  if (spec.dtype !== 'string') return elements * valueBytes(spec);
  let bytes = 0;
  for (let i = 0; i < elements; i++) bytes += stringBytes(slice, start + bytes);
  return bytes;
}

function valuesOf(spec: Spec, bytes: Uint8Array): readonly number[] {
  const stored = storedOf(spec, bytes);
  const { quantization } = spec;
  if (quantization === undefined) return stored;
  const { scale = NaN, min = NaN } = quantization;
  return [...Int32Array.from(stored, (q) => Math.round(q * scale + min))];
}

function storedOf({ dtype, quantization }: Spec, bytes: Uint8Array): readonly number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const all = (size: number, at: (offset: number) => number): readonly number[] =>
    Array.from({ length: bytes.length / size }, (_, i) => at(i * size));
  if (quantization?.dtype === 'uint16') return all(2, (offset) => view.getUint16(offset, true));
  if (quantization?.dtype === 'uint8' || dtype === 'bool') return [...bytes];
  return all(4, (offset) => view.getInt32(offset, true));
}
