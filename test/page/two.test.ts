/** @file Two reports as one page: quiet, for everyone, each side's totals and their difference right to the digit. */
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportPage } from '../../src/cli/report-page.ts';
import type { Report } from '../../src/core/report.ts';
import { profile } from '../../src/profile/profile.ts';
import { percentage } from '../../src/page/difference/writing.ts';
import { useBackend } from '../support/backend.ts';
import { whyNoChromium } from '../support/chromium.ts';
import { usualOf } from '../support/large.ts';
import { mustSkip } from '../support/required.ts';
import { accessFaults } from './access.ts';
import { startBrowser, type Browser } from './browser.ts';
import { functionReport, trainingReport } from './reports.ts';

/** `conv` K×K, `extra` only where asked for, `head` of so many units, on 6×6×2. */
function network(kernelSize: number, units: number, extra: boolean): Promise<Report> {
  const layers = [
    tf.layers.conv2d({ name: 'conv', filters: 4, kernelSize, padding: 'same', inputShape: [6, 6, 2] }),
    ...(extra ? [tf.layers.conv2d({ name: 'extra', filters: 4, kernelSize: 1, useBias: false })] : []),
    tf.layers.flatten({ name: 'flatten' }),
    tf.layers.dense({ name: 'head', units, useBias: false }),
  ];
  return profile(tf.sequential({ name: 'net', layers }), { runs: 1 });
}

/** Runs in the page: of each row its name, state, work in A and in B, and through what it changed. */
const ROWS = `(() => {
  const only = document.querySelector('#layers input[type=checkbox]');
  if (only.checked) only.click();
  return [...document.querySelectorAll('#layers tbody tr')].map((row) => [
    row.querySelector('th').textContent, row.className,
    ...[...row.querySelectorAll('[data-value]')].slice(0, 2).map((cell) => Number(cell.dataset.value)),
    row.querySelector('.through').textContent,
  ]);
})()`;

const SUMS = `(() => {
  const sums = [];
  for (const row of document.querySelectorAll('#layers tbody tr'))
    [...row.querySelectorAll('[data-value]')].forEach((cell, i) => (sums[i] = (sums[i] ?? 0) + Number(cell.dataset.value)));
  return sums;
})()`;

/** Runs in the page: what the outermost item of each side is worth, by all measures. */
const ICICLES = `[...document.querySelectorAll('#where .switch button')].map((button) => {
  button.click();
  return [...document.querySelectorAll('.side [data-level="0"]')].map((item) => Number(item.dataset.value));
})`;

const TOTALS = `[...document.querySelectorAll('#verdict .tile')].slice(0, 2).map((tile) => [Number(tile.dataset.a), Number(tile.dataset.b)])`;

type Row = readonly [name: string, state: string, a: number, b: number, through: string];

it('says in per cent what one can imagine, and many times as such', () => {
  expect([percentage(2, 3), percentage(1, 9.99), percentage(1, 969_984), percentage(32, 330_000)]).toEqual([
    '+50.0 %',
    '+899.0 %',
    '× 970 K',
    '× 10.3 K',
  ]);
});

describe.skipIf(mustSkip('chromium', whyNoChromium()))('a page of two reports', () => {
  let browser: Browser;
  beforeAll(async () => {
    await useBackend('cpu');
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  it('says what was added, removed and changed, and through what', async () => {
    const reports = [await network(3, 10, true), await network(5, 10, false)];
    const { page, close } = await browser.open(await reportPage({ reports }));
    const rows = await page.evaluate<Row[]>(ROWS);
    const of = (name: string): Row | undefined => rows.find(([each]) => each === name);
    const [outputs, [wide, wider]] = [6 * 6 * 4, [3 * 3 * 2, 5 * 5 * 2]];
    expect(of('conv')).toEqual([
      'conv',
      'changed',
      outputs * wide,
      outputs * wider,
      'kernel_size [3,3] → [5,5]',
    ]);
    expect(of('extra')).toEqual(['extra', 'removed', outputs * 4, 0, 'removed']);
    expect(of('head')).toEqual(['head', 'same', outputs * 10, outputs * 10, '']);
    await close();
    const back = await browser.open(await reportPage({ reports: reports.toReversed() }));
    expect((await back.page.evaluate<Row[]>(ROWS)).find(([name]) => name === 'extra')?.slice(1, 4)).toEqual([
      'added',
      0,
      outputs * 4,
    ]);
    await back.close();
  });

  const pairs: Readonly<Record<string, () => Promise<readonly Report[]>>> = {
    'a wider head': async () => [await network(3, 10, false), await network(3, 12, false)],
    'the same twice': async () => [await network(3, 10, true), await network(3, 10, true)],
    'a training step and a function': async () => [await trainingReport(), await functionReport()],
  };

  it.each(Object.entries(pairs))('%s: quiet, and its totals are the reports’', async (_, make) => {
    const reports = await make();
    const { page, complaints, close } = await browser.open(await reportPage({ reports }));
    const [a, b] = reports.map(({ total }) => total);
    const work = [a!.counted.multiplyAdds, b!.counted.multiplyAdds];
    const parameters = [a!.parameters.total, b!.parameters.total];
    const isTimed = a!.time !== null && b!.time !== null;
    const time = isTimed ? [a!.time!.meanMs, b!.time!.meanMs] : [];
    await page.evaluate(ROWS);
    expect(await page.evaluate(SUMS)).toEqual([...work, ...time, ...parameters]);
    const bytes = [a!.bytes, b!.bytes];
    expect(await page.evaluate(ICICLES)).toEqual([work, ...(isTimed ? [time] : []), bytes, parameters]);
    expect(await page.evaluate(TOTALS)).toEqual([work, parameters]);
    expect(complaints).toEqual([]);
    await close();
  });

  it.each(usualOf('themes', ['light', 'dark'], ['light']))('is for everyone, %s', async (colorScheme) => {
    const reports = [await network(3, 10, true), await network(5, 10, false)];
    const { page, close } = await browser.open(await reportPage({ reports }), { colorScheme });
    expect(await accessFaults(page)).toEqual([]);
    await close();
  });
});
