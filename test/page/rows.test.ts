/** @file Rows are drawn as they scroll, and to the last also where the end of the table stays in sight. */
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportPage } from '../../src/cli/report-page.ts';
import type { Report } from '../../src/core/report.ts';
import { countShapes } from '../../src/profile/count-shapes.ts';
import { useBackend } from '../support/backend.ts';
import { whyNoChromium } from '../support/chromium.ts';
import { mustSkip } from '../support/required.ts';
import { startBrowser, type Browser } from './browser.ts';

/** More than twice what is drawn at once of one report, and more than that of two. */
const LAYERS = 220;

async function tower(units: number): Promise<Report> {
  const layers = Array.from({ length: LAYERS }, (_, i) =>
    tf.layers.dense({ name: `d${i}`, units, useBias: false, ...(i === 0 && { inputShape: [units] }) }),
  );
  const model = tf.sequential({ name: 'tower', layers });
  const report = await countShapes(model);
  model.dispose();
  return report;
}

describe.skipIf(mustSkip('chromium', whyNoChromium()))('a table of layers', () => {
  let browser: Browser;
  let reports: readonly Report[] = [];
  beforeAll(async () => {
    await useBackend('cpu');
    reports = [await tower(2), await tower(3)];
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  it.each([
    ['of one report', 1],
    ['of two', 2],
  ])('%s is whole where the screen is as tall as it', async (_, many) => {
    const { page, close } = await browser.open(await reportPage({ reports: reports.slice(0, many) }), {
      viewport: { width: 700, height: 12_000 },
    });
    if (many === 1) await page.evaluate(`document.querySelector('#layers input[type=checkbox]').click()`);
    await page.waitForSelector(`#layers tbody tr:nth-child(${LAYERS})`, { timeout: 20_000 });
    await close();
  });

  it('in FLOPs explains a row by products that are its number', async () => {
    const { page, close } = await browser.open(
      await reportPage({ reports: reports.slice(0, 1), unit: 'flops' }),
    );
    await page.click('#layers tbody button.link');
    const units = 2;
    const flops = String(2 * units * units);
    const said = await page.locator('#layers .equations tr', { hasText: 'counted' }).innerText();
    expect(said.split('=').at(-1)?.trim().split(/\s/)[0]).toBe(flops);
    expect(await page.locator('#layers tbody tr').first().innerText()).toContain(flops);
    await close();
  });

  it('keeps the keyboard’s place where it is drawn anew, and says what a search leaves', async () => {
    const { page, close } = await browser.open(await reportPage({ reports: reports.slice(0, 1) }));
    const place = (): Promise<string> => page.evaluate('document.activeElement.textContent.slice(0, 20)');
    await page.focus('#layers thead .sort');
    await page.keyboard.press('Enter');
    expect(await place()).toBe('Layer ↑');
    const said = (): Promise<string | null> => page.locator('#layers [role=status]').textContent();
    await page.fill('#layers [type=search]', 'd21');
    expect(await said()).toBe('11 rows');
    await page.fill('#layers [type=search]', 'nobody');
    expect(await said()).toBe('No layer has such a name or type.');
    await page.click('text=Open all');
    expect(await page.inputValue('#layers [type=search]')).toBe('');
    // On the second sheet of a table Chromium paints the texts of a head, and no buttons.
    await page.emulateMedia({ media: 'print' });
    expect(await page.evaluate(`getComputedStyle(document.querySelector('.sort')).display`)).toBe('contents');
    await page.emulateMedia({ media: 'screen' });
    expect(
      await page.getByRole('button', { name: 'Open another report', includeHidden: false }).count(),
    ).toBe(1);
    await page.focus('[data-language]');
    await page.keyboard.press('Enter');
    expect(await place()).toBe('English');
    await close();
  });

  it('of two is printed whole, and of one alone the place is its heading', async () => {
    const { page, close } = await browser.open(await reportPage({ reports }));
    await page.evaluate(`dispatchEvent(new Event('beforeprint'))`);
    // With what the model itself does.
    expect(await page.locator('#layers tbody tr').count()).toBe(LAYERS + 1);
    await page.focus('text=B alone');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.localName')).toBe('h1');
    await close();
  });
});
