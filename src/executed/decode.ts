/** @file Decodes one instruction: its opcode, the targets of its branches, and where the next one starts. */
import { unsupported, type Reader } from './binary.ts';
import { EXCEPTIONS, immediateOf, isPrefix, OP, PREFIX } from './opcodes.ts';

export interface Decoded {
  prefix: number;
  op: number;
  /** Depths of the labels that it may branch to. */
  targets: readonly number[];
}

const NO_TARGETS: readonly number[] = [];

/**
 * Reads the instruction at the reader into `into`, which spares an object for each of the 300,000 in a binary.
 * @throws TfjsFlopsError `unsupported-wasm` for opcodes that the tables do not know and for exception handling
 */
export function decode(reader: Reader, into: Decoded): void {
  const start = reader.at;
  const first = reader.byte();
  into.prefix = isPrefix(first) ? first : PREFIX.plain;
  into.op = isPrefix(first) ? reader.unsigned() : first;
  into.targets = NO_TARGETS;
  const { prefix, op } = into;
  if (prefix === PREFIX.plain && EXCEPTIONS.includes(op))
    throw unsupported(`The wasm binary handles exceptions (opcode 0x${op.toString(16)} at byte ${start})`);
  switch (immediateOf(prefix, op)) {
    case 'none':
      return;
    case 'block-type':
    case 'number':
      return reader.skipNumber();
    case 'index':
      if (op !== OP.br && op !== OP.brIf) return reader.skipNumber();
      into.targets = [reader.unsigned()];
      return;
    case 'two-indices':
      reader.skipNumber();
      return reader.skipNumber();
    case 'branch-table':
      into.targets = Array.from({ length: reader.unsigned() + 1 }, () => reader.unsigned());
      return;
    case 'types':
      return reader.skip(reader.unsigned());
    case 'memory':
      return skipMemory(reader);
    case 'memory-lane':
      skipMemory(reader);
      return reader.skip(1);
    case 'f32':
      return reader.skip(4);
    case 'f64':
      return reader.skip(8);
    case 'v128':
      return reader.skip(16);
    case 'byte':
      return reader.skip(1);
    case 'unknown':
      throw unsupported(
        `The wasm binary has an unknown opcode 0x${prefix.toString(16)} 0x${op.toString(16)} at byte ${start}`,
      );
  }
}

/** Alignment, with a memory's number behind it if bit 6 is set, and offset. */
function skipMemory(reader: Reader): void {
  if (reader.unsigned() & 64) reader.skipNumber();
  reader.skipNumber();
}
