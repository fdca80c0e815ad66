/** @file What tests of live pages share: a free port, how a page is watched, and what of a report does not change. */
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { AttachOptions } from '../../src/attach/attach.ts';
import { chromiumArgs, findChromium } from '../../src/backends/chromium/find.ts';
import type { Report } from '../../src/core/report.ts';

/** Models of the site, as reports call them. */
export const MODELS = ['conv-net', 'dense-net', 'loop-a', 'loop-b', 'plain'];
/** The same, as the site calls them. */
export const NAMES = ['conv', 'dense', 'loop-a', 'loop-b', 'plain'];

/** What is said of a page that ends while it is watched. */
export const ENDS = {
  close: /page ended .*closed/,
  crash: /page ended .*(crashed|closed)/,
  leave: /No TensorFlow.js/,
};

/** What is said of a page that gives no report. */
export const WITHOUT_REPORT: readonly (readonly [page: string, said: RegExp])[] = [
  ['empty.html', /No TensorFlow.js 2 or later was found/],
  ['idle.html', /no model was found that ran/],
  [
    'lacking.html',
    /^The page's TensorFlow\.js 4\.22\.0 cannot be recorded: The engine of TensorFlow\.js has no trackTensor\. Use TensorFlow\.js 3\.1 or later in the page\.$/,
  ],
];

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

/** Processes whose environment names a folder. */
export const processesIn = (folder: string): readonly string[] =>
  process.platform === 'linux'
    ? readdirSync('/proc').filter((name) => {
        try {
          return /^\d+$/.test(name) && readFileSync(`/proc/${name}/environ`, 'utf8').includes(folder);
        } catch {
          return false;
        }
      })
    : [];

const never = new Promise<void>(() => {});

export const crash = async (page: Page): Promise<void> => {
  const session = await page.context().newCDPSession(page);
  await session.send('Page.crash').catch(() => {});
};

export const options = (given: Partial<AttachOptions>): AttachOptions => ({
  url: undefined,
  port: undefined,
  headless: true,
  reload: false,
  passes: 3,
  gpuTime: false,
  seconds: 30,
  stop: never,
  signal: new AbortController().signal,
  onFound() {},
  onProgress() {},
  ...given,
});

/** All that a count says, without names and times. */
export const counted = ({ total, layers, kernels, weights }: Report) => ({
  counted: total.counted,
  parameters: total.parameters,
  residual: total.residual,
  rows: layers.map(({ path, kind, counted: work, theory, calls }) => ({ path, kind, work, theory, calls })),
  kernels: kernels.map(({ kernel, counted: work, calls }) => ({ kernel, work, calls })),
  weights: weights.map(({ name, shape }) => ({ name, shape })),
});

export const inRoot = ({ entries, scopes }: Report): number =>
  entries.filter(({ scope }) => scopes[scope]!.kind === 'root').length;

/** A browser that can be joined on its port. */
export async function openBrowser(): Promise<{ readonly browser: Browser; readonly port: number }> {
  const port = await freePort();
  const found = findChromium();
  const browser = await chromium.launch({
    executablePath: 'path' in found ? found.path : '',
    args: [...chromiumArgs(), `--remote-debugging-port=${port}`],
    chromiumSandbox: process.getuid?.() !== 0,
  });
  return { browser, port };
}
