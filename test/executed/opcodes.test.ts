/** @file Every opcode that the tables know, one by one, against wabt: that it exists, its length, its arithmetic. */
import wabtStart from 'wabt';
import { beforeAll, describe, expect, it } from 'vitest';
import { zeroInstructions } from '../../src/core/instructions.ts';
import { Reader, SECTION, sectionsOf, Writer } from '../../src/executed/binary.ts';
import { decode } from '../../src/executed/decode.ts';
import { arithmeticOf, EXCEPTIONS, immediateOf, OP, PREFIX } from '../../src/executed/opcodes.ts';
import { arithmeticInText } from './mnemonics.ts';

const FEATURES = {
  simd: true,
  relaxed_simd: true,
  threads: true,
  tail_call: true,
  bulk_memory: true,
  reference_types: true,
};
/** Whatever an index may point to: all immediates are 0. */
const SURROUNDINGS = `(module (memory 1) (table 1 funcref) (global (mut i32) (i32.const 0))
  (elem func 0) (data "x") (func (data.drop 0)))`;
/** Types where zeros are none: `select` with one i32, `ref.null func`. */
const IMMEDIATES: Readonly<Record<number, readonly number[]>> = { 0x1c: [1, 0x7f], 0xd0: [0x70] };

let wabt: Awaited<ReturnType<typeof wabtStart>>;
let surroundings: Uint8Array;
beforeAll(async () => {
  wabt = await wabtStart();
  const module = wabt.parseWat('surroundings.wat', SURROUNDINGS, FEATURES);
  surroundings = module.toBinary({}).buffer;
  module.destroy();
});

/** The instruction between two constants, which are misread where its length is wrong. */
function moduleWith(instruction: Uint8Array): Uint8Array {
  const body = new Writer();
  body.all([0, OP.unreachable, 0x41, 11]);
  body.all(instruction);
  body.all([0x41, 22, OP.unreachable, OP.end]);
  const code = new Writer();
  code.unsigned(1);
  code.sized(body.done());
  const whole = new Writer();
  whole.all(surroundings.subarray(0, 8));
  for (const { id, start, end } of sectionsOf(surroundings)) {
    whole.byte(id);
    whole.sized(id === SECTION.code ? code.done() : surroundings.subarray(start, end));
  }
  return whole.done();
}

/** The instruction as our decoder cuts it out of a row of zeros. */
function encoded(prefix: number, op: number): Uint8Array {
  const writer = new Writer();
  if (prefix !== PREFIX.plain) writer.byte(prefix);
  writer.unsigned(op);
  // Plain opcodes are a byte, not a number.
  const opcode = prefix === PREFIX.plain ? Uint8Array.of(op) : writer.done();
  const bytes = Uint8Array.from([
    ...opcode,
    ...((prefix === PREFIX.plain && IMMEDIATES[op]) || []),
    ...Array(20).fill(0),
  ]);
  const reader = new Reader(bytes);
  decode(reader, { prefix: 0, op: 0, targets: [] });
  return bytes.subarray(0, reader.at);
}

/** What wabt reads between the two constants; null where it reads something else. */
function mnemonic(instruction: Uint8Array): string | null {
  try {
    const module = wabt.readWasm(moduleWith(instruction), { ...FEATURES, check: false });
    const text = module.toText({ foldExprs: false, inlineExport: false });
    module.destroy();
    return /i32\.const 11\n\s*([^\n]+)\n\s*i32\.const 22\n\s*unreachable\)/.exec(text)?.[1] ?? null;
  } catch {
    return null;
  }
}

/** They open and close what stands around them; the random programs use them all. */
const STRUCTURE: ReadonlySet<number> = new Set([OP.block, OP.loop, OP.if, OP.else, OP.end]);

const known = (prefix: number, limit: number): number[] =>
  Array.from({ length: limit }, (_, op) => op).filter(
    (op) =>
      immediateOf(prefix, op) !== 'unknown' &&
      !(prefix === PREFIX.plain && (STRUCTURE.has(op) || EXCEPTIONS.includes(op))),
  );

describe.each([
  ['plain', PREFIX.plain, 0xfc],
  ['numeric', PREFIX.numeric, 0x100],
  ['simd', PREFIX.simd, 0x200],
  ['atomic', PREFIX.atomic, 0x100],
] as const)('%s opcodes', (_, prefix, limit) => {
  const hex = (op: number): string => `0x${prefix.toString(16)} 0x${op.toString(16)}`;

  it('exist, are as long, and do what they are called', () => {
    const ops = known(prefix, limit);
    expect(ops.length).toBeGreaterThan(15);
    for (const op of ops) {
      const name = mnemonic(encoded(prefix, op));
      const ours = zeroInstructions();
      for (const { kind, lanes } of arithmeticOf(prefix, op)) ours[kind] += lanes;
      expect({ op: hex(op), isRead: name !== null, ...ours }).toEqual({
        op: hex(op),
        isRead: true,
        ...arithmeticInText(name ?? ''),
      });
    }
  });
});
