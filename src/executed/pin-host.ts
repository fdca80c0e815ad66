/**
 * @file XNNPACK chooses its tiles by whether it runs on x86, which it finds by the sign of `inf − inf`: WebAssembly
 * leaves that to the CPU. The test is overwritten with a fixed answer, so that counts do not depend on the host.
 */
import type { Machine } from '../core/instructions.ts';
import { unsupported } from './binary.ts';
import { wasm } from './web-assembly.ts';

const [I32_CONST, F32_LOAD, F32_SUB, REINTERPRET, NOP] = [0x41, 0x2a, 0x93, 0xbc, 0x01] as const;
/** i32.const of the answer: a negative number where the sign bit is set, as on x86. */
const ANSWER = { x86: 0x7f, other: 0x00 } as const;

/**
 * Finds the one `i32.const A; f32.load; i32.const A; f32.load; f32.sub; i32.reinterpret_f32` and puts an `i32.const` and
 * nops in its place.
 * @returns a copy
 * @throws TfjsFlopsError `unsupported-wasm` unless there is exactly one
 */
export function pinHost(bytes: Uint8Array, host: Machine['host']): Uint8Array {
  const pinned = bytes.slice();
  let found = 0;
  for (let at = 0; at + 1 < bytes.length; at++) {
    if (bytes[at] !== F32_SUB || bytes[at + 1] !== REINTERPRET) continue;
    const start = questionBefore(bytes, at);
    if (start === null) continue;
    pinned.fill(NOP, start, at + 2);
    pinned[start] = I32_CONST;
    pinned[start + 1] = ANSWER[host];
    found++;
  }
  if (found !== 1)
    throw unsupported(`The wasm binary tests ${found} times which host it runs on, expected once`);
  return pinned;
}

/** Start of two equal `i32.const A; f32.load align offset` that end at `end`; A is a LEB128 number of 1 … 5 bytes. */
function questionBefore(bytes: Uint8Array, end: number): number | null {
  for (let digits = 1; digits <= 5; digits++) {
    const length = 1 + digits + 3;
    const start = end - 2 * length;
    if (start < 0 || bytes[start] !== I32_CONST || bytes[start + 1 + digits] !== F32_LOAD) continue;
    const isTwice = bytes
      .subarray(start, start + length)
      .every((byte, i) => byte === bytes[start + length + i]);
    if (isTwice) return start;
  }
  return null;
}

/** (func (export "f") (param f32 f32) (result i32) local.get 0 local.get 1 f32.sub i32.reinterpret_f32) */
const ASK = new Uint8Array([
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 7, 1, 0x60, 2, 0x7d, 0x7d, 1, 0x7f, 3, 2, 1, 0, 7, 5, 1, 1, 0x66, 0, 0, 10, 10, 1, 8, 0,
  0x20, 0, 0x20, 1, 0x93, 0xbc, 0x0b,
]); // prettier-ignore

/** The host that XNNPACK would detect on this machine. */
export function thisHost(): Machine['host'] {
  const { exports } = new wasm.Instance(new wasm.Module(ASK));
  const sign = (exports['f'] as (a: number, b: number) => number)(Infinity, Infinity);
  return sign < 0 ? 'x86' : 'other';
}
