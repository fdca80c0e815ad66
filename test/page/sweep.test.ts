/** @file A sweep as a page: each dot and each cell is the sweep's own number, in words, for everyone; damaged ones are told. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zooWorkload } from '../../models/index.ts';
import { reportPage } from '../../src/cli/report-page.ts';
import type { Sweep, SweepSheet } from '../../src/core/sweep.ts';
import { runSweep } from '../../src/sweep/run.ts';
import { sweepSentences } from '../../src/sweep/table.ts';
import { whyNoChromium } from '../support/chromium.ts';
import { usualOf } from '../support/large.ts';
import { mustSkip } from '../support/required.ts';
import { accessFaults } from './access.ts';
import { startBrowser, type Browser } from './browser.ts';

const sheetOf = (sweep: Sweep): SweepSheet => ({ sweep, sentences: sweepSentences(sweep) });

/** A small ViT; sizes that are no multiple of its patch cannot be. */
const small = (imageSizes: readonly number[], batches: readonly number[]): Promise<Sweep> =>
  runSweep({
    title: 'vit',
    axes: [
      { name: 'image-size', values: imageSizes },
      { name: 'batch', values: batches },
    ],
    at: ([imageSize, batch]) =>
      zooWorkload('vit', { patch: 4, depth: 1, width: 6, heads: 2, imageSize: imageSize!, batch: batch! }),
    refusesAll: false,
  });

const DOTS = `[...document.querySelectorAll('#by-size circle')].map(({ dataset }) => Number(dataset.value))`;
const ROWS = `(() => {
  document.querySelector('#by-size details').open = true;
  return new Promise((resolve) => setTimeout(() => resolve(
    [...document.querySelectorAll('#by-size tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent)),
  ), 50));
})()`;
const TEXT = `document.querySelector('.page').textContent`;

describe.skipIf(mustSkip('chromium', whyNoChromium()))('a page of a sweep', () => {
  let browser: Browser;
  let sweep: Sweep;
  beforeAll(async () => {
    browser = await startBrowser();
    sweep = await small([4, 6, 8, 12, 16, 20], [1, 3]);
  });
  afterAll(() => browser.close());

  it('draws each point where it was counted, and has its number in the table', async () => {
    const { page, complaints, close } = await browser.open(
      await reportPage({ reports: [], sweep: sheetOf(sweep) }),
    );
    const counted = sweep.points.flatMap(({ multiplyAdds }) => (multiplyAdds === null ? [] : [multiplyAdds]));
    expect(counted).toHaveLength(2 * 5);
    const dots = await page.evaluate<number[]>(DOTS);
    expect(dots.toSorted((a, b) => a - b)).toEqual(counted.toSorted((a, b) => a - b));
    const rows = await page.evaluate<string[][]>(ROWS);
    expect(rows.map(([size, batch]) => [Number(size), Number(batch)])).toEqual(
      sweep.points.map(({ at }) => [at['image-size'], at['batch']]),
    );
    const numbers = rows.map(([, , work]) => (work === '' ? null : Number(work!.replaceAll(/\D/g, ''))));
    expect(numbers).toEqual(sweep.points.map(({ multiplyAdds }) => multiplyAdds));
    expect(rows.filter(([size]) => size === '6').map((row) => row.at(-1))).toEqual(
      sweep.points.filter(({ at }) => at['image-size'] === 6).map(({ why }) => why),
    );
    expect(complaints).toEqual([]);
    await close();
  });

  it('says in words what it shows', async () => {
    const { page, close } = await browser.open(await reportPage({ reports: [], sweep: sheetOf(sweep) }));
    const text = await page.evaluate<string>(TEXT);
    for (const sentence of sweepSentences(sweep)) expect(text).toContain(sentence);
    expect(await page.evaluate(`document.querySelector('#by-size figcaption').textContent`)).toContain(
      'multiply-adds grow',
    );
    await close();
  });

  it.each(usualOf('themes', ['light', 'dark'], ['light']))('is for everyone, %s', async (colorScheme) => {
    const { page, close } = await browser.open(await reportPage({ reports: [], sweep: sheetOf(sweep) }), {
      colorScheme,
    });
    expect(await accessFaults(page)).toEqual([]);
    await close();
  });

  it('draws some of many lines, and says of how many', async () => {
    const many = await small([4, 8], [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const { page, close } = await browser.open(await reportPage({ reports: [], sweep: sheetOf(many) }));
    expect(await page.evaluate(`document.querySelectorAll('#by-size polyline').length`)).toBe(6);
    expect(await page.evaluate<string>(TEXT)).toContain('6 of 9 lines are drawn');
    await close();
  });

  it('with no size that can be is a table of reasons', async () => {
    const none = {
      ...sweep,
      growth: [],
      points: sweep.points.filter(({ multiplyAdds }) => multiplyAdds === null),
    };
    const { page, complaints, close } = await browser.open(
      await reportPage({ reports: [], sweep: sheetOf(none) }),
    );
    expect(await page.evaluate<string[][]>(ROWS)).toHaveLength(2);
    expect(complaints).toEqual([]);
    await close();
  });

  it('shows no name as anything but text', async () => {
    const model = '<img src=x onerror=alert(1)>\u202e';
    const { page, complaints, close } = await browser.open(
      await reportPage({ reports: [], sweep: sheetOf({ ...sweep, model }) }),
    );
    expect(await page.evaluate(`document.querySelectorAll('img').length`)).toBe(0);
    expect(await page.evaluate<string>(TEXT)).toContain('<img src=x onerror=alert(1)>');
    expect(await page.evaluate<string>(TEXT)).not.toContain('\u202e');
    expect(complaints).toEqual([]);
    await close();
  });

  it.each([
    ['no points', (whole: Sweep): object => ({ ...whole, points: undefined })],
    ['points that are none', (whole: Sweep): object => ({ ...whole, points: [null] })],
    ['no axes', (whole: Sweep): object => ({ ...whole, axes: 3 })],
  ])('that was damaged says so: %s', async (_, damage) => {
    const sheet = { ...sheetOf(sweep), sweep: damage(sweep) as Sweep };
    const { page, close } = await browser.open(await reportPage({ reports: [], sweep: sheet }), {}, false);
    await page.waitForSelector('.failure');
    expect(await page.evaluate<string>(TEXT)).toContain('The sweep in this page is damaged');
    await close();
  });
});
