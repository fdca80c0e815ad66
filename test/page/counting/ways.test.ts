/** @file The other ways to a count in a page: from a model.json alone, a folder that is chosen, any static host; and on. */
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveFolder } from '../../../scripts/as-user/server.ts';
import { countingSite } from '../../../src/cli/site/site.ts';
import { writeFiles as writeSite } from '../../../src/cli/site/write.ts';
import { reportPage } from '../../../src/cli/report-page.ts';
import { withCounter, withoutCounter } from '../../../src/core/counting-page.ts';
import { denseFiles, graphFiles, writeFiles } from '../../load/small-models.ts';
import { whyNoChromium } from '../../support/chromium.ts';
import { mustSkip } from '../../support/required.ts';
import { accessFaults } from '../access.ts';
import { startBrowser, type Browser } from '../browser.ts';
import { wrongTotals } from '../totals.ts';
import { answerTo, choose, dropFromDisk, openCounting, shownReport, type Counting } from './site.ts';

const ROOT = mkdtempSync(join(tmpdir(), 'tfjs-flops-'));
afterAll(() => rmSync(ROOT, { recursive: true }));

/** Of the small model, whose input is a list: batch, features, units. */
const work = (batch: number): number => batch * 2 * 3;

/** A layers model of so many dense layers, without its weights. */
function chainJson(layers: number): string {
  const { json } = denseFiles();
  const { config } = json.modelTopology.model_config;
  const [first] = config.layers;
  const rest = Array.from({ length: layers - 1 }, (_, i) => ({
    class_name: 'Dense',
    config: { name: `dense_${i}`, units: 3, activation: 'linear', use_bias: true },
  }));
  const model = { class_name: 'Sequential', config: { ...config, layers: [first, ...rest] } };
  return JSON.stringify({
    ...json,
    modelTopology: { ...json.modelTopology, model_config: model },
    weightsManifest: [],
  });
}

/** How often the page could do something else while the line that tells of a count was there. */
async function turnsOf(page: Page, happens: () => Promise<void>): Promise<number> {
  await page.evaluate(`(() => {
    const own = (globalThis.turns = { told: 0 });
    (function next() {
      if (globalThis.turns !== own) return;
      if (document.querySelector('.counting') !== null) own.told++;
      setTimeout(next);
    })();
  })()`);
  await happens();
  return page.evaluate<number>(`(() => { const { told } = turns; globalThis.turns = null; return told; })()`);
}

