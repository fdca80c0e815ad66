/** @file The scripts of tfjs-flops/live in pages: pasted into the console, as a classic script and as a module. */
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { liveScript } from '../../src/attach/live-script.ts';
import { readReport } from '../../src/profile/read-report.ts';
import { run } from '../cli/process.ts';
import { usualOf } from '../support/large.ts';

interface Opened {
  readonly browser: Browser;
  readonly page: Page;
  readonly url: string;
}

/** What a page shows that records itself: `site/own.mjs`. */
async function shown(page: Page): Promise<unknown> {
  await expect.poll(() => page.evaluate('document.body.dataset.said'), { timeout: 20_000 }).toBeDefined();
  const { said, violated } = await page.evaluate<Record<string, string>>('({ ...document.body.dataset })');
  expect(violated, 'what the policy forbids').toBeUndefined();
  return JSON.parse(said!);
}

const RECORDED = {
  name: 'dense-net',
  residual: 0,
  rows: [' 0', 'hidden 110', 'out 33'],
  runs: 2,
  notes: [],
};

/**
 * Pages whose graphs no global holds, by how they run them: `predict`, `execute`, two `executeAsync` at once. Nothing says
 * where the last one has its file from: its nodes are counted, and have no theory.
 */
const HIDDEN = {
  predict: ['frame.html', '', [{ model: 'plain', multiplyAdds: 6 * 9 + 9 * 4 }]],
  execute: ['hidden.html', '', [{ model: 'plain', multiplyAdds: 6 * 9 + 9 * 4 }]],
  executeAsync: [
    'async.html',
    '',
    [
      { model: 'loop-a', multiplyAdds: 5 * 2 * 8 * 8 },
      { model: 'loop-b', multiplyAdds: 3 * 3 * 4 * 4 },
    ],
  ],
  'no file': [
    'hidden.html',
    'performance.clearResourceTimings()',
    [{ model: 'graph model', multiplyAdds: 6 * 9 + 9 * 4, residual: null }],
  ],
} as const;
const USUAL = usualOf('graphs that a page hides', Object.keys(HIDDEN) as (keyof typeof HIDDEN)[], [
  'executeAsync',
]);

