/** @file A browser for pages from disk: without a network, and with all that it complains of written down. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { launchChromium, type Launched } from '../../src/backends/chromium/launch.ts';

/** An open page. What is asked of it is text, since it runs there. */
export interface Opened {
  readonly page: Page;
  /** What the console says, errors of the script, and requests other than of the page itself. */
  readonly complaints: readonly string[];
  readonly close: () => Promise<void>;
}

export interface Browser {
  /** @param isDrawn whether to wait until the page is drawn to its end */
  readonly open: (html: string, options?: BrowserContextOptions, isDrawn?: boolean) => Promise<Opened>;
  readonly close: () => Promise<void>;
}

/** Nothing of such a page needs a GPU: one in software would take a fifth of the time. */
const WITHOUT_GPU = '--use-angle=none --disable-gpu --disable-software-rasterizer';

const ARGS = 'TFJS_FLOPS_CHROMIUM_ARGS';

async function launch(): Promise<Launched> {
  const before = process.env[ARGS];
  process.env[ARGS] = `${before ?? ''} ${WITHOUT_GPU}`;
  try {
    const launched = await launchChromium();
    if (!('browser' in launched)) throw new Error(launched.why);
    return launched;
  } finally {
    if (before === undefined) delete process.env[ARGS];
    else process.env[ARGS] = before;
  }
}

/** The browser of this worker, which runs several files of tests, and how many of them use it. */
let running: Promise<Launched> | null = null;
let users = 0;

/** The next file that uses it may begin after others. */
const IDLE_MS = 15_000;

function leave(): void {
  users -= 1;
  setTimeout(() => {
    if (users > 0) return;
    void running?.then((launched) => launched.close());
    running = null;
  }, IDLE_MS).unref();
}

export async function startBrowser(): Promise<Browser> {
  users += 1;
  const { browser } = await (running ??= launch());
  const folder = await mkdtemp(join(tmpdir(), 'tfjs-flops-'));
  const contexts = new Set<BrowserContext>();
  let made = 0;
  return {
    async open(html, options = {}, isDrawn = true) {
      const file = join(folder, `${(made += 1)}.html`);
      await writeFile(file, html);
      const { href } = pathToFileURL(file);
      const context = await browser.newContext({ offline: true, ...options });
      contexts.add(context);
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('request', (request) => {
        if (request.url() !== href && !request.url().startsWith('data:')) complaints.push(request.url());
      });
      await page.goto(href);
      if (isDrawn) await page.waitForSelector('[data-complete]');
      return { page, complaints, close: () => context.close() };
    },
    async close() {
      await Promise.all([...contexts].map((context) => context.close()));
      leave();
      await rm(folder, { recursive: true });
    },
  };
}
