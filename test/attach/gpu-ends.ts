/**
 * @file How watching a page on a GPU ends, and what its files are good for, with the GPU asked for times and without: part of the tests of live pages, of the
 * large ones, since a GPU in software takes seconds to start.
 */
import { spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { attach, type AttachOptions, type Attached } from '../../src/attach/attach.ts';
import { MAIN, run } from '../cli/process.ts';
import { isLarge } from '../support/large.ts';
import { heard, ON_A_GPU, type Here } from './backends.ts';
import { crash, ENDS, inRoot, openBrowser, options, processesIn } from './watching.ts';

const CASES = ['webgl', 'webgpu'].flatMap((backend) =>
  [false, true].map((gpuTime) => ({ backend, gpuTime, times: gpuTime ? 'times' : 'no times' })),
);
/** Where more is patched, and times are on their way. */
const TIMED = CASES.filter(({ gpuTime }) => gpuTime);

/** Once a model has been recorded, in the middle of what comes next. @returns the report, or what is said instead */
async function ended(given: Partial<AttachOptions>, end: (press: () => void) => unknown): Promise<string> {
  let isEnded = false;
  let press = (): void => {};
  const stop = new Promise<void>((pressed) => (press = pressed));
  const onProgress: AttachOptions['onProgress'] = (realms) => {
    const models = realms.flatMap(({ progress }) => progress?.models ?? []);
    if (isEnded || !models.some(({ passes }) => passes > 0)) return;
    isEnded = true;
    void end(press);
  };
  return attach(options({ passes: 1_000_000, stop, onProgress, ...given })).then(
    ({ reports, notes }) => [...reports.map(({ model }) => model), ...notes].join('\n'),
    (error: Error) => error.message,
  );
}

/** @param here asked when a test runs */
export function endsOnGpus(here: () => Here): void {
  const large = it.runIf(isLarge);

  async function opened(backend: string, query = ''): Promise<{ readonly page: Page; readonly url: string }> {
    const { browser, site } = here();
    const page = await browser.newPage();
    const url = `${site.url}${backend}.html${query}`;
    await page.goto(url);
    await heard(here(), backend, ON_A_GPU);
    return { page, url };
  }

  large.each(TIMED)('$backend, $times: a page that ends is told in a sentence', async (each) => {
    const { backend, gpuTime } = each;
    const { port, site } = here();
    const ends: Readonly<
      Record<string, readonly [said: RegExp, end: (page: Page, press: () => void) => unknown]>
    > = {
      close: [ENDS.close, (page) => page.close()],
      crash: [ENDS.crash, (page) => crash(page)],
      leave: [ENDS.leave, (page, press) => page.goto(`${site.url}empty.html`).then(press)],
      'close while reports are made': [
        /^(conv-net|loop-a|plain|The page ended .*closed)/,
        (page, press) => {
          press();
          setTimeout(() => void page.close(), 5);
        },
      ],
    };
    for (const [name, [said, end]] of Object.entries(ends)) {
      const { page, url } = await opened(backend, `?${encodeURIComponent(name)}`);
      expect(await ended({ port, url, gpuTime }, (press) => end(page, press)), name).toMatch(said);
      if (!page.isClosed()) await page.close();
    }
  });

  large.each(CASES)('$backend, $times: a page that goes on is left as it was', async (each) => {
    const { backend, gpuTime } = each;
    const { port } = here();
    const { page, url } = await opened(backend);
    const before = await heard(here(), backend, ON_A_GPU);
    const controller = new AbortController();
    const { signal } = controller;
    expect(await ended({ port, url, gpuTime, signal }, () => controller.abort())).toMatch(/was stopped/);
    expect(await heard(here(), backend, ON_A_GPU)).toEqual(before);
    // Times of some calls are still on their way.
    expect(await ended({ port, url, gpuTime }, (press) => press())).toContain('conv-net');
    expect(await heard(here(), backend, ON_A_GPU)).toEqual(before);

    const both = await Promise.all([
      attach(options({ port, url, gpuTime })),
      attach(options({ port, url, gpuTime })),
    ]);
    for (const { reports, notes } of both) {
      expect(reports.map(({ model }) => model.replace('-net', '')).toSorted(), notes.join()).toEqual(
        ON_A_GPU,
      );
      for (const report of reports)
        expect([report.model, report.total.residual, inRoot(report)]).toEqual([report.model, 0, 0]);
    }
    if (gpuTime) expectTimesOfOne(both);
    expect(await heard(here(), backend, ON_A_GPU)).toEqual(before);
    await page.close();
  });

  /** Timers of a GPU do not nest: what was inside another's has no time, and says why. */
  function expectTimesOfOne(both: readonly Attached[]): void {
    const reports = both.flatMap((each) => each.reports);
    const timed = reports.filter(({ total }) => total.time !== null);
    expect(timed.length).toBeGreaterThanOrEqual(ON_A_GPU.length);
    for (const { total } of timed) expect(total.time!.meanMs).toBeGreaterThan(0.01);
    for (const { total, environment } of reports)
      if (total.time === null) expect(environment.clockNote).toContain('something else in the page timed');
  }

  large.each(TIMED)('$backend, $times: Ctrl-C leaves the page and no process', async (each) => {
    const { backend, gpuTime } = each;
    const { port, site } = here();
    const { page, url } = await opened(backend);
    const before = await heard(here(), backend, ON_A_GPU);
    const scratch = await mkdtemp(join(site.models, 'scratch-'));
    for (const way of [['--cdp', String(port)], ['--headless']]) {
      const words = [MAIN, 'attach', url, ...way, '--seconds', '300', ...(gpuTime ? ['--gpu-time'] : [])];
      const command = spawn(process.execPath, words, { env: { ...process.env, TMPDIR: scratch } });
      const exit = new Promise((resolve) => command.once('exit', resolve));
      let said = '';
      command.stderr.on('data', (part: Buffer) => (said += part.toString()));
      await expect.poll(() => said, { timeout: 20_000 }).toContain('conv-net: 4 layers');
      command.kill('SIGINT');
      expect(await exit, said).toBe(2);
      expect(said).toContain('stopped');
      expect(processesIn(scratch)).toEqual([]);
    }
    expect(await heard(here(), backend, ON_A_GPU)).toEqual(before);
    await page.close();
  });

  large.each(CASES)('$backend, $times: its file is checked as any other', async ({ backend, gpuTime }) => {
    const { port, site } = here();
    const { page, url } = await opened(backend);
    const file = join(site.models, `${backend}-${gpuTime}.json`);
    const words = ['attach', url, '--cdp', String(port), '--model', 'conv-net', '--json', file];
    const command = spawn(process.execPath, [MAIN, ...words, ...(gpuTime ? ['--gpu-time'] : [])]);
    expect(await new Promise((resolve) => command.once('exit', resolve))).toBe(0);
    await page.close();
    const model = join(site.models, 'conv');
    const held = run(['check', file, '--baseline', model]);
    expect(held).toMatchObject({ code: 0, out: expect.stringMatching(/^PASS .*17,000 multiply-adds/) });
    expect(run(['check', model, '--baseline', file]).code).toBe(0);
    const broken = run(['check', file, '--max-multiply-adds', '16999']);
    expect(broken).toMatchObject({ code: 1, out: expect.stringMatching(/^FAIL .*\+1 \(/) });
  });

  large.each(TIMED)('$backend, $times: a page that loses its GPU is told so', async (each) => {
    const { backend, gpuTime } = each;
    const { site } = here();
    // Of its own: it takes the GPU from all pages.
    const { browser, port } = await openBrowser();
    const page = await browser.newPage();
    const url = `${site.url}${backend}.html`;
    await page.goto(url);
    const said = await ended({ port, url, gpuTime, seconds: 3 }, async () => {
      const session = await browser.newBrowserCDPSession();
      await session.send('Browser.crashGpuProcess');
    });
    expect(said).toContain('The page lost its GPU');
    await browser.close();
  });
}
