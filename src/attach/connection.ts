/**
 * @file The connection to a browser as one target, in which its pages are: to one that runs over its socket, to one that was
 * started through what started it.
 */
import { get } from 'node:http';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../backends/chromium/launch.ts';
import { browserError, reasonOf } from '../backends/chromium/watch.ts';
import { unavailable } from '../backends/unavailable.ts';
import { openSocket } from './socket.ts';
import { Target } from './target.ts';

export interface Connection {
  readonly browser: Target;
  /** Ends a browser that was started; leaves one that ran as it was. */
  close(): Promise<void>;
}

/** What a target is made with: who is told of those inside, and what runs before their own scripts. */
export interface Inside {
  readonly onInner: (target: Target) => void;
  readonly early: string | null;
}

const INFO = { type: 'browser', targetId: 'browser' };
const ENDED = 'its browser ended';

/** How long a browser may take to say where it listens, in ms. */
const ANSWER_MS = 10_000;

/** Where the browser on a port listens. */
function socketAddress(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = get(`http://127.0.0.1:${port}/json/version`, { timeout: ANSWER_MS }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.once('error', reject).once('end', () => {
        try {
          const { webSocketDebuggerUrl } = JSON.parse(text) as Readonly<Record<string, unknown>>;
          if (typeof webSocketDebuggerUrl === 'string') return resolve(webSocketDebuggerUrl);
        } catch {
          // It is something else that answers.
        }
        reject(new Error('what answers is no browser'));
      });
    });
    asked.once('error', reject).once('timeout', () => asked.destroy(new Error('it says nothing')));
  });
}

/** @throws TfjsFlopsError `browser` */
export async function join(port: number, { onInner, early }: Inside): Promise<Connection> {
  try {
    let send!: (text: string) => void;
    const browser = new Target(INFO, async (message) => send(message), onInner, early);
    const socket = await openSocket(await socketAddress(port), {
      onText: (text) => browser.receive(text),
      onEnd: () => browser.close(ENDED),
    });
    send = (text) => socket.send(text);
    return { browser, close: async () => socket.close() };
  } catch (error) {
    throw browserError(
      `No browser answers on port ${port}: ${reasonOf(error)}`,
      [{ run: `chromium --remote-debugging-port=${port}` }],
      error,
    );
  }
}

/** Events of the browser that say anything of the targets inside. */
const EVENTS = [
  'Target.attachedToTarget',
  'Target.detachedFromTarget',
  'Target.receivedMessageFromTarget',
] as const;

type Session = Awaited<ReturnType<Browser['newBrowserCDPSession']>>;

/** What was started speaks in calls, and a target in texts. */
function targetOf(session: Session, { onInner, early }: Inside): Target {
  const target = new Target(
    INFO,
    async (message) => {
      const { id, method, params } = JSON.parse(message) as { id: number; method: string; params: object };
      const answer = await session.send(method as 'Target.getTargets', params).then(
        (result) => ({ id, result }),
        (error: unknown) => ({ id, error: { message: reasonOf(error) } }),
      );
      target.receive(JSON.stringify(answer));
    },
    onInner,
    early,
  );
  for (const method of EVENTS)
    session.on(method, (params) => target.receive(JSON.stringify({ method, params })));
  return target;
}

/** @throws TfjsFlopsError `unknown-backend` without a browser; `browser` */
export async function start(headless: boolean, inside: Inside): Promise<Connection> {
  const launched = await launchChromium(headless, false);
  if ('available' in launched) throw unavailable('chromium', launched);
  try {
    const target = targetOf(await launched.browser.newBrowserCDPSession(), inside);
    launched.browser.on('disconnected', () => target.close(ENDED));
    return { browser: target, close: () => launched.close() };
  } catch (error) {
    await launched.close();
    throw error;
  }
}
