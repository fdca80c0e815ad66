/** @file Whether all that is alive at once has room. */
import type { Report } from '../core/report.ts';
import { bytesOf } from '../core/shape.ts';
import { integer } from '../core/writing.ts';
import type { Found } from './found.ts';
import type { FitLimits } from './limits.ts';
import { inputsOf } from './refusals/rule.ts';

/** Convolutions of wasm, which keep a packed copy of their filter as long as it lives. */
const PACKED: ReadonlySet<string> = new Set([
  'Conv2D',
  'FusedConv2D',
  'DepthwiseConv2dNative',
  'FusedDepthwiseConv2D',
  'BatchMatMul',
  '_FusedMatMul',
]);

/** What the module has of its heap before anything runs: its stack and its data. */
const MODULE_BYTES = 2 ** 24;

const packedBytes = ({ calls }: Report): number =>
  calls
    .filter(({ kernel }) => PACKED.has(kernel))
    .flatMap(inputsOf)
    .filter(({ origin }) => origin === 'weight')
    .reduce((sum, { shape, dtype }) => sum + bytesOf(shape, dtype), 0);

const placeOf = ({ memory, scopes }: Report): number | null =>
  memory !== null && scopes[memory.peakScope] !== undefined ? memory.peakScope : null;

/** @param most bytes that were allowed */
export function checkMemory(found: Found, report: Report, most: number): void {
  if (report.memory === null) {
    const what = 'the most bytes alive at once are not known';
    found.add({ kind: 'memory', effect: 'may-stop', kernel: null, what, evidence: { memory: most } });
    return;
  }
  const { peakBytes } = report.memory;
  if (peakBytes <= most) return;
  found.add(
    {
      kind: 'memory',
      effect: 'stops',
      kernel: null,
      what: `${integer(peakBytes)} bytes are alive at once, and ${integer(most)} are allowed`,
      evidence: { peakBytes, memory: most },
    },
    placeOf(report),
  );
}

export function checkHeap(found: Found, report: Report, { wasmHeapBytes }: FitLimits): void {
  const { memory } = report;
  if (memory === null) return;
  const { peakBytes } = memory;
  const withCopies = peakBytes + packedBytes(report) + MODULE_BYTES;
  if (withCopies <= wasmHeapBytes) return;
  const isSure = peakBytes > wasmHeapBytes;
  const need = isSure
    ? `${integer(peakBytes)} bytes are alive at once`
    : `${integer(peakBytes)} bytes are alive at once, ${integer(withCopies)} with copies of packed weights`;
  found.add(
    {
      kind: 'memory',
      effect: isSure ? 'stops' : 'may-stop',
      kernel: null,
      what: `${need}; the heap has ${integer(wasmHeapBytes)} at most`,
      evidence: { peakBytes, withCopies, wasmHeapBytes },
    },
    placeOf(report),
  );
}
