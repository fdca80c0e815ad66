/** @file Names that would be more than text, files that are no reports: inert, and refused in a sentence. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportPage } from '../../src/cli/report-page.ts';
import type { Finding, Report } from '../../src/core/report.ts';
import { countShapes } from '../../src/profile/count-shapes.ts';
import { readReport } from '../../src/saved/read.ts';
import { writeReport } from '../../src/saved/write.ts';
import { nestedModel } from '../report/reports.ts';
import { useBackend } from '../support/backend.ts';
import { whyNoChromium } from '../support/chromium.ts';
import { mustSkip } from '../support/required.ts';
import { accessFaults } from './access.ts';
import { startBrowser, type Browser } from './browser.ts';
import { drop } from './drop.ts';
import { timedReport } from './reports.ts';
import { BROKEN_OUT, CUT_OFF, OUT_OF_SIGHT } from './shown-wrong.ts';
import { wrongTotals } from './totals.ts';

const LONG = 'long '.repeat(2_000);

/** In the places of names in the report: of layers, nested models, the model, an input, a kernel, a file. */
const NAMES: Readonly<Record<string, string>> = {
  tower1: '</script><script>window.hacked = 1</script>',
  tower2: '<img src=x onerror="window.hacked = 2">',
  wide: '__proto__',
  norm: '\u001B[31m\u202Egnp.exe\u0007',
  relu: LONG,
  nested: '<svg onload="window.hacked = 3"><!-- <script>',
  head: 'constructor',
  flatten: 'toString',
  image: '{{7*7}}${7*7}" onmouseover="window.hacked = 4',
  Prelu: '"><iframe srcdoc="<script>parent.hacked = 5</script>">',
};

/** Whichever of them is the slowest layer, the first sentence names it. */
const ALL_LONG = Object.fromEntries(Object.keys(NAMES).map((name) => [name, LONG + name]));

function hostile(report: Report, names = NAMES): Report {
  let text = writeReport({
    ...report,
    environment: { ...report.environment, runtime: names['tower1']!, model: names['tower2']! },
  });
  for (const [name, other] of Object.entries(names))
    text = text
      .replaceAll(`"${name}"`, JSON.stringify(other))
      .replaceAll(`"${name}/`, `${JSON.stringify(other).slice(0, -1)}/`);
  return readReport(text);
}

const FAILURES = `[...document.querySelectorAll('[role=alert]')].map((each) => each.textContent)`;

const FINDING: Finding = {
  rule: 'slow-kernel',
  marks: 'time',
  what: 'A kernel takes much of the time.',
  work: [],
  cause: 'It is slow.',
  remedy: 'Take another one.',
  evidence: {},
  rows: [0, 1, 2],
};

