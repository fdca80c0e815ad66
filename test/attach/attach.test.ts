/** @file Live pages in a real browser, watched from outside: what is counted, what is owned, and what stays behind. */
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attach, type AttachOptions, type Attached } from '../../src/attach/attach.ts';
import { fileWorkload } from '../../src/load/index.ts';
import { profile } from '../../src/profile/profile.ts';
import { MAIN } from '../cli/process.ts';
import { useBackend } from '../support/backend.ts';
import { whyNoChromium } from '../support/chromium.ts';
import { usualOf } from '../support/large.ts';
import { mustSkip } from '../support/required.ts';
import { onBackends } from './backends.ts';
import { endsOnGpus } from './gpu-ends.ts';
import { scriptsIn } from './scripts.ts';
import { startSite, type Seen, type Site } from './site.ts';
import {
  counted,
  crash,
  ENDS,
  inRoot,
  MODELS,
  NAMES,
  openBrowser,
  options,
  processesIn,
  WITHOUT_REPORT,
} from './watching.ts';

describe.skipIf(mustSkip('chromium', whyNoChromium()))('a live page', () => {
  let folder: string;
  let site: Site;
  let browser: Browser;
  let page: Page;
  let port: number;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tfjs-flops-'));
    await useBackend('cpu');
    site = await startSite(folder);
    ({ browser, port } = await openBrowser());
    page = await browser.newPage();
    await page.goto(`${site.url}?token=SECRET`);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** What all parts say after a call of each, made when all have loaded their models. */
  async function settled(): Promise<ReadonlyMap<string, Seen>> {
    await heard();
    return heard();
  }

  async function heard(): Promise<ReadonlyMap<string, Seen>> {
    site.takeSeen();
    const seen = new Map<string, Seen>();
    for (let looks = 0; seen.size < 5 && looks < 400; looks++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      for (const each of site.takeSeen()) seen.set(each.name, each);
    }
    expect([...seen.keys()].toSorted()).toEqual(NAMES);
    return seen;
  }

  describe('with models in the page, in a second copy of tfjs, in an iframe and in a worker', () => {
    let before: ReadonlyMap<string, Seen>;
    let during: readonly Seen[];
    let after: ReadonlyMap<string, Seen>;
    let result: Attached;

    beforeAll(async () => {
      before = await settled();
      site.takeSeen();
      result = await attach(options({ port }));
      during = site.takeSeen();
      after = await settled();
    });

    it('has a report of each model, whose counts are those of profile to the digit', async () => {
      expect(result.reports.map(({ model }) => model).toSorted()).toEqual(MODELS);
      expect(result.notes).toEqual([]);
      for (const report of result.reports) {
        const file = report.model.replace('-net', '');
        const right = await profile(await fileWorkload(join(folder, file)), { runs: 0 });
        expect(counted(report), report.model).toEqual(counted(right));
        expect(report.total.residual, report.model).toBe(0);
        expect(inRoot(report), report.model).toBe(0);
        expect(report.total.time?.runs, report.model).toBe(2);
        expect(report.total.wall?.firstMs ?? null, report.model).toBeNull();
      }
      const of = (name: string) =>
        result.reports.find(({ model }) => model === name)!.total.counted.multiplyAdds;
      expect(of('conv-net')).toBe(10 * 10 * 5 * 3 * 3 * 3 + 500 * 7);
      expect(of('dense-net')).toBe(10 * 11 + 11 * 3);
      expect(of('plain')).toBe(6 * 9 + 9 * 4);
      expect(of('loop-a')).toBe(5 * 2 * 8 * 8);
      expect(of('loop-b')).toBe(3 * 3 * 4 * 4);
    });

    it('changes no output, leaks no tensor, and leaves registry, engine, classes and models as they were', () => {
      expect(during.length).toBeGreaterThan(0);
      for (const { name, sha } of during) expect(sha, name).toBe(before.get(name)!.sha);
      for (const [name, { sha, tensors, realm }] of after)
        expect({ name, sha, tensors, realm }).toEqual({ ...before.get(name)!, name });
    });

    it('shows no query of an address', () => {
      expect(JSON.stringify([result.reports, result.notes])).not.toContain('SECRET');
    });
  });

  it('can be watched again, and ends when it is told to', async () => {
    const passes = 1_000_000;
    const ended = await new Promise<Attached>((resolve, reject) => {
      let press = (): void => {};
      const stop = new Promise<void>((pressed) => (press = pressed));
      const onProgress: AttachOptions['onProgress'] = (realms) => {
        const models = realms.flatMap(({ progress }) => progress?.models ?? []);
        if (models.filter((model) => model.passes > 0).length === NAMES.length) press();
      };
      attach(options({ port, passes, stop, onProgress })).then(resolve, reject);
    });
    expect(ended.reports).toHaveLength(5);
  });

  it('is left as it was where watching is stopped or fails', async () => {
    const before = await settled();
    const controller = new AbortController();
    const aborted = attach(
      options({ port, passes: 1_000_000, signal: controller.signal, onFound: () => controller.abort() }),
    );
    await expect(aborted).rejects.toMatchObject({ code: 'aborted' });
    expect(await settled()).toEqual(before);
  });

  it('can be watched by two at once', async () => {
    const before = await settled();
    const both = await Promise.all([attach(options({ port })), attach(options({ port }))]);
    for (const { reports, notes } of both) {
      expect(reports.map(({ model }) => model).toSorted(), notes.join()).toEqual(MODELS);
      // One may not hide from the other which node runs.
      for (const report of reports)
        expect([report.model, report.total.residual, inRoot(report)]).toEqual([report.model, 0, 0]);
    }
    expect(await settled()).toEqual(before);
  });

  it('is left as it was where the command is ended with Ctrl-C, which ends all that it started', async () => {
    const before = await settled();
    const scratch = await mkdtemp(join(folder, 'scratch-'));
    const ways = { joined: ['--cdp', String(port)], started: ['--headless', `${site.url}?token=SECRET`] };
    for (const way of usualOf('browsers left by Ctrl-C', ['joined', 'started'], ['started'])) {
      const words = [MAIN, 'attach', ...ways[way], '--seconds', '300'];
      const command = spawn(process.execPath, words, { env: { ...process.env, TMPDIR: scratch } });
      const ended = new Promise((resolve) => command.once('exit', resolve));
      let said = '';
      await new Promise<void>((resolve) => {
        command.stderr.on('data', (part: Buffer) => {
          said += part.toString();
          if (said.includes('conv-net: 4 layers')) resolve();
        });
        void ended.then(() => resolve());
      });
      command.kill('SIGINT');
      expect(await ended, said).toBe(2);
      expect(said).toContain('stopped');
      expect(said).not.toContain('SECRET');
      expect(await readdir(scratch), 'what the browser wrote').toEqual(
        expect.not.arrayContaining([expect.stringMatching('tfjs-flops|playwright')]),
      );
      expect(processesIn(scratch)).toEqual([]);
    }
    expect(await settled()).toEqual(before);
  });

  it('that is closed, crashes or leaves while it is watched ends it in a sentence', async () => {
    for (const end of usualOf('ends of a page', ['close', 'crash', 'leave'], ['close'])) {
      const other = await browser.newPage();
      await other.goto(`${site.url}?${end}`);
      let isEnded = false;
      let press = (): void => {};
      const stop = new Promise<void>((pressed) => (press = pressed));
      const onFound = (): void => {
        if (isEnded) return;
        isEnded = true;
        if (end === 'close') void other.close();
        else if (end === 'leave') void other.goto(`${site.url}empty.html`).then(press);
        else void crash(other);
      };
      const said = await attach(
        options({ port, url: `${site.url}?${end}`, passes: 1_000_000, stop, onFound }),
      ).then(
        () => 'a report',
        (error: Error) => error.message,
      );
      expect(said, end).toMatch(ENDS[end]);
      if (!other.isClosed()) await other.close();
    }
  });

  it.each(WITHOUT_REPORT)(
    'without a model that runs, or whose tfjs is refused, says so: %s',
    async (name, said) => {
      const other = await browser.newPage();
      await other.goto(`${site.url}${name}?token=SECRET`);
      let press = (): void => {};
      const stop = new Promise<void>((pressed) => (press = pressed));
      const seconds = name === 'empty.html' ? 1 : 30;
      const watched = attach(
        options({ port, url: `${site.url}${name}`, seconds, stop, onFound: () => press() }),
      );
      await expect(watched).rejects.toThrow(said);
      await expect(watched).rejects.not.toThrow(/SECRET/);
      await other.close();
    },
  );

  it('that is loaded anew shows the first call of each model, also in workers and iframes', async () => {
    const { reports } = await attach(options({ port, url: site.url, reload: true }));
    const first = (name: string) => reports.find(({ model }) => model === name)?.total.wall?.firstMs;
    for (const name of ['conv-net', 'dense-net', 'plain']) expect(first(name), name).toBeGreaterThan(0);
    expect(reports.map(({ model }) => model)).toContain('loop-a');
    const [left, ...others] = await Promise.all(
      page
        .frames()
        .map((frame) =>
          frame.evaluate<unknown[]>(
            `['modelUrl', 'inputLayers', Symbol.for('tfjs-flops.early')].filter((name) => name in Object.prototype || name in globalThis)`,
          ),
        ),
    );
    expect([left, ...others]).toEqual([[], []]);
  });

  describe('of a backend', () => onBackends(() => ({ browser, site, port })));

  describe('of a GPU', () => endsOnGpus(() => ({ browser, site, port })));

  scriptsIn(() => ({ browser, page, url: site.url }));
});
