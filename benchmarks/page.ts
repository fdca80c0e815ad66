/**
 * @file `npm run bench:page`: how long a page takes, in headless Chromium from disk: until it is painted, and for each
 * change of what the icicle measures. Without a report, and of reports of 1,500 and 20,000 rows; beside them a page of one
 * word, which is what the browser itself takes.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { launchChromium } from '../src/backends/chromium/launch.ts';
import { reportPage } from '../src/cli/report-page.ts';
import type { Report } from '../src/core/report.ts';
import { profile } from '../src/profile/profile.ts';
import { scope } from '../src/trace/user-scope.ts';
import { median } from '../src/timing/statistics.ts';

const TIMES = 7;
const BLOCK = 10;
const PEAKS = { multiplyAddsPerSecond: 4e9, bytesPerSecond: 8e9, launchMs: 0.001 };

/** Blocks of ten rows with a matrix product each, timed. */
async function deepReport(rows: number): Promise<Report> {
  const [x, y] = [tf.ones<tf.Rank.R2>([2, 2]), tf.ones<tf.Rank.R2>([2, 2])];
  const pass = (): void =>
    tf.tidy(() => {
      for (let i = 0; i < rows; i++)
        scope(`block${Math.floor(i / BLOCK)}`, () => scope(`row${i % BLOCK}`, () => tf.matMul(x, y)));
    });
  try {
    return { ...(await profile(pass, { runs: 1 })), peaks: PEAKS };
  } finally {
    tf.dispose([x, y]);
  }
}

/** Runs in the page: ms from the start of the navigation to the first paint with the report in it. */
const PAINTED = `new Promise((resolve) => {
  const [paint] = performance.getEntriesByName('first-contentful-paint');
  if (paint !== undefined) resolve(paint.startTime);
  else new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime)).observe({ type: 'paint', buffered: true });
})`;

/** Runs in the page: ms of each switch of the measure, with style and layout. */
const SWITCHES = `[...document.querySelectorAll('#where .switch button')].map((button) => {
  const start = performance.now();
  button.click();
  document.body.getBoundingClientRect();
  return performance.now() - start;
})`;

await tf.setBackend('cpu');
const launched = await launchChromium();
if (!('browser' in launched)) throw new Error(launched.why);
const folder = mkdtempSync(join(tmpdir(), 'tfjs-flops-'));
try {
  const pages = [
    { name: 'one word', html: '<!doctype html><p>word' },
    { name: '0 rows', html: await reportPage({ reports: [] }) },
    { name: '1,500 rows', html: await reportPage({ reports: [await deepReport(1_500)] }) },
    { name: '20,000 rows', html: await reportPage({ reports: [await deepReport(20_000)] }) },
  ].map(({ name, html }) => ({ name, html, painted: [] as number[], switched: [] as number[] }));
  // Round by round, so that what else the machine does meanwhile is in all of them.
  for (let i = 0; i < TIMES; i++)
    for (const { name, html, painted, switched } of pages) {
      const file = join(folder, `${name}.html`);
      writeFileSync(file, html);
      const context = await launched.browser.newContext({ offline: true });
      const page = await context.newPage();
      await page.goto(pathToFileURL(file).href);
      painted.push(await page.evaluate<number>(PAINTED));
      if (html.includes('tfjs-flops-data')) await page.waitForSelector('[data-complete]');
      switched.push(...(await page.evaluate<number[]>(SWITCHES)));
      await context.close();
    }
  console.log(`Chromium ${launched.browser.version()}, median and worst of ${TIMES}`);
  for (const { name, painted, switched } of pages) {
    const line = (what: string, ms: readonly number[]): void =>
      console.log(`${name}, ${what}: ${median(ms).toFixed(0)} ms, at worst ${Math.max(...ms).toFixed(0)} ms`);
    line('first paint', painted);
    if (switched.length > 0) line('switch of the measure', switched);
  }
} finally {
  await launched.close();
  rmSync(folder, { recursive: true });
}
