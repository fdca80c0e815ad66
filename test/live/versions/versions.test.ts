/**
 * @file Which versions of tfjs are recorded, and what is said of others: each as published, in a real page. From npm, so with
 * `npm run test:large` alone.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { cachedLive } from '../../../scripts/live-script.ts';
import { chromiumArgs, findChromium } from '../../../src/backends/chromium/find.ts';
import { whyNoChromium } from '../../support/chromium.ts';
import { artifactsOf, TWO_PRODUCTS } from '../../support/graph-def.ts';
import { isLarge } from '../../support/large.ts';
import { published } from '../../support/registry.ts';
import { mustSkip } from '../../support/required.ts';

const RECORDED = [
  '3.1.0',
  '3.9.0',
  '3.21.0',
  '4.0.0',
  '4.8.0',
  '4.10.0',
  '4.17.0',
  '4.20.0',
  '4.21.0',
  '4.22.0',
];

const NO_TRACK_TENSOR = (version: string): string =>
  `The page's TensorFlow.js ${version} cannot be recorded: The engine of TensorFlow.js has no trackTensor. Use TensorFlow.js 3.1 or later in the page.`;

const REFUSED: Readonly<Record<string, string>> = {
  '1.7.4': 'No TensorFlow.js 2 or later is loaded here. Use TensorFlow.js 3.1 or later in the page.',
  '2.0.0': NO_TRACK_TENSOR('2.0.0'),
  '2.8.6': NO_TRACK_TENSOR('2.8.6'),
  '3.0.0': NO_TRACK_TENSOR('3.0.0'),
};

/** Of `page.js`, worked out by hand. */
const NET = {
  model: 'net',
  multiplyAdds: 6 * 6 * 5 * 3 * 3 * 3 + 4 * 4 * 5 * 3 * 3 + 5 * 7,
  parameters: 5 * 27 + 5 + 4 * 5 + 5 * 9 + 5 + 5 * 7 + 7,
  residual: 0,
  compared: 3,
  outside: 0,
  rows: 5,
};
const PRODUCTS = {
  model: 'graph model',
  multiplyAdds: 6 * 9 + 9 * 4,
  parameters: 6 * 9 + 9 * 4,
  residual: 0,
  compared: 2,
  outside: 0,
  rows: 3,
};
const page = readFileSync(join(import.meta.dirname, 'page.mjs'), 'utf8');

describe.skipIf(!isLarge || mustSkip('chromium', whyNoChromium()))('a page with tfjs', () => {
  let browser: Browser;
  let live: string;

  beforeAll(async () => {
    const found = findChromium();
    browser = await chromium.launch({
      executablePath: 'path' in found ? found.path : '',
      args: [...chromiumArgs()],
      chromiumSandbox: process.getuid?.() !== 0,
    });
    live = readFileSync(await cachedLive(), 'utf8');
  });
  afterAll(() => browser?.close());

  async function said(version: string, context: TestContext): Promise<unknown> {
    const got = published(`@tensorflow/tfjs@${version}`);
    if ('why' in got) return context.skip(got.why);
    const tab = await browser.newPage();
    try {
      await tab.addScriptTag({ content: readFileSync(join(got.folder, 'dist/tf.min.js'), 'utf8') });
      await tab.addScriptTag({ content: `${live};globalThis.tfjsFlops = tfjsFlops;` });
      const { weightData, ...graph } = artifactsOf(TWO_PRODUCTS);
      const given = { ...graph, weightData: [...new Uint8Array(weightData as ArrayBuffer)] };
      await tab.addScriptTag({ content: page });
      return await tab.evaluate(`said(${JSON.stringify(given)})`);
    } finally {
      await tab.close();
    }
  }

  it.for(RECORDED)('%s has its layers and nodes recorded, theory = counted', async (version, context) => {
    const tfjs = version;
    expect(await said(version, context)).toEqual({
      version,
      notes: [],
      models: [
        { ...NET, tfjs },
        { ...PRODUCTS, tfjs },
      ],
    });
  });

  it.for(Object.entries(REFUSED))('%s is refused in a sentence', async ([version, refused], context) => {
    expect(await said(version, context)).toEqual({ version, refused });
  });
});
