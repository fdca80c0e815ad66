/** @file Frames of WebSockets, as the examples of RFC 6455 (section 5.7) have them, and cut anywhere. */
import { describe, expect, it } from 'vitest';
import { frameOf, Frames, OPCODES } from '../../src/attach/frames.ts';

const HELLO = '810548656c6c6f';
const IN_PARTS = '010348656c80026c6f';
const PING = '890548656c6c6f';
const bytesOf = (hex: string): Buffer => Buffer.from(hex, 'hex');

/** What is read from bytes that come in pieces of a size. */
function readIn(bytes: Buffer, size: number): readonly (readonly [opcode: number, text: string])[] {
  const read: [number, string][] = [];
  const frames = new Frames((opcode, payload) => read.push([opcode, payload.toString()]));
  for (let at = 0; at < bytes.length; at += size) frames.take(bytes.subarray(at, at + size));
  return read;
}

/** As a server sends it: without the mask. */
function unmasked(frame: Buffer): Buffer {
  const said = frame[1]! & 0x7f;
  const head = said === 127 ? 10 : said === 126 ? 4 : 2;
  expect(frame[1]! & 0x80).toBe(0x80);
  const mask = frame.subarray(head, head + 4);
  const payload = frame.subarray(head + 4).map((byte, i) => byte ^ mask[i % 4]!);
  const bare = Buffer.concat([frame.subarray(0, head), payload]);
  bare[1] = said;
  return bare;
}

describe('frames of a WebSocket', () => {
  it.each([1, 2, 3, 5, 100])('are read as the RFC has them, in pieces of %i bytes', (size) => {
    expect(readIn(bytesOf(HELLO + IN_PARTS), size)).toEqual([
      [OPCODES.text, 'Hello'],
      [OPCODES.text, 'Hello'],
    ]);
    // A ping may stand between the parts of a message.
    expect(readIn(bytesOf(IN_PARTS.slice(0, 10) + PING + IN_PARTS.slice(10)), size)).toEqual([
      [OPCODES.ping, 'Hello'],
      [OPCODES.text, 'Hello'],
    ]);
  });

  it.each([0, 125, 126, 65_535, 65_536])('of %i bytes are written as they are read', (length) => {
    const text = 'x'.repeat(length);
    const frames = [frameOf(OPCODES.text, Buffer.from(text)), frameOf(OPCODES.pong, Buffer.from('end'))];
    expect(readIn(Buffer.concat(frames.map(unmasked)), 1_000)).toEqual([
      [OPCODES.text, text],
      [OPCODES.pong, 'end'],
    ]);
  });
});
