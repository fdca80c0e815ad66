/** @file A model that runs all the time, watched for a minute: neither its page nor the program that watches grows. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attach } from '../../src/attach/attach.ts';
import { median } from '../../src/timing/statistics.ts';
import { useBackend } from '../support/backend.ts';
import { whyNoChromium } from '../support/chromium.ts';
import { isLarge } from '../support/large.ts';
import { mustSkip } from '../support/required.ts';
import { startSite, type Site } from './site.ts';
import { openBrowser, options } from './watching.ts';

const SECONDS = 60;
/** Passes are recorded in the first of them, and code is compiled. */
const WARM_UP_SECONDS = 15;
const SAMPLE_MS = 2_500;

/** As steep as neither side may be, in bytes a second: at 60 calls a second 67 a call, at 10 looks a second 400 a look. */
const FLAT = 4_000;

setFlagsFromString('--expose_gc');
const collectGarbage = runInNewContext('gc') as () => void;

interface Sample {
  readonly seconds: number;
  readonly page: number;
  readonly program: number;
}

/** The median of the slopes between all pairs of samples, in bytes a second. */
function slope(samples: readonly Sample[], side: 'page' | 'program'): number {
  const slopes = samples.flatMap((a, i) =>
    samples.slice(i + 1).map((b) => (b[side] - a[side]) / (b.seconds - a.seconds)),
  );
  return median(slopes);
}

describe.skipIf(!isLarge || mustSkip('chromium', whyNoChromium()))('a model that runs all the time', () => {
  let folder: string;
  let site: Site;
  let browser: Browser;
  let page: Page;
  let session: CDPSession;
  let port: number;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tfjs-flops-'));
    await useBackend('cpu');
    site = await startSite(folder);
    ({ browser, port } = await openBrowser());
    page = await browser.newPage();
    session = await page.context().newCDPSession(page);
    await page.goto(`${site.url}classic.html`);
    await page.waitForFunction('globalThis.calls > 0');
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function sample(startMs: number): Promise<Sample> {
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    collectGarbage();
    const seconds = (performance.now() - startMs) / 1_000;
    return { seconds, page: usedSize, program: process.memoryUsage().heapUsed };
  }

  /** How fast both sides grow, and how often the model ran a second. */
  async function watched(seconds: number, onProgress: () => void = () => {}) {
    let end = (): void => {};
    const stop = new Promise<void>((resolve) => (end = resolve));
    const result = attach(options({ port, url: site.url, passes: Infinity, seconds: 300, stop, onProgress }));
    const startMs = performance.now();
    const before = await page.evaluate<number>('calls');
    const samples: Sample[] = [];
    while (performance.now() < startMs + 1_000 * seconds) {
      await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
      samples.push(await sample(startMs));
    }
    const calls = (await page.evaluate<number>('calls')) - before;
    end();
    expect((await result).reports.map(({ model }) => model)).toEqual(['conv-net']);
    const steady = samples.filter((each) => each.seconds > Math.min(WARM_UP_SECONDS, seconds / 2));
    return {
      page: slope(steady, 'page'),
      program: slope(steady, 'program'),
      callsPerSecond: calls / seconds,
    };
  }

  it('leaves both sides as large as they were, watched for a minute', async () => {
    const { callsPerSecond, ...grown } = await watched(SECONDS);
    console.log(
      `${callsPerSecond.toFixed(0)} calls/s: page ${grown.page.toFixed(0)} bytes/s, program ${grown.program.toFixed(0)} bytes/s`,
    );
    expect(callsPerSecond).toBeGreaterThan(30);
    expect(grown.page).toBeLessThan(FLAT);
    expect(grown.program).toBeLessThan(FLAT);
  });

  it('would be found out where two kilobytes stayed of each call, or ten of each look', async () => {
    await page.evaluate('leak = [], setInterval(() => leak.push(new Array(256).fill(calls)), 16), 0');
    const kept: number[][] = [];
    const { page: inPage, program } = await watched(30, () => {
      kept.push(Array.from({ length: 1_280 }, () => Math.random()));
    });
    expect(inPage).toBeGreaterThan(10 * FLAT);
    expect(program).toBeGreaterThan(10 * FLAT);
    expect(kept.length).toBeGreaterThan(0);
  });
});
