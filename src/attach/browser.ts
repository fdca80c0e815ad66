/** @file The page that is watched: opened in a browser that is started for it, or chosen among those of one that runs. */
import { browserError } from '../backends/chromium/watch.ts';
import { pageAddress, shownAddress } from './address.ts';
import { join, start } from './connection.ts';
import type { Target, TargetInfo } from './target.ts';

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

type Found = TargetInfo & { readonly url: string };

/** The page that is meant among those that are open. */
async function chosen(browser: Target, url: string | undefined): Promise<string> {
  const { targetInfos } = (await browser.send('Target.getTargets')) as unknown as {
    targetInfos: readonly Found[];
  };
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
  const opened: { readonly target: Target; readonly added: Promise<void> }[] = [];
  const onInner = (target: Target): void => void opened.push({ target, added: onTarget(target) });
  const inside = { early, onInner };
  const connection = port === undefined ? await start(headless, inside) : await join(port, inside);
  try {
    const { browser } = connection;
    const targetId =
      address === undefined
        ? await chosen(browser, url)
        : String((await browser.send('Target.createTarget', { url: 'about:blank' }))['targetId']);
    await browser.send('Target.attachToTarget', { targetId, flatten: false });
    // The first is the page, others are in it.
    const [page] = opened;
    if (page === undefined) throw browserError('The page cannot be watched', ['attach again']);
    const { target, added } = page;
    if (early !== null) await added;
    if (address !== undefined) await navigate(target, address);
    else if (early !== null) await reload(target);
    return { target, targetId, close: () => connection.close() };
  } catch (error) {
    await connection.close();
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
