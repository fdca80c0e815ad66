/** @file A WebSocket to a browser: Node 20 has none, and a driver of browsers takes longer to load than a page is looked at. */
import { WebSocket } from 'ws';

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

/** Heaps are long: a message has no limit. */
const OPTIONS = { perMessageDeflate: false, maxPayload: 0, skipUTF8Validation: true } as const;

/**
 * @param url `ws://127.0.0.1:9222/devtools/browser/…`
 * @throws Error where nobody answers, or not as a WebSocket
 */
export function openSocket(url: string, { onText, onEnd }: Heard): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, OPTIONS);
    // It is closed after that.
    socket.on('error', reject);
    socket.once('open', () => {
      socket.on('message', (data: Buffer) => onText(data.toString('utf8')));
      socket.once('close', onEnd);
      resolve({ send: (text) => socket.send(text), close: () => socket.close() });
    });
  });
}
