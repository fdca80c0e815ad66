/** @file Pages in a real browser, from disk and without a network: quiet, for everyone, and right to the digit. */
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportPage } from '../../src/cli/report-page.ts';
import type { Report } from '../../src/core/report.ts';
import { useBackend } from '../support/backend.ts';
import { whyNoChromium } from '../support/chromium.ts';
import { mustSkip } from '../support/required.ts';
import { accessFaults } from './access.ts';
import { startBrowser, type Browser } from './browser.ts';
import {
  firstRunReport,
  functionReport,
  networkNames,
  networkReport,
  timedReport,
  trainingReport,
  unknownReport,
} from './reports.ts';
import { usualOf } from '../support/large.ts';
import { wrongTotals } from './totals.ts';

/** Usually one of depthwise kernels and a transformer. */
const drawn = usualOf('pages of networks', networkNames, ['mobilenet-v2', 'deit-ti16']);

const SORTS: Readonly<Record<string, () => Report | Promise<Report>>> = {
  'timed, with peaks': timedReport,
  'a function': functionReport,
  'a training step': trainingReport,
  'an unknown kernel': unknownReport,
  ...Object.fromEntries(drawn.map((name) => [name, () => networkReport(name)])),
};

/** The page without data, gzipped. */
const MOST_FIXED_BYTES = 110_000;

describe.skipIf(mustSkip('chromium', whyNoChromium()))('a page', () => {
  let browser: Browser;
  beforeAll(async () => {
    await useBackend('cpu');
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  it.each(Object.entries(SORTS))('of %s is quiet, and its totals are the report’s', async (_, make) => {
    const report = await make();
    const { page, complaints, close } = await browser.open(await reportPage({ reports: [report] }));
    expect(complaints).toEqual([]);
    expect(await wrongTotals(page, report)).toEqual([]);
    const { phases } = report.total;
    if (phases !== null)
      expect(await page.locator('#columns').textContent()).toContain(
        `forward ${phases.forward.counted.multiplyAdds}, backward ${phases.backward.counted.multiplyAdds}`,
      );
    expect(complaints).toEqual([]);
    await close();
  });

  it.each(usualOf('themes', ['light', 'dark'], ['light']))('is for everyone, %s', async (colorScheme) => {
    const html = await reportPage({ reports: [await timedReport()] });
    const { page, close } = await browser.open(html, { colorScheme });
    expect(await accessFaults(page)).toEqual([]);
    await close();
  });

  it('with a first pass on a GPU adds up, is for everyone, and is caught where it is a step off', async () => {
    const report = await firstRunReport();
    const { page, complaints, close } = await browser.open(await reportPage({ reports: [report] }));
    expect(await wrongTotals(page, report)).toEqual([]);
    expect(await accessFaults(page)).toEqual([]);
    for (const summary of await page.locator('#first-run summary').all()) await summary.click();
    expect(await page.locator('#first-run tbody tr').count()).toBe(9 + 3 + 1);
    expect(await page.locator('#first-run').innerText()).toMatch(
      /5 shaders were compiled.*1 of them for shapes/,
    );
    expect(complaints).toEqual([]);
    const firstRun = { ...report.firstRun!, wallMs: report.firstRun!.wallMs + 2 ** -20 };
    expect(await wrongTotals(page, { ...report, firstRun })).toEqual([expect.stringMatching(/^first-run: /)]);
    await close();
  });

  it('is caught with a total that is off by one, in each figure that shows it', async () => {
    const report = await timedReport();
    const { page, close } = await browser.open(await reportPage({ reports: [report] }));
    const { total } = report;
    const { counted, parameters, time } = total;
    const STEP_MS = 2 ** -20;
    const planted: readonly (readonly [Partial<Report['total']>, readonly string[]])[] = [
      [
        { counted: { ...counted, multiplyAdds: counted.multiplyAdds + 1 } },
        ['verdict', 'icicle', 'layers', 'kernels'],
      ],
      [{ parameters: { ...parameters, total: parameters.total - 1 } }, ['verdict', 'icicle', 'layers']],
      [{ outputBytes: total.outputBytes + 1 }, ['memory']],
      [{ calls: total.calls - 1 }, ['kernels']],
      [{ bytes: total.bytes + 1 }, ['icicle']],
      [{ residual: 1 }, ['verdict']],
      [{ bridges: total.bridges.map((each) => ({ ...each, toAmount: each.toAmount + 1 })) }, ['columns']],
      [{ time: { ...time!, meanMs: time!.meanMs + STEP_MS } }, ['icicle', 'layers', 'roofline']],
      [
        { time: { ...time!, meanMs: time!.meanMs + 200 * STEP_MS } },
        ['icicle', 'layers', 'timeline', 'roofline'],
      ],
    ];
    for (const [plant, figures] of planted) {
      const wrong = await wrongTotals(page, { ...report, total: { ...total, ...plant } });
      expect(
        wrong.map((sentence) => sentence.slice(0, sentence.indexOf(':'))),
        JSON.stringify(Object.keys(plant)),
      ).toEqual(figures);
    }
    await close();
  });

  it('has a fixed part of at most 110 kB gzipped', async () => {
    const { length } = gzipSync(await reportPage({ reports: [] }), { level: 9 });
    console.log(`page without data: ${length} bytes gzipped`);
    expect(length).toBeLessThan(MOST_FIXED_BYTES);
  });
});
