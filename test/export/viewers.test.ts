/** @file Exports in the programs that they are for: speedscope, which reads Chrome's traces too, and Chromium's timeline. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundlePage } from '../../scripts/bundle-page.ts';
import { launchChromium, type Launched } from '../../src/backends/chromium/launch.ts';
import type { Report } from '../../src/core/report.ts';
import { toSpeedscope, toTrace, type DevToolsOptions } from '../../src/export/index.ts';
import { profile } from '../../src/profile/profile.ts';
import { nestedModel } from '../report/reports.ts';
import { useBackend } from '../support/backend.ts';
import { whyNoChromium } from '../support/chromium.ts';
import { usualOf } from '../support/large.ts';
import { mustSkip } from '../support/required.ts';
import { SPEEDSCOPE } from './readers/speedscope.ts';

/** As `blink.user_timing` and `devtools.timeline` have them. */
interface Recorded {
  readonly name: string;
  readonly ph: string;
  readonly cat: string;
  readonly args: {
    readonly detail?: string;
    readonly data?: {
      readonly name: string;
      readonly track?: string;
      readonly trackGroup?: string;
      readonly start: number;
      readonly end: number;
      readonly devtools: string;
    };
  };
}

describe.skipIf(mustSkip('chromium', whyNoChromium()))('in Chromium', () => {
  let launched: Launched;
  let report: Report;
  let folder: string;
  beforeAll(async () => {
    await useBackend('cpu');
    report = await profile(nestedModel(), { runs: 2 });
    folder = await mkdtemp(join(tmpdir(), 'tfjs-flops-'));
    const started = await launchChromium();
    if (!('browser' in started)) throw new Error(started.why);
    launched = started;
  });
  afterAll(async () => {
    await launched.close();
    await rm(folder, { recursive: true });
  });

  /** What speedscope lists of a file in its view of sums, the greatest first: as its own command line opens it. */
  async function listedBySpeedscope(name: string, text: string): Promise<string> {
    const script = join(folder, `${name}.js`);
    const content = JSON.stringify(Buffer.from(text).toString('base64'));
    await writeFile(script, `speedscope.loadFileFromBase64(${JSON.stringify(name)}, ${content})`);
    const page: Page = await launched.browser.newPage();
    try {
      await page.goto(`${pathToFileURL(join(SPEEDSCOPE, 'index.html')).href}#localProfilePath=${script}`);
      await page.getByText('Sandwich').click();
      await page.getByText('Total', { exact: true }).click();
      return await page.locator('body').innerText();
    } finally {
      await page.close();
    }
  }

  it.each(usualOf('units in speedscope', ['multiply-adds', 'flops'], ['multiply-adds']))(
    'speedscope shows the total in %s, and each layer',
    async (unit) => {
      const shown = await listedBySpeedscope(`${unit}.json`, toSpeedscope(report, { unit }));
      const operations = unit === 'flops' ? 2 : 1;
      const written = (amount: number): string => (operations * amount).toLocaleString('en-US');
      expect(shown).toMatch(
        new RegExp(
          String.raw`\b${written(report.total.counted.multiplyAdds)} \(100%\)\s+0 \(\S+\)\s+${report.model}\b`,
        ),
      );
      // The filters of `wide`: kh, kw, cIn, cOut, ho, wo.
      const wide = [3, 3, 4, 8, 8, 8].reduce((product, size) => product * size);
      expect(shown).toMatch(new RegExp(String.raw`\b${written(wide)} \(\S+\)\s+0 \(\S+\)\s+wide\.conv\b`));
    },
  );

  it("speedscope reads Chrome's trace: the model around all, with the total", async () => {
    const shown = await listedBySpeedscope('report.trace.json', toTrace(report));
    const total = report.total.counted.multiplyAdds;
    expect(shown).toMatch(
      new RegExp(String.raw`\(100%\)\s+\S+ \(\S+\)\s+${report.model} \{"multiply-adds":${total}\}`),
    );
  });

  it('the timeline has a track of layers and one of kernels, which nest', async () => {
    await bundlePage(folder, 'test/export/page.ts');
    const page = await launched.browser.newPage();
    await page.goto('about:blank');
    await page.addScriptTag({ content: await readFile(join(folder, 'page.js'), 'utf8'), type: 'module' });
    await launched.browser.startTracing(page, { categories: ['devtools.timeline', 'blink.user_timing'] });
    await page.evaluate((json) => {
      const { markDevTools } = globalThis as unknown as {
        readonly markDevTools: (report: unknown, options: DevToolsOptions) => void;
      };
      markDevTools(JSON.parse(json), { unit: 'flops', startMs: 5 });
    }, JSON.stringify(report));
    const trace = JSON.parse((await launched.browser.stopTracing()).toString()) as {
      readonly traceEvents: readonly Recorded[];
    };
    await page.close();

    const group = `${report.model} on ${report.backend}`;
    const measures = trace.traceEvents.filter(({ cat, ph }) => cat === 'blink.user_timing' && ph === 'b');
    const details = measures.map(({ name, args }) => {
      const { devtools } = JSON.parse(args.detail!) as { devtools: Record<string, unknown> };
      return { name, ...devtools };
    });
    const total = (2 * report.total.counted.multiplyAdds).toLocaleString('en-US');
    expect(details[0]).toMatchObject({ name: report.model, track: 'Layers', trackGroup: group });
    expect(details[0]).toHaveProperty('properties', expect.arrayContaining([['FLOPs', total]]));
    expect(details.map(({ name }) => name)).toEqual(expect.arrayContaining(['wide', 'wide.conv', 'head']));

    const stamps = trace.traceEvents.flatMap(({ name, args }) => (name === 'TimeStamp' ? [args.data!] : []));
    expect(stamps).toHaveLength(report.entries.length);
    const flops = stamps.map(({ devtools }) =>
      Number((JSON.parse(devtools) as { FLOPs: string }).FLOPs.replaceAll(',', '')),
    );
    expect(flops.reduce((sum, amount) => sum + amount, 0)).toBe(2 * report.total.counted.multiplyAdds);
    for (const [i, { track, trackGroup, start, end }] of stamps.entries()) {
      expect({ track, trackGroup }).toEqual({ track: 'Kernels', trackGroup: group });
      // Microseconds, rounded.
      if (i > 0) expect(Math.abs(start - stamps[i - 1]!.end)).toBeLessThanOrEqual(1);
      expect(end).toBeGreaterThanOrEqual(start);
    }
  });
});
