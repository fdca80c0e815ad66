/** @file The Chinese page: nothing on it is English but names, commands and units; of one report, of two, of none. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zooWorkload } from '../../models/index.ts';
import { reportPage } from '../../src/cli/report-page.ts';
import { FIRST_RUN_PARTS, type FirstRunParts } from '../../src/core/first-run.ts';
import type { Report } from '../../src/core/report.ts';
import { TO_GRAPH_MODEL } from '../../src/findings/to-graph-model.ts';
import { findingsOf } from '../../src/findings/rules.ts';
import { writeReport } from '../../src/saved/write.ts';
import { runSweep } from '../../src/sweep/run.ts';
import { sweepSentences } from '../../src/sweep/table.ts';
import { useBackend } from '../support/backend.ts';
import { whyNoChromium } from '../support/chromium.ts';
import { mustSkip } from '../support/required.ts';
import { accessFaults } from './access.ts';
import { startBrowser, type Browser } from './browser.ts';
import { drop } from './drop.ts';
import { firstRunReport, functionReport, timedReport, trainingReport, unknownReport } from './reports.ts';

/** Names of things, units, keys, and words of commands: the same in Chinese. */
const NAMES =
  'tfjs|flops|FLOPs|TensorFlow|TensorFlow.js|JSON|Markdown|English|MAD|CNN|Transformer|webgl|webgpu|wasm|json|model|schemaVersion|' +
  'ms|GB|MB|kB|Kh|Kw|Cin|Cout|Dff|Ho|Wo|in|out|h|MLP|multiplyAdds|convolution|grouped|conv|attention|feed|forward|patch|embedding|dense|positions|tidy|dispose|GPU|JavaScript|activation|relu|ReLU|ELU|kernelFormulas|tf|Enter|_FusedMatMul';

const wordsOf = (text: string): readonly string[] => text.match(/[A-Za-z]{2,}/g) ?? [];

/** Runs in the page: what is read on it, and has words that are no names. */
const englishBeside = (own: string): string => `(() => {
  document.querySelectorAll('details').forEach((each) => (each.open = true));
  const names = new Set(${JSON.stringify([...NAMES.split('|'), ...wordsOf(own)])});
  const isEnglish = (text) => (text.match(/[A-Za-z]{2,}/g) ?? []).some((word) => !names.has(word));
  const found = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { data, parentElement } = texts.currentNode;
    if (parentElement.closest('bdi, code, math, script, noscript') === null && isEnglish(data)) found.add(data.trim());
  }
  for (const name of ['aria-label', 'placeholder', 'title'])
    for (const each of document.querySelectorAll('body [' + name + ']:not(bdi)'))
      // A name, and what is said of it.
      if (isEnglish(each.getAttribute(name).replace(/^[^：，]*(?:：|, )/, '').replace(/[^\\s]*(?: 的组成| 的尺寸)/, '')))
        found.add(each.getAttribute(name));
  return [...found];
})()`;

/** What is English on a page of these reports. */
const english = async (
  page: Page,
  reports: readonly Report[],
  also: readonly string[] = [],
): Promise<readonly string[]> => {
  await page.evaluate(`document.querySelectorAll('details').forEach((each) => (each.open = true));
    [...document.querySelectorAll('#layers tbody tr[data-item] .link')].slice(0, 3).forEach((each) => each.click());`);
  // What opens is told of behind the opening.
  await page.evaluate('new Promise((resolve) => setTimeout(resolve, 50))');
  const own = reports.map(({ model, backend, environment, inputs, layers, kernels }) => [
    [model, backend, environment.runtime, ...inputs.map(({ name }) => name), TO_GRAPH_MODEL],
    [...layers.map(({ path, className }) => [path, className]), ...kernels.map(({ kernel }) => kernel)],
  ]);
  return page.evaluate<string[]>(englishBeside(JSON.stringify([own, also])));
};

