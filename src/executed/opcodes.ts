/**
 * @file The opcodes of WebAssembly: which immediates follow, and which float arithmetic is done. MVP, sign extension,
 * saturating truncation, bulk memory, reference types, tail calls, SIMD, relaxed SIMD and atomics (core specification
 * 2.0, chapter 5.4, and its proposals). Anything else is refused, never guessed.
 */
import type { Instruction } from '../core/instructions.ts';

export type Immediate =
  | 'none'
  | 'block-type'
  | 'index'
  | 'two-indices'
  | 'branch-table'
  | 'types'
  | 'memory'
  | 'memory-lane'
  | 'number'
  | 'f32'
  | 'f64'
  | 'v128'
  | 'byte'
  | 'unknown';

/** Prefix bytes of the extended opcodes; 0 for the plain ones. */
export const PREFIX = { plain: 0, numeric: 0xfc, simd: 0xfd, atomic: 0xfe } as const;
export const isPrefix = (byte: number): boolean => byte >= PREFIX.numeric && byte <= PREFIX.atomic;

/** Control instructions that start or end a straight line. */
export const OP = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  return: 0x0f,
  returnCall: 0x12,
  returnCallIndirect: 0x13,
} as const;
/** try, catch, throw, rethrow, throw_ref, delegate, catch_all, try_table. */
export const EXCEPTIONS: readonly number[] = [0x06, 0x07, 0x08, 0x09, 0x0a, 0x18, 0x19, 0x1f];

const within = (op: number, from: number, to: number): boolean => op >= from && op <= to;
const among = (op: number, ...list: readonly number[]): boolean => list.includes(op);

function plainImmediate(op: number): Immediate {
  if (within(op, 0x02, 0x04)) return 'block-type';
  if (among(op, 0x0c, 0x0d, 0x10, 0x12, 0x3f, 0x40, 0xd2) || within(op, 0x20, 0x26)) return 'index';
  if (op === 0x0e) return 'branch-table';
  if (among(op, 0x11, 0x13)) return 'two-indices';
  if (op === 0x1c) return 'types';
  if (within(op, 0x28, 0x3e)) return 'memory';
  if (among(op, 0x41, 0x42, 0xd0)) return 'number';
  if (op === 0x43) return 'f32';
  if (op === 0x44) return 'f64';
  const isBare = among(op, 0x00, 0x01, 0x05, 0x0b, 0x0f, 0x1a, 0x1b, 0xd1) || within(op, 0x45, 0xc4);
  return isBare ? 'none' : 'unknown';
}

function numericImmediate(op: number): Immediate {
  if (op <= 7) return 'none';
  if (among(op, 8, 10, 12, 14)) return 'two-indices';
  return among(op, 9, 11, 13) || within(op, 15, 17) ? 'index' : 'unknown';
}

/** Numbers that the SIMD proposal left free. */
const NO_SIMD: ReadonlySet<number> = new Set([
  0x9a, 0xa2, 0xa5, 0xa6, 0xaf, 0xb0, 0xb2, 0xb3, 0xb4, 0xbb, 0xc2, 0xc5, 0xc6, 0xcf, 0xd0, 0xd2, 0xd3, 0xd4, 0xe2, 0xee,
]); // prettier-ignore

function simdImmediate(op: number): Immediate {
  if (op <= 11 || among(op, 92, 93)) return 'memory';
  if (among(op, 12, 13)) return 'v128';
  if (within(op, 21, 34)) return 'byte';
  if (within(op, 84, 91)) return 'memory-lane';
  return op <= 0x113 && !NO_SIMD.has(op) ? 'none' : 'unknown';
}

function atomicImmediate(op: number): Immediate {
  if (op === 3) return 'byte';
  return op <= 2 || within(op, 0x10, 0x4e) ? 'memory' : 'unknown';
}

export function immediateOf(prefix: number, op: number): Immediate {
  if (prefix === PREFIX.plain) return plainImmediate(op);
  if (prefix === PREFIX.numeric) return numericImmediate(op);
  return prefix === PREFIX.simd ? simdImmediate(op) : atomicImmediate(op);
}

export interface Arithmetic {
  readonly kind: Instruction;
  readonly lanes: number;
}

const ARITHMETIC = new Map<number, readonly Arithmetic[]>();
const keyOf = (prefix: number, op: number): number => (prefix << 16) | op;

function define(
  prefix: number,
  ops: readonly number[],
  lanes: number,
  ...kinds: readonly Instruction[]
): void {
  for (const op of ops)
    ARITHMETIC.set(
      keyOf(prefix, op),
      kinds.map((kind) => ({ kind, lanes })),
    );
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

// Absolute values, negation, copied signs and roundings are sign and integer work: not counted.
// f32 at 0x8b … 0x98, f64 at 0x99 … 0xa6: abs neg ceil floor trunc nearest sqrt add sub mul div min max copysign
for (const first of [0x8b, 0x99]) {
  define(PREFIX.plain, [first + 6], 1, 'squareRoots');
  define(PREFIX.plain, [first + 7, first + 8], 1, 'adds');
  define(PREFIX.plain, [first + 9], 1, 'multiplies');
  define(PREFIX.plain, [first + 10], 1, 'divides');
  define(PREFIX.plain, [first + 11, first + 12], 1, 'minMax');
}
define(PREFIX.plain, range(0x5b, 0x66), 1, 'comparisons');
// Float to integer and back, f32 to f64 and back; 0xac and 0xad widen integers.
define(PREFIX.plain, [...range(0xa8, 0xab), ...range(0xae, 0xbb)], 1, 'conversions');
define(PREFIX.numeric, range(0, 7), 1, 'conversions');
// f32x4 at 0xe0 …, f64x2 at 0xec …: abs neg – sqrt add sub mul div min max pmin pmax
for (const [first, lanes] of [
  [0xe0, 4],
  [0xec, 2],
] as const) {
  define(PREFIX.simd, [first + 3], lanes, 'squareRoots');
  define(PREFIX.simd, [first + 4, first + 5], lanes, 'adds');
  define(PREFIX.simd, [first + 6], lanes, 'multiplies');
  define(PREFIX.simd, [first + 7], lanes, 'divides');
  define(PREFIX.simd, range(first + 8, first + 11), lanes, 'minMax');
}
define(PREFIX.simd, range(0x41, 0x46), 4, 'comparisons');
define(PREFIX.simd, range(0x47, 0x4c), 2, 'comparisons');
define(PREFIX.simd, range(0xf8, 0xfb), 4, 'conversions');
define(PREFIX.simd, [...range(0xfc, 0xff), 0x5e, 0x5f], 2, 'conversions');
// Relaxed SIMD: truncations, multiply-adds (a multiply and an add), minima and maxima.
define(PREFIX.simd, [0x101, 0x102], 4, 'conversions');
define(PREFIX.simd, [0x103, 0x104], 2, 'conversions');
define(PREFIX.simd, [0x105, 0x106], 4, 'multiplies', 'adds');
define(PREFIX.simd, [0x107, 0x108], 2, 'multiplies', 'adds');
define(PREFIX.simd, [0x10d, 0x10e], 4, 'minMax');
define(PREFIX.simd, [0x10f, 0x110], 2, 'minMax');

const NOTHING: readonly Arithmetic[] = [];

/** The float arithmetic of one instruction, in lanes. */
export const arithmeticOf = (prefix: number, op: number): readonly Arithmetic[] =>
  ARITHMETIC.get(keyOf(prefix, op)) ?? NOTHING;
