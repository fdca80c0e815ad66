/** @file The scripts of tfjs-flops/live in pages: pasted into the console, as a classic script and as a module. */
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { liveScript } from '../../src/attach/live-script.ts';
import { readReport } from '../../src/profile/read-report.ts';

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

/** @param opened the browser, and the page of the site's root in it */
export function scriptsIn(opened: () => Opened): void {
  describe('the script itself', () => {
    it('pasted into the console of a page with a strict policy counts its kernels', async () => {
      const result = await opened().page.evaluate<{ model: string; kernels: number; notes: string[] }>(
        `(async () => { ${await liveScript()}
          const { reports: [report], notes } = await tfjsFlops.record({ passes: 1, seconds: 1 });
          return { model: report.model, kernels: report.kernels.length, notes }; })()`,
      );
      expect(result.model).toBe('page');
      expect(result.kernels).toBeGreaterThan(3);
      expect(result.notes.join()).toContain('kernels alone');
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

    it('says in a sentence that its second file is missing', async () => {
      const other = await opened().browser.newPage();
      await other.goto(`${opened().url}alone.html`);
      expect(await shown(other)).toMatch(/^live-report\.js, which makes the reports, could not be loaded/);
      await other.close();
    });
  });
}
