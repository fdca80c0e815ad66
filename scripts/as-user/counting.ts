/**
 * @file Serves the installed package's page that counts, gives it a model's folder in Chromium, and reads what it shows:
 * `tsx scripts/as-user/counting.ts FOLDER`, in which the package is installed beside `web_model`.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { launchChromium } from '../../src/backends/chromium/launch.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Usage: counting.ts FOLDER');

// Not by npx: what is ended is the server itself.
const main = join(folder, 'node_modules/tfjs-flops/dist/cli/main.js');
const server = spawn(process.execPath, [main, 'page', '--serve'], {
  cwd: folder,
  stdio: ['ignore', 'pipe', 'inherit'],
});
const launched = await launchChromium();
if (!('browser' in launched)) throw new Error(launched.why);
try {
  const [line] = (await once(server.stdout, 'data')) as [Buffer];
  const url = /^http:\/\/127\.0\.0\.1:\d+\//.exec(String(line))?.[0];
  assert.ok(url, String(line));
  const page = await launched.browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(url);
  await page.selectOption('.settings select', 'wasm');
  await page.setInputFiles('input[webkitdirectory]', join(folder, 'web_model'));
  const tile = await page.waitForSelector('#verdict .tile[data-exact]', { timeout: 120_000 });
  console.log(await page.textContent('#verdict'));
  // README's own model: a convolution of 48,600 multiply-adds, and what follows it.
  assert.ok(Number(await tile.getAttribute('data-exact')) >= 48_600);
  assert.deepEqual(complaints, []);
} finally {
  await launched.close();
  server.kill();
}
