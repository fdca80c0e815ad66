/**
 * @file What attaching to a page costs, in headless Chromium: calls of MobileNetV2 on wasm, watched and not, in rounds of
 * random order (seeded), with medians of paired ratios and their 99 % intervals; `not watched again` is the noise of the
 * bench. Then how long `attach --cdp` takes until it lists the model.
 *
 *     npm run bench:attach
 */
import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser } from 'playwright-core';
import { chromiumArgs, findChromium } from '../../src/backends/chromium/find.ts';
import { ratioInterval, type Pair } from '../../src/timing/interval.ts';
import { median } from '../../src/timing/statistics.ts';
import { startBenchSite } from './site.ts';

const ROUNDS = Number(process.argv[2] ?? 60);
const LISTINGS = 7;
const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

async function inRounds(browser: Browser, url: string): Promise<readonly string[]> {
  const page = await browser.newPage();
  await page.goto(url);
  await page.waitForFunction('globalThis.bench !== undefined');
  const ms = await page.evaluate<Readonly<Record<string, readonly number[]>>>(`bench.rounds(${ROUNDS})`);
  await page.close();
  const base = ms['not watched']!;
  return Object.entries(ms).map(([name, took]) => {
    const pairs = took.map((each, i): Pair => [base[i]!, each]);
    const interval = ratioInterval(pairs);
    const cells = [
      median(took).toFixed(2).padStart(9),
      median(pairs.map(([a, b]) => b - a))
        .toFixed(3)
        .padStart(9),
      (interval?.median ?? 1).toFixed(4).padStart(8),
      `   ${(interval?.low ?? 0).toFixed(3)} … ${(interval?.high ?? Infinity).toFixed(3)}`,
    ];
    return name.padEnd(18) + cells.join('');
  });
}

/** Ms from the start of the command until it lists the model. */
function listingMs(port: number): Promise<number> {
  const startMs = performance.now();
  const command = spawn(process.execPath, [MAIN, 'attach', '--cdp', String(port), '--passes', '1']);
  let said = '';
  let listed = Number.NaN;
  command.stderr.on('data', (part: Buffer) => {
    said += part.toString();
    if (Number.isNaN(listed) && said.includes('mobilenet-v2')) listed = performance.now() - startMs;
  });
  return new Promise((resolve) => command.once('exit', () => resolve(listed)));
}

async function listings(browser: Browser, url: string, port: number): Promise<string> {
  const page = await browser.newPage();
  await page.goto(url);
  await page.waitForFunction('globalThis.bench?.calls > 2');
  const ms: number[] = [];
  for (let i = 0; i < LISTINGS; i++) ms.push(await listingMs(port));
  await page.close();
  return `${Math.round(median(ms))} ms (${ms.map(Math.round).join(', ')})`;
}

const found = findChromium();
if ('why' in found) throw new Error(found.why);
const site = await startBenchSite();
const port = await freePort();
const browser = await chromium.launch({
  executablePath: found.path,
  args: [...chromiumArgs(), `--remote-debugging-port=${port}`],
  chromiumSandbox: process.getuid?.() !== 0,
});
try {
  const load = loadavg()[0]!.toFixed(1);
  console.log(`${cpus()[0]?.model ?? 'unknown CPU'} · ${cpus().length} cores · load ${load}`);
  console.log(`\nMobileNetV2 1.0, 224 px · wasm · ${ROUNDS} rounds`);
  console.log('mode              median ms  more ms   ratio   99 % interval');
  console.log((await inRounds(browser, `${site.url}?backend=wasm`)).join('\n'));
  console.log('\nuntil the model is listed');
  for (const backend of ['wasm', 'cpu'])
    console.log(
      `${backend.padEnd(6)} ${await listings(browser, `${site.url}?backend=${backend}&loop=30&size=${backend === 'cpu' ? 64 : 224}`, port)}`,
    );
} finally {
  await browser.close();
  site.close();
}
