/** @file Bytes of a WebAssembly binary, read and written: LEB128 numbers, sections. */
import { TfjsFlopsError } from '../core/errors.ts';

/** @param what a sentence without its full stop */
export const unsupported = (what: string): TfjsFlopsError =>
  new TfjsFlopsError('unsupported-wasm', what, {
    remedies: ['use a wasm binary of tfjs-backend-wasm 4.22, or one like it: nothing else is counted'],
  });

export class Reader {
  readonly bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  byte(): number {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw unsupported('The wasm binary ends in the middle of an instruction');
    return byte;
  }

  /** An unsigned LEB128 number. */
  unsigned(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  /** A LEB128 number of any kind, whose value does not matter. */
  skipNumber(): void {
    while (this.byte() >= 128);
  }

  skip(length: number): void {
    this.at += length;
  }
}

export class Writer {
  #bytes = new Uint8Array(1024);
  length = 0;

  byte(byte: number): void {
    this.#reserve(1);
    this.#bytes[this.length++] = byte;
  }

  all(bytes: Uint8Array | readonly number[]): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  unsigned(value: number): void {
    let rest = value;
    while (rest >= 128) {
      this.byte((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    this.byte(rest);
  }

  /** Writes the length, then the bytes, as for sections, bodies and names. */
  sized(bytes: Uint8Array | readonly number[]): void {
    this.unsigned(bytes.length);
    this.all(bytes);
  }

  done(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.length);
  }

  #reserve(more: number): void {
    if (this.length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.length + more));
    larger.set(this.#bytes.subarray(0, this.length));
    this.#bytes = larger;
  }
}

/** Section numbers of the core specification, in the order in which they must stand. */
export const SECTION = {
  type: 1,
  import: 2,
  function: 3,
  memory: 5,
  global: 6,
  export: 7,
  code: 10,
} as const;
const ORDER = [1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11];

/** Whether section `a` stands before section `b`; custom sections stand anywhere. */
export const standsBefore = (a: number, b: number): boolean => a !== 0 && ORDER.indexOf(a) < ORDER.indexOf(b);

export interface Section {
  readonly id: number;
  readonly start: number;
  readonly end: number;
}

/** The sections of a module. @throws TfjsFlopsError `unsupported-wasm` for bytes that are no wasm 1.0 module */
export function sectionsOf(bytes: Uint8Array): readonly Section[] {
  if ([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0].some((byte, i) => bytes[i] !== byte))
    throw unsupported('These bytes are no WebAssembly module of version 1');
  const reader = new Reader(bytes, 8);
  const sections: Section[] = [];
  while (reader.at < bytes.length) {
    const id = reader.byte();
    const length = reader.unsigned();
    sections.push({ id, start: reader.at, end: reader.at + length });
    reader.skip(length);
  }
  if (reader.at !== bytes.length) throw unsupported('The wasm binary is cut off');
  return sections;
}
