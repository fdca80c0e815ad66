/**
 * @file Bundles README's page against the installed package with vite, opens it in Chromium, and reads its table:
 * `tsx scripts/as-user/page.ts FOLDER`.
 */
import assert from 'node:assert/strict';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { launchChromium } from '../../src/backends/chromium/launch.ts';
import { serveFolder } from './server.ts';

const PAGE = fileURLToPath(new URL('../../docs/examples/page.html', import.meta.url));
const WAIT_MS = 120_000;

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Usage: page.ts FOLDER');

await cp(PAGE, join(folder, 'index.html'));
await mkdir(join(folder, 'public'), { recursive: true });
await cp(join(folder, 'web_model'), join(folder, 'public/web_model'), { recursive: true });
await build({
  root: folder,
  configFile: false,
  logLevel: 'warn',
  build: { target: 'es2022', chunkSizeWarningLimit: Infinity },
});

const { server, host } = await serveFolder(join(folder, 'dist'));
const launched = await launchChromium();
if (!('browser' in launched)) throw new Error(launched.why);
try {
  const page = await launched.browser.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(`http://${host}/`);
  const text = await page
    .waitForSelector('pre', { timeout: WAIT_MS })
    .then((found) => found.textContent())
    .catch((error: unknown) => {
      throw new Error(`the page shows no table: ${errors.join('; ')}`, { cause: error });
    });
  console.log(text);
  assert.match(text ?? '', /conv1 +(?:Conv2D 3×3 +)?15×15×8 +224 +48,600 +=/);
  assert.match(text ?? '', /residual 0/);
  assert.deepEqual(errors, []);
} finally {
  await launched.close();
  server.close();
}
