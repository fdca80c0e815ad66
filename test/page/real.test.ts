/** @file Pages of the real models, and of a run whose executed instructions were counted. */
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zooWorkload } from '../../models/index.ts';
import { reportPage } from '../../src/cli/report-page.ts';
import { profile } from '../../src/profile/profile.ts';
import { useBackend } from '../support/backend.ts';
import { whyNoChromium } from '../support/chromium.ts';
import { usualOf } from '../support/large.ts';
import { noRealModels, REAL_MODELS, realReport } from '../support/real-models.ts';
import { mustSkip } from '../support/required.ts';
import { startBrowser, type Browser } from './browser.ts';
import { wrongTotals } from './totals.ts';

/** Of the whole page of a vision transformer with 1,372 nodes, gzipped. */
const MOST_BYTES = 300_000;

const models = usualOf('pages of real models', REAL_MODELS, ['blazeface-front', 'emotion']);

describe.skipIf(mustSkip('chromium', whyNoChromium()))('a page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  it.skipIf(noRealModels).each(models)('of %s is quiet, and its totals are the report’s', async (name) => {
    const report = await realReport(name);
    const html = await reportPage({ reports: [report] });
    const { length } = gzipSync(html, { level: 9 });
    console.log(`${name}: ${report.layers.length} rows, ${length} bytes gzipped`);
    if (name === 'hf-vit-ti16') expect(length).toBeLessThan(MOST_BYTES);
    const { page, complaints, close } = await browser.open(html);
    expect(await wrongTotals(page, report)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  it('of an executed run has what was executed', async () => {
    await useBackend('wasm');
    const workload = zooWorkload('mobilenet-v1', { imageSize: 32, classes: 10 });
    const report = await profile(workload, { runs: 1, executed: true });
    expect(report.machine).not.toBeNull();
    const { page, complaints, close } = await browser.open(await reportPage({ reports: [report] }));
    expect(await wrongTotals(page, report)).toEqual([]);
    expect(await page.evaluate(`document.querySelector('#columns [data-quantity=adds]') !== null`)).toBe(
      true,
    );
    expect(complaints).toEqual([]);
    await close();
  });
});
