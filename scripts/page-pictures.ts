/**
 * @file `npm run pictures`: a page of a real run as a reader sees it, 1280 and 390 pixels wide, light and dark, into a
 * folder to be looked at; the first screen of it for README is `docs/page.png`.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { launchChromium } from '../src/backends/chromium/launch.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const README_SIZE = { width: 1180, height: 860 };

const [page, folder] = process.argv.slice(2);
if (page === undefined || folder === undefined) {
  console.error('usage: npm run pictures -- PAGE.html FOLDER, with a page that profile --html wrote');
  process.exit(2);
}
const launched = await launchChromium();
if (!('browser' in launched)) throw new Error(launched.why);
mkdirSync(folder, { recursive: true });

async function picture(
  path: string,
  viewport: { readonly width: number; readonly height: number },
  colorScheme: 'light' | 'dark',
  fullPage: boolean,
): Promise<void> {
  if (!('browser' in launched)) return;
  const context = await launched.browser.newContext({ viewport, colorScheme, offline: true });
  const tab = await context.newPage();
  await tab.goto(pathToFileURL(page!).href);
  await tab.waitForSelector('[data-complete]');
  await tab.screenshot({ path, fullPage });
  console.log(path);
  await context.close();
}

try {
  for (const width of [1280, 390])
    for (const scheme of ['light', 'dark'] as const)
      await picture(join(folder, `${width}-${scheme}.png`), { width, height: 900 }, scheme, true);
  await picture(join(ROOT, 'docs/page.png'), README_SIZE, 'light', false);
} finally {
  await launched.close();
}