describe.skipIf(mustSkip('chromium', whyNoChromium()))('the Chinese page', () => {
  let browser: Browser;
  let timed: Report;
  beforeAll(async () => {
    await useBackend('cpu');
    timed = await timedReport();
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  const opened = async (reports: readonly Report[], language: 'en' | 'zh' = 'zh') =>
    browser.open(await reportPage({ reports, language }));

  it('of one report has no English text, and the English one is found to be nothing else', async () => {
    const { page, complaints, close } = await opened([timed]);
    expect(await english(page, [timed])).toEqual([]);
    expect(await page.evaluate('document.documentElement.lang')).toBe('zh-Hans');
    expect(await accessFaults(page, '#textbook', 3)).toEqual([]);
    await page.locator('[data-language=en]').click();
    await page.waitForSelector('[data-complete]');
    expect(await page.evaluate('/\\p{Script=Han}/u.test(document.querySelector("main").textContent)')).toBe(
      false,
    );
    // The same search, of the same page.
    const found = await english(page, [timed]);
    for (const text of ['Slowest first', 'Findings', 'Peak memory', 'Where the numbers come from'])
      expect(found).toContain(text);
    expect(found.length).toBeGreaterThan(60);
    expect(complaints).toEqual([]);
    await close();
  });

  it('has no English text where something is lacking: a function, a step of training, an unknown kernel', async () => {
    for (const report of [await functionReport(), await trainingReport(), unknownReport()]) {
      const { page, close } = await opened([report]);
      expect(await english(page, [report])).toEqual([]);
      await close();
    }
  });

  it('has none on the first pass on a GPU, nor in what is found of it', async () => {
    const report = await firstRunReport();
    const firstRun = report.firstRun!;
    const within = Object.fromEntries(FIRST_RUN_PARTS.map((part) => [part, 900])) as unknown as FirstRunParts;
    const memory = { beforeBytes: 0, peakBytes: 2e8, afterBytes: 2e8, keptBytes: 1.9e8 };
    const found = new Map<string, Report['findings'][number]>();
    for (const backend of ['chromium/webgl', 'webgpu'])
      for (const part of ['shaders', 'uploads', 'hostKernels'] as const) {
        // Most of the pass is this part.
        const partsMs = { ...within, [part]: 9_000 };
        const wallMs = FIRST_RUN_PARTS.reduce((sum, each) => sum + partsMs[each], 0);
        const slow = { ...report, backend, firstRun: { ...firstRun, partsMs, wallMs, memory } };
        for (const finding of findingsOf(slow)) found.set(`${finding.rule} ${backend}`, finding);
      }
    expect([...found.keys()].filter((name) => !/repeated|unfolded|unused/.test(name))).toHaveLength(2 * 6);
    const findings = [...found.values()].map((finding) => ({ ...finding, rows: [] }));
    const { page, close } = await opened([{ ...report, findings }]);
    // Calls and flags of tfjs, as they are typed.
    const code = findings.flatMap(({ remedy }) => remedy.match(/[\w.]+\(.*?\)+|[A-Z_]{9,}/g) ?? []);
    const also = [...code, 'predict', 'top', 'where', 'TopK', 'chromium', 'BYTES', 'true', 'false'];
    expect(await english(page, [report], also)).toEqual([]);
    await close();
  });

  it('of a sweep has none', async () => {
    const sweep = await runSweep({
      title: 'vit',
      axes: [
        { name: 'image-size', values: [4, 6, 8, 12, 16, 20] },
        { name: 'batch', values: [1, 3] },
      ],
      at: ([imageSize, batch]) =>
        zooWorkload('vit', { patch: 4, depth: 1, width: 6, heads: 2, imageSize: imageSize!, batch: batch! }),
      refusesAll: false,
    });
    const html = await reportPage({
      reports: [],
      sweep: { sweep, sentences: sweepSentences(sweep) },
      language: 'zh',
    });
    const { page, close } = await browser.open(html);
    const layers = sweep.growth.flatMap(({ groups }) =>
      groups.flatMap((group) => group.layers.map(({ name }) => name)),
    );
    expect(await english(page, [], ['vit', 'image-size', 'batch', ...layers])).toEqual([]);
    await close();
  });

  it('of two reports has none, neither where they differ nor where they are alike', async () => {
    for (const reports of [
      [await trainingReport(), timed],
      [timed, timed],
    ]) {
      const { page, close } = await opened(reports);
      expect(await english(page, reports)).toEqual([]);
      await close();
    }
  });

  it('of none asks for a report and refuses what is none, in Chinese', async () => {
    const { page, close } = await opened([]);
    expect(await english(page, [])).toEqual([]);
    const said = async (files: Readonly<Record<string, string>>): Promise<string> => {
      await drop(page, files);
      return page.evaluate<string>(`document.querySelector('[role=alert]').textContent`);
    };
    expect(await said({ 'a.json': 'hello' })).toBe('a.json 不是 JSON。请重新保存报告。');
    expect(await said({ 'b.json': 'null' })).toBe('b.json 不是保存的报告，而是 null。');
    expect(await said({ 'a.json': '', 'b.json': '', 'c.json': '' })).toBe(
      '一页只显示一份报告，或并排两份；收到 3 个文件。',
    );
    await drop(page, { 'good.json': writeReport(timed) });
    expect(await english(page, [timed])).toEqual([]);
    await close();
  });
});
