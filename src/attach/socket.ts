/**
 * @file A WebSocket to a program on this machine, as far as DevTools' protocol needs one (RFC 6455, texts alone): Node 20 has
 * none, and a driver of browsers takes longer to load than a page is looked at.
 */
import { createHash, randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { Duplex } from 'node:stream';
import { Frames, frameOf, OPCODES } from './frames.ts';

export interface Socket {
  send(text: string): void;
  /** Ends it; `onEnd` is called. */
  close(): void;
}

export interface Heard {
  readonly onText: (text: string) => void;
  /** Called once, whoever ends it. */
  readonly onEnd: () => void;
}

/** What the server hashes together with the key, to show that it speaks the protocol. */
const PROOF = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

function socketOn(stream: Duplex, first: Buffer, { onText, onEnd }: Heard): Socket {
  const frames = new Frames((opcode, payload) => {
    if (opcode === OPCODES.text) onText(payload.toString('utf8'));
    else if (opcode === OPCODES.ping) stream.write(frameOf(OPCODES.pong, payload));
    else if (opcode === OPCODES.close) stream.end();
  });
  stream.on('data', (bytes: Buffer) => frames.take(bytes));
  stream.once('close', onEnd);
  // It is closed after that.
  stream.on('error', () => {});
  if (first.length > 0) frames.take(first);
  return {
    send: (text) => void stream.write(frameOf(OPCODES.text, Buffer.from(text))),
    close() {
      stream.end(frameOf(OPCODES.close, Buffer.alloc(0)), () => stream.destroy());
    },
  };
}

/**
 * @param url `ws://127.0.0.1:9222/devtools/browser/…`
 * @throws Error where nobody answers, or not as a WebSocket
 */
export function openSocket(url: string, heard: Heard): Promise<Socket> {
  const key = randomBytes(16).toString('base64');
  const expected = createHash('sha1').update(`${key}${PROOF}`).digest('base64');
  return new Promise((resolve, reject) => {
    const asked = request(url.replace(/^ws:/, 'http:'), {
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': key,
      },
    });
    asked.once('error', reject);
    asked.once('response', (response) => {
      response.destroy();
      reject(new Error(`it answered ${response.statusCode} in the place of a WebSocket`));
    });
    asked.once('upgrade', ({ headers }, stream, first) => {
      if (headers['sec-websocket-accept'] === expected) return resolve(socketOn(stream, first, heard));
      stream.destroy();
      reject(new Error('it does not speak the protocol of WebSockets'));
    });
    asked.end();
  });
}