describe.skipIf(mustSkip('chromium', whyNoChromium()))('in a page', () => {
  let counting: Counting;
  let browser: Browser;
  let folder = '';
  beforeAll(async () => {
    folder = writeFiles(join(ROOT, 'dense'), denseFiles());
    counting = await openCounting();
    browser = await startBrowser();
  });
  afterAll(async () => {
    await counting.close();
    await browser.close();
  });

  it('a model.json without its shards is counted, without times, and nothing but the script is fetched', async () => {
    const { page, asked, complaints } = counting;
    await choose(page, 'webgl', 5);
    await page.fill('.settings [type=text]', '4x2');
    await page.press('.settings [type=text]', 'Tab');
    expect(await answerTo(page, () => dropFromDisk(page, [join(folder, 'model.json')]))).toEqual([]);
    const report = await shownReport(page);
    expect(report).toMatchObject({ backend: 'shape', model: 'small' });
    expect(report.total).toMatchObject({ counted: { multiplyAdds: work(4) }, time: null, residual: 0 });
    expect(await wrongTotals(page, report)).toEqual([]);
    expect(await accessFaults(page)).toEqual([]);
    await page.goto(counting.url);
    const graph = writeFiles(join(ROOT, 'graph'), graphFiles());
    expect(await answerTo(page, () => dropFromDisk(page, [join(graph, 'model.json')]))).toEqual([]);
    expect((await shownReport(page)).total).toMatchObject({
      counted: { multiplyAdds: work(1) },
      residual: 0,
    });
    expect(asked).toEqual(['', 'counter.js', '', 'counter.js']);
    expect(complaints).toEqual([]);
  });

  it('the page can be used meanwhile', async () => {
    const { page, complaints } = counting;
    const path = join(ROOT, 'chain.json');
    await writeFile(path, chainJson(600));
    await page.goto(counting.url);
    await choose(page, 'shapes', 0);
    const count = (): Promise<readonly string[]> => answerTo(page, () => dropFromDisk(page, [path]));
    expect(await count()).toEqual([]);
    // When the script is there and has run, so that counting is all that takes time.
    const free = await turnsOf(page, async () => expect(await count()).toEqual([]));
    // The planted fault: a worker that counts in the page.
    await page.evaluate(`import('./counter.js').then(() => {
      Worker.prototype.postMessage = async function (data) {
        const reply = await tfjsFlops.count({ ...data, onProgress() {} });
        this.dispatchEvent(new MessageEvent('message', { data: reply }));
      };
    })`);
    expect(await count()).toEqual([]);
    const stopped = await turnsOf(page, async () => expect(await count()).toEqual([]));

    expect(free, `${stopped} turns where it is counted in the page, ${free} here`).toBeGreaterThan(
      2 * stopped,
    );
    expect(complaints).toEqual([]);
  });

  it('a folder that is chosen comes in its place, and what the page saves is one file that asks for nothing', async () => {
    const { page, complaints } = counting;
    await choose(page, 'wasm', 1);
    await page.fill('.settings [type=text]', '');
    await page.press('.settings [type=text]', 'Tab');
    const given = (): Promise<void> => page.setInputFiles('input[webkitdirectory]', folder);
    expect(await answerTo(page, given)).toEqual([]);
    const report = await shownReport(page);
    expect(report).toMatchObject({ backend: 'wasm', model: 'dense', inputs: [{ shape: [1, 2] }] });
    expect(report.total.counted.multiplyAdds).toBe(work(1));
    const saving = page.waitForEvent('download');
    await page.click('text=Save this page');
    const html = await readFile(await (await saving).path(), 'utf8');
    const policy = /<meta http-equiv[^>]*>/;
    expect(policy.exec(html)?.[0]).toBe(policy.exec(await reportPage({ reports: [] }))?.[0]);
    const again = await browser.open(html);
    expect(await wrongTotals(again.page, report)).toEqual([]);
    expect(await again.page.evaluate(`document.querySelector('.settings')`)).toBeNull();
    expect([...again.complaints, ...complaints]).toEqual([]);
    await again.close();
  });

  it('one model is counted at a time, and one beside a report is what changed', async () => {
    const { page, complaints } = counting;
    await page.goto(counting.url);
    await choose(page, 'wasm', 5);
    const drop = (): Promise<void> => dropFromDisk(page, [folder]);
    // The first count waits for its script until the second model was dropped.
    let arrive = (): void => {};
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    await page.route('**/counter.js', (route) => arrived.then(() => route.continue()));
    expect(await answerTo(page, () => drop().then(drop))).toEqual([
      'A model is being counted. Drop this one afterwards.',
    ]);
    arrive();
    await page.waitForSelector('[data-complete] #layers', { timeout: 60_000 });
    expect(await answerTo(page, drop)).toEqual([]);
    expect(await page.textContent('#where h2')).toBe('Where it changed');
    expect(complaints).toEqual([]);
  });

  it('a model on a page in one file is told how it is counted', async () => {
    const { page, complaints, close } = await browser.open(await reportPage({ reports: [] }));
    for (const [path, sentence] of [
      [folder, 'dense is a folder and no saved report, and another page counts models. '],
      [
        join(folder, 'model.json'),
        'model.json is a model and no saved report, and another page counts models. ',
      ],
    ] as const)
      expect(await answerTo(page, () => dropFromDisk(page, [path]))).toEqual([
        `${sentence}Run: npx tfjs-flops page --serve`,
      ]);
    expect(complaints).toEqual([]);
    await close();
  });

  it('any static host does, below any path and without headers of its own', async () => {
    await writeSite(join(ROOT, 'host/flops'), await countingSite());
    const { server, host } = await serveFolder(join(ROOT, 'host'));
    const page = await counting.context.newPage();
    const other: string[] = [];
    page.on('request', (request) => {
      if (!/^(?:data|blob):/.test(request.url()) && !request.url().startsWith(`http://${host}/flops/`))
        other.push(request.url());
    });
    await page.goto(`http://${host}/flops/`);
    await page.waitForSelector('[data-complete]');
    await choose(page, 'wasm', 0);
    expect(await answerTo(page, () => dropFromDisk(page, [folder]))).toEqual([]);
    expect((await shownReport(page)).total.counted.multiplyAdds).toBe(work(1));
    expect(other).toEqual([]);
    await page.close();
    server.closeAllConnections();
    server.close();
  });

  it('nothing but its files is served, and to nobody who writes', async () => {
    const ask = async (path: string, method = 'GET'): Promise<number> =>
      (await fetch(counting.url + path, { method })).status;
    expect(await Promise.all([ask(''), ask('index.html'), ask('counter.js', 'HEAD')])).toEqual([
      200, 200, 200,
    ]);
    expect(
      await Promise.all([ask('%2e%2e/package.json'), ask('/etc/passwd'), ask('wasm/'), ask('', 'POST')]),
    ).toEqual([404, 404, 404, 405]);
  });

  it('and a page that counts is the same page again without', async () => {
    const page = await reportPage({ reports: [] });
    expect(withCounter(page)).not.toBe(page);
    expect(withoutCounter(withCounter(page))).toBe(page);
  });
});
