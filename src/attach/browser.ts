/** @file The browser behind an attached page: one that is started for it, or one that runs. */
import type { Browser, CDPSession } from 'playwright-core';
import { launchChromium, loadPlaywright, NO_PLAYWRIGHT } from '../backends/chromium/launch.ts';
import { browserError, reasonOf } from '../backends/chromium/watch.ts';
import { unavailable } from '../backends/unavailable.ts';
import { pageAddress, shownAddress } from './address.ts';
import { Target, type TargetInfo } from './target.ts';

export interface PageChoice {
  /** `undefined` with `port`: the only page that is open. */
  readonly url: string | undefined;
  /** Where a running browser listens: `--remote-debugging-port`. */
  readonly port: number | undefined;
  /** Whether a browser that is started has no window. */
  readonly headless: boolean;
  /** A script to run before all others of the page, which is loaded anew for it where it is open already; `null`: none. */
  readonly early: string | null;
}

export interface OpenPage {
  readonly target: Target;
  readonly targetId: string;
  /** Ends a browser that was started; leaves one that ran as it was. */
  close(): Promise<void>;
}

interface Owned {
  readonly browser: Browser;
  close(): Promise<void>;
}

async function started(headless: boolean): Promise<Owned> {
  const launched = await launchChromium(headless, false);
  if ('available' in launched) throw unavailable('chromium', launched);
  return launched;
}

async function joined(port: number): Promise<Owned> {
  const playwright = await loadPlaywright();
  if (playwright === null) throw unavailable('chromium', NO_PLAYWRIGHT);
  try {
    const browser = await playwright.chromium.connectOverCDP(`http://127.0.0.1:${port}`);
    // It is connected to and was not started: closing it ends the connection alone.
    return { browser, close: () => browser.close() };
  } catch (error) {
    throw browserError(
      `No browser answers on port ${port}: ${reasonOf(error)}`,
      [{ run: `chromium --remote-debugging-port=${port}` }],
      error,
    );
  }
}

type Found = TargetInfo & { readonly url: string };

/** The page that is meant among those that are open. */
async function chosen(session: CDPSession, url: string | undefined): Promise<string> {
  const { targetInfos } = (await session.send('Target.getTargets')) as { targetInfos: readonly Found[] };
  const pages = targetInfos.filter(
    ({ type, url: at }) => type === 'page' && !/^(?:devtools|chrome)/.test(at),
  );
  const fitting = url === undefined ? pages : pages.filter(({ url: at }) => at.startsWith(pageAddress(url)));
  if (fitting.length === 1) return fitting[0]!.targetId;
  const open = pages.map(({ url: at }) => shownAddress(at)).join(', ') || 'none';
  throw browserError(
    fitting.length === 0
      ? `No open page has this address; open are: ${open}`
      : `Which page is meant? Open are: ${open}`,
    ['name one by its address'],
  );
}

/** @throws TfjsFlopsError `unknown-backend`, `browser`, `invalid-input` */
export async function openPage(
  { url, port, headless, early }: PageChoice,
  onTarget: (target: Target) => Promise<void>,
): Promise<OpenPage> {
  const address = url === undefined || port !== undefined ? undefined : pageAddress(url);
  const owned = port === undefined ? await started(headless) : await joined(port);
  try {
    const { browser } = owned;
    const session = await browser.newBrowserCDPSession();
    const targetId =
      address === undefined
        ? await chosen(session, url)
        : (await session.send('Target.createTarget', { url: 'about:blank' })).targetId;
    const { sessionId } = await session.send('Target.attachToTarget', { targetId, flatten: false });
    const post = (message: string): Promise<unknown> =>
      session.send('Target.sendMessageToTarget', { sessionId, message });
    const target = new Target({ type: 'page', targetId }, post, (inner) => void onTarget(inner), early);
    session.on('Target.receivedMessageFromTarget', (event) => {
      if (event.sessionId === sessionId) target.receive(event.message);
    });
    session.on('Target.detachedFromTarget', (event) => {
      if (event.sessionId === sessionId) target.close('it was closed');
    });
    browser.on('disconnected', () => target.close('its browser ended'));
    const added = onTarget(target);
    if (early !== null) await added;
    if (address !== undefined) await navigate(target, address);
    else if (early !== null) await reload(target);
    return { target, targetId, close: () => owned.close() };
  } catch (error) {
    await owned.close();
    throw error;
  }
}

async function navigate(target: Target, address: string): Promise<void> {
  const { errorText } = await target.send('Page.navigate', { url: address });
  if (typeof errorText === 'string' && errorText !== '')
    throw browserError(`${shownAddress(address)} did not open: ${errorText}`, ['check that its server runs']);
}

/** Until the realms that were there are gone. */
async function reload(target: Target): Promise<void> {
  const gone = new Promise<void>((resolve) => {
    const off = target.on((method) => {
      if (method !== 'Runtime.executionContextsCleared' && method !== 'closed') return;
      off();
      resolve();
    });
  });
  await target.send('Page.reload');
  await gone;
}
