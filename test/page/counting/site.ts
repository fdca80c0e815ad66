/** @file The page that counts, as it is served, in a browser that may ask nothing but its server; and drops from disk. */
import type { BrowserContext, Page } from 'playwright-core';
import { launchChromium } from '../../../src/backends/chromium/launch.ts';
import { serveSite } from '../../../src/cli/site/serve.ts';
import { countingSite } from '../../../src/cli/site/site.ts';
import type { CountedOn } from '../../../src/core/counting-page.ts';
import type { Report } from '../../../src/core/report.ts';
import { readReport } from '../../../src/saved/read.ts';

export interface Counting {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Where it is served. */
  readonly url: string;
  /** What the console says, errors of scripts, and requests to anybody but the server. */
  readonly complaints: string[];
  /** Paths that were asked of the server, in their order. */
  readonly asked: string[];
  readonly close: () => Promise<void>;
}

/** A page that was opened and is empty. */
export async function openCounting(): Promise<Counting> {
  const launched = await launchChromium();
  if (!('browser' in launched)) throw new Error(launched.why);
  const served = await serveSite(await countingSite());
  const context = await launched.browser.newContext();
  const page = await context.newPage();
  const [complaints, asked]: [string[], string[]] = [[], []];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    const url = request.url();
    if (url.startsWith(served.url)) asked.push(url.slice(served.url.length));
    else if (!/^(?:data|blob):/.test(url)) complaints.push(url);
  });
  await page.goto(served.url);
  await page.waitForSelector('[data-complete]');
  return {
    page,
    context,
    url: served.url,
    complaints,
    asked,
    async close() {
      await launched.close();
      served.close();
      await served.closed;
    },
  };
}

/** Files and folders of this disk, dropped as a reader does it: the browser makes their entries. */
export async function dropFromDisk(page: Page, paths: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: 100, y: 100, data });
  await session.detach();
}

const FAILURES = `[...document.querySelectorAll('[role=alert]')].map((each) => each.textContent)`;

/** What the page shows is taken away, so that what comes next is seen to come. */
const forget = (page: Page): Promise<unknown> =>
  page.evaluate(`(() => {
    document.querySelectorAll('[role=alert]').forEach((each) => each.remove());
    document.querySelector('[data-complete]')?.removeAttribute('data-complete');
  })()`);

/** The sentences with which the page answers what `give` gives it; none where it shows a report. */
export async function answerTo(page: Page, give: () => Promise<unknown>): Promise<readonly string[]> {
  await forget(page);
  await give();
  await page.waitForSelector('[role=alert], [data-complete]', { state: 'attached', timeout: 110_000 });
  return page.evaluate<string[]>(FAILURES);
}

export const choose = async (page: Page, on: CountedOn, runs: number): Promise<void> => {
  await page.evaluate(`document.querySelectorAll('details').forEach((each) => (each.open = true))`);
  await page.selectOption('.settings select', on);
  await page.fill('.settings [type=number]', String(runs));
  await page.press('.settings [type=number]', 'Tab');
};

/** The report that the page shows, as it saves it. */
export async function shownReport(page: Page): Promise<Report> {
  const saving = page.waitForEvent('download');
  await page.click('text=Save as JSON');
  const stream = await (await saving).createReadStream();
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return readReport(Buffer.concat(chunks).toString('utf8'));
}