/** @param opened the browser, and the page of the site's root in it */
export function scriptsIn(opened: () => Opened): void {
  describe('the script itself', () => {
    it('pasted into the console of a page with a strict policy finds layers by the variables that kernels read', async () => {
      const { page } = opened();
      const all = `['head/bias', 'out/bias'].every((name) => name in (globalThis._tfengine?.state.registeredVariables ?? {}))`;
      await expect.poll(() => page.evaluate(all), { timeout: 20_000 }).toBe(true);
      const result = await page.evaluate<{
        model: string;
        kernels: number;
        rows: Record<string, readonly [multiplyAdds: number, parameters: number]>;
        notes: string[];
      }>(
        `(async () => { ${await liveScript()}
          const { reports: [report], notes } = await tfjsFlops.record({ passes: 1, seconds: 1 });
          const rows = Object.fromEntries(report.layers.map(({ path, counted, parameters }) =>
            [path.join('/'), [counted.multiplyAdds, parameters.total]]));
          return { model: report.model, kernels: report.kernels.length, rows, notes }; })()`,
      );
      expect(result.model).toBe('page');
      expect(result.kernels).toBeGreaterThan(3);
      const calls = (result.rows['stem']?.[0] ?? 0) / (10 * 10 * 5 * 3 * 3 * 3);
      const others = (result.rows['hidden']?.[0] ?? 0) / (10 * 11);
      for (const each of [calls, others]) expect([each > 0, Number.isInteger(each)]).toEqual([true, true]);
      expect(result.rows).toEqual({
        '': [0, 0],
        stem: [calls * 10 * 10 * 5 * 3 * 3 * 3, 3 * 3 * 3 * 5 + 5],
        norm: [0, 4 * 5],
        head: [calls * 500 * 7, 500 * 7 + 7],
        hidden: [others * 10 * 11, 10 * 11 + 11],
        out: [others * 11 * 3, 11 * 3 + 3],
      });
      expect(result.notes.join()).toContain('layers by the variables that kernels read');
    });

    it('as snippet prints it, run as the console does, prints the table of a graph that a page hides', async () => {
      const other = await opened().browser.newPage();
      const said: string[] = [];
      other.on('console', (message) => said.push(message.text()));
      await other.goto(`${opened().url}hidden.html`);
      const session = await other.context().newCDPSession(other);
      const { exceptionDetails } = await session.send('Runtime.evaluate', {
        expression: run(['snippet']).out,
        replMode: true,
      });
      expect(exceptionDetails).toBeUndefined();
      await expect.poll(() => said.join('\n'), { timeout: 20_000 }).toContain('residual');
      const table = said.join('\n');
      expect(table).toMatch(/^plain · 1×6 · cpu/m);
      expect(table).toMatch(/^Total .* 90 /m);
      expect(table).toMatch(/residual +0 /);
      await other.close();
    });

    it('as a classic script finds the model that a page with a global tf calls', async () => {
      const other = await opened().browser.newPage();
      await other.goto(`${opened().url}classic.html`);
      await expect
        .poll(() => other.evaluate('globalThis.calls ?? 0'), { timeout: 20_000 })
        .toBeGreaterThan(0);
      const total = await other.evaluate<unknown>(
        `tfjsFlops.record(3).then(({ reports: [{ model, total, layers }] }) =>
          ({ model, multiplyAdds: total.counted.multiplyAdds, residual: total.residual, stem: layers.some(({ path }) => path[0] === 'stem') }))`,
      );
      expect(total).toEqual({
        model: 'conv-net',
        multiplyAdds: 10 * 10 * 5 * 3 * 3 * 3 + 500 * 7,
        residual: 0,
        stem: true,
      });
      await other.close();
    });

    it('as a classic script under a strict policy loads what makes reports when it has recorded, and saves one', async () => {
      const other = await opened().browser.newPage();
      const saved = other.waitForEvent('download');
      await other.goto(`${opened().url}strict.html`);
      expect(await shown(other)).toEqual(RECORDED);
      const loaded = await other.evaluate<string[]>(
        "performance.getEntriesByType('resource').map(({ name }) => name.split('/').pop())",
      );
      const at = (name: string): number => loaded.findIndex((each) => each.startsWith(name));
      expect(at('live.js')).toBeGreaterThanOrEqual(0);
      expect(at('live-report.js')).toBeGreaterThan(at('model.json'));
      const file = await saved;
      expect(file.suggestedFilename()).toBe('dense-net.json');
      const report = readReport(await readFile(await file.path(), 'utf8'));
      expect(report.total.counted.multiplyAdds).toBe(143);
      await other.close();
    });

    it('as a module of an import map under a strict policy records the model that it is given', async () => {
      const other = await opened().browser.newPage();
      await other.goto(`${opened().url}module.html`);
      expect(await shown(other)).toEqual(RECORDED);
      await other.close();
    });

    it.each(USUAL)('pasted into the console finds the graphs that a page hides: %s', async (way) => {
      const [name, before, models] = HIDDEN[way];
      const other = await opened().browser.newPage();
      await other.goto(`${opened().url}${name}`);
      const seen = await other.evaluate<unknown>(
        `(async () => { ${await liveScript()}
          ${before};
          const before = Object.getOwnPropertyNames(Object.prototype).length;
          const { reports, notes } = await tfjsFlops.record(3);
          const models = reports.map(({ model, total, entries, scopes }) => ({
            model,
            multiplyAdds: total.counted.multiplyAdds,
            residual: total.residual,
            outside: entries.filter(({ scope }) => scopes[scope].kind === 'root').length,
          }));
          const left = Object.getOwnPropertyNames(Object.prototype).length - before;
          return { models, left, notes }; })()`,
      );
      expect(seen).toEqual({
        models: models.map((each) => ({ residual: 0, ...each, outside: 0 })),
        left: 0,
        notes: [],
      });
      await other.close();
    });

    it('says in a sentence that its second file is missing', async () => {
      const other = await opened().browser.newPage();
      await other.goto(`${opened().url}alone.html`);
      expect(await shown(other)).toMatch(/^live-report\.js, which makes the reports, could not be loaded/);
      await other.close();
    });
  });
}