describe.skipIf(mustSkip('chromium', whyNoChromium()))('a page', () => {
  let browser: Browser;
  let report: Report;
  beforeAll(async () => {
    await useBackend('cpu');
    // What is found depends on times: one finding in any case, with links to rows.
    report = { ...(await timedReport()), findings: [FINDING] };
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  it.each([
    ['one report', 1],
    ['two', 2],
  ])('of %s with hostile names shows them as text', async (_, many) => {
    const reports = [hostile(report), report].slice(0, many);
    const { page, complaints, close } = await browser.open(await reportPage({ reports }), {
      viewport: { width: 390, height: 800 },
    });
    await page.evaluate(`document.querySelectorAll('details').forEach((each) => (each.open = true));
      [...document.querySelectorAll('#layers .tools button')].find(({ textContent }) => textContent === 'Open all')?.click();
      for (let i = 0; i < 30; i++) [...document.querySelectorAll('#layers tbody tr[data-item] .link')][i]?.click();`);
    expect(await page.evaluate(BROKEN_OUT)).toEqual([]);
    const text = await page.evaluate<string>('document.body.textContent');
    for (const name of ['tower1', 'tower2', 'wide', 'nested', 'relu']) expect(text).toContain(NAMES[name]);
    expect(text).toContain(String.raw`\u001b[31m\u202egnp.exe\u0007`);
    if (many === 1) expect(await wrongTotals(page, hostile(report))).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  it('is no wider than a narrow screen where every name is long', async () => {
    const narrow = { viewport: { width: 390, height: 800 } };
    const long = hostile(report, ALL_LONG);
    // `500.0 MB` beside a curve.
    const large = await countShapes(nestedModel(), { batch: 100_000 });
    for (const reports of [[long], [long, report], [report, long], [large]]) {
      const { page, close } = await browser.open(await reportPage({ reports }), narrow);
      await page.evaluate(`document.querySelectorAll('details').forEach((each) => (each.open = true))`);
      expect(await page.evaluate(BROKEN_OUT)).toEqual([]);
      expect(await page.evaluate(CUT_OFF)).toEqual([]);
      await page.setViewportSize({ width: 1280, height: 800 });
      expect(await page.evaluate(OUT_OF_SIGHT)).toBe(0);
      await close();
    }
  });

  it('is broken by such a name where its data are not escaped, and where the policy lets it run', async () => {
    const safe = await reportPage({ reports: [hostile(report)] });
    const raw = safe.replaceAll(String.raw`\u003c`, '<');
    const withPolicy = await browser.open(raw, {}, false);
    expect(withPolicy.complaints.join('\n')).toMatch(/Content Security Policy/);
    expect(await withPolicy.page.evaluate('window.hacked')).toBeUndefined();
    await withPolicy.close();
    const without = await browser.open(raw.replace(/<meta http-equiv[^>]*>/, ''), {}, false);
    expect(await without.page.evaluate(BROKEN_OUT)).toContain('ran 1');
    await without.close();
  });

  it('lets nothing be parsed as HTML, no script run, nothing be fetched', async () => {
    const { page, complaints, close } = await browser.open(await reportPage({ reports: [report] }));
    const tried = (code: string): Promise<unknown> =>
      page.evaluate(`(async () => { try { ${code}; return 'done' } catch (error) { return error.name } })()`);
    expect(await tried(`document.body.innerHTML = '<b>x</b>'`)).toBe('TypeError');
    expect(
      await tried(
        `const s = document.createElement('script'); s.textContent = 'window.hacked = 1'; document.body.append(s)`,
      ),
    ).toBe('TypeError');
    expect(await tried(`await fetch('https://example.com/')`)).toBe('TypeError');
    expect(await tried(`const i = new Image(); i.src = 'https://example.com/x.png'; await i.decode()`)).toBe(
      'EncodingError',
    );
    expect(await page.evaluate('window.hacked')).toBeUndefined();
    expect(complaints.join('\n')).toMatch(/Content Security Policy/);
    await close();
  });

  it('refuses what is no report in one sentence, and goes on', async () => {
    const { page, complaints, close } = await browser.open(await reportPage({ reports: [] }));
    expect(await accessFaults(page)).toEqual([]);
    const saved = writeReport(report);
    const wrong: Readonly<Record<string, readonly [Readonly<Record<string, string>>, RegExp]>> = {
      text: [{ 'a.json': 'hello' }, /^a\.json is not JSON\. Save the report anew\.$/],
      empty: [{ 'b.json': '' }, /^b\.json is not JSON\./],
      null: [{ 'c.json': 'null' }, /^c\.json is no saved report, but null\.$/],
      model: [
        { 'model.json': '{"format":"layers-model","modelTopology":{}}' },
        /^model\.json is a model and no saved report, and another page counts models\. Run: npx tfjs-flops page --serve$/,
      ],
      newer: [
        { 'd.json': '{"schemaVersion":99}' },
        /^d\.json is a report of schemaVersion 99, and 1 is the newest/,
      ],
      half: [{ 'e.json': '{"schemaVersion":1}' }, /^e\.json is damaged: model is missing\./],
      item: [
        { 'f.json': saved.replace('"kernels":[', '"kernels":[1,') },
        /^f\.json is damaged: kernels\[0\] must be an object, got 1\./,
      ],
      proto: [{ 'g.json': '{"schemaVersion":1,"__proto__":{"model":1}}' }, /^g\.json is damaged/],
      three: [
        { 'h.json': saved, 'i.json': saved, 'j.json': saved },
        /^A page shows one report, or two side by side; got 3 files\.$/,
      ],
      name: [{ '<img onerror=x>\u202E.json': '' }, /^<img onerror=x>\\u202e\.json is not JSON\./],
    };
    for (const [kind, [files, sentence]] of Object.entries(wrong)) {
      await drop(page, files);
      const failures = await page.evaluate<string[]>(FAILURES);
      expect(failures, kind).toHaveLength(1);
      expect(failures[0], kind).toMatch(sentence);
    }
    await drop(page, { 'good.json': saved });
    expect(await page.evaluate(FAILURES)).toEqual([]);
    expect(await wrongTotals(page, report)).toEqual([]);
    await drop(page, { 'a.json': 'hello' });
    expect(await page.evaluate(FAILURES)).toEqual(['a.json is not JSON. Save the report anew.']);
    expect(await page.evaluate('document.querySelectorAll("main section").length')).toBeGreaterThan(5);
    await drop(page, { 'good.json': saved });
    expect(await page.evaluate('document.querySelector("#where h2").textContent')).toBe('Where it changed');
    expect(complaints).toEqual([]);
    await close();
  });

  it('says so where its own data were changed, be it in what only a check finds', async () => {
    const safe = await reportPage({ reports: [report] });
    const changed: readonly (readonly [from: string, to: string])[] = [
      ['"kernels":[', '"kernels":[1,'],
      ['"layers":[', '"layers":{},"x":['],
      ['{"unit":', '{{"unit":'],
      ['"backend":"cpu"', '"backend":7'],
      ['"reports":[{', '"reports":[null,{'],
    ];
    // Together: a page looks at its data some time after it is drawn.
    await Promise.all(
      changed.map(async ([from, to]) => {
        expect(safe).toContain(from);
        const { page, close } = await browser.open(safe.replace(from, to));
        await page.waitForSelector('[role=alert]', { timeout: 30_000 });
        expect(await page.evaluate<string[]>(FAILURES), to).toEqual([
          expect.stringMatching(/^The (?:report|data) in this page .+\.$/),
        ]);
        await close();
      }),
    );
  });

  it('saves itself with what was dropped on it', async () => {
    const { page, close } = await browser.open(await reportPage({ reports: [] }));
    const named = hostile(report);
    await drop(page, { 'good.json': writeReport(named) });
    const saving = page.waitForEvent('download');
    await page.click('text=Save this page');
    const html = await readFile(await (await saving).path(), 'utf8');
    await close();
    // As the command line writes it: what is not ASCII is slower to read.
    expect(/[^\0-\x7F]/.exec(html)).toBeNull();
    expect(/[^\0-\x7F]/.exec(await reportPage({ reports: [named] }))).toBeNull();
    const again = await browser.open(html);
    expect(await again.page.evaluate(BROKEN_OUT)).toEqual([]);
    expect(await wrongTotals(again.page, named)).toEqual([]);
    expect(again.complaints).toEqual([]);
    await again.close();
  });
});
