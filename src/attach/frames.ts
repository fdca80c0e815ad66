/** @file Frames of WebSockets (RFC 6455, section 5.2): what is sent is masked, what comes is not. */
import { randomBytes } from 'node:crypto';

/** Kinds of frames. */
export const OPCODES = { more: 0, text: 1, close: 8, ping: 9, pong: 10 } as const;

const LAST = 0x80;
const MASKED = 0x80;
/** Lengths from here on stand in two bytes more, or in eight. */
const IN_2_BYTES = 126;
const IN_8_BYTES = 127;
const MASK_BYTES = 4;

function headOf(opcode: number, length: number): Buffer {
  if (length < IN_2_BYTES) return Buffer.from([LAST | opcode, MASKED | length]);
  const isShort = length < 2 ** 16;
  const head = Buffer.alloc(isShort ? 4 : 10);
  head[0] = LAST | opcode;
  head[1] = MASKED | (isShort ? IN_2_BYTES : IN_8_BYTES);
  if (isShort) head.writeUInt16BE(length, 2);
  else head.writeBigUInt64BE(BigInt(length), 2);
  return head;
}

/** A whole message, masked. */
export function frameOf(opcode: number, payload: Buffer): Buffer {
  const mask = randomBytes(MASK_BYTES);
  const masked = Buffer.allocUnsafe(payload.length);
  for (let i = 0; i < payload.length; i++) masked[i] = payload[i]! ^ mask[i % MASK_BYTES]!;
  return Buffer.concat([headOf(opcode, payload.length), mask, masked]);
}

/** Puts messages together from bytes as they come. */
export class Frames {
  readonly #onMessage: (opcode: number, payload: Buffer) => void;
  #chunks: Buffer[] = [];
  #size = 0;
  /** Bytes without which there is nothing to read. */
  #needed = 2;
  /** Parts of a message that is not over. */
  #parts: Buffer[] = [];
  #opcode: number = OPCODES.text;

  constructor(onMessage: (opcode: number, payload: Buffer) => void) {
    this.#onMessage = onMessage;
  }

  take(bytes: Buffer): void {
    this.#chunks.push(bytes);
    this.#size += bytes.length;
    if (this.#size < this.#needed) return;
    let rest = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
    for (let used = this.#read(rest); used > 0; used = this.#read(rest)) rest = rest.subarray(used);
    this.#chunks = [rest];
    this.#size = rest.length;
  }

  /** @returns bytes of the frame at the start; 0 where it is not whole */
  #read(bytes: Buffer): number {
    this.#needed = 2;
    if (bytes.length < this.#needed) return 0;
    const said = bytes[1]! & ~MASKED;
    const head = said === IN_8_BYTES ? 10 : said === IN_2_BYTES ? 4 : 2;
    this.#needed = head;
    if (bytes.length < head) return 0;
    const length = head === 10 ? Number(bytes.readBigUInt64BE(2)) : head === 4 ? bytes.readUInt16BE(2) : said;
    this.#needed = head + length;
    if (bytes.length < this.#needed) return 0;
    this.#frame(bytes[0]!, bytes.subarray(head, this.#needed));
    return this.#needed;
  }

  #frame(first: number, payload: Buffer): void {
    const opcode = first & 0x0f;
    // Those of the protocol itself may stand between the parts of a message.
    if (opcode >= OPCODES.close) return this.#onMessage(opcode, payload);
    if (opcode !== OPCODES.more) this.#opcode = opcode;
    this.#parts.push(payload);
    if ((first & LAST) === 0) return;
    const parts = this.#parts;
    this.#parts = [];
    this.#onMessage(this.#opcode, Buffer.concat(parts));
  }
}
