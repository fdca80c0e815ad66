/**
 * @file A browser that fails in the middle of a profile: one sentence for each way to fail, no hang, nothing left behind.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  openChromium,
  startChromium,
  type Chromium,
  type PageOptions,
} from '../../../src/backends/chromium/browser.ts';
import type { ChromiumName, Job, TaskOptions } from '../../../src/backends/chromium/task.ts';
import { TfjsFlopsError, type ErrorCode } from '../../../src/core/errors.ts';
import { descendants, profileInChromium, tinyModel, whyNoChromium } from '../../support/chromium.ts';
import { usualOf } from '../../support/large.ts';
import { mustSkip } from '../../support/required.ts';

/** Milliseconds after which a fault counts as a hang. */
const HANG_MS = 30_000;

const TINY = tinyModel();
const RUNS = 500;
/** No fault comes too late for so many, which never end. */
const ENDLESS = 100_000;

/** tfjs-core keeps its engine there. */
const BACKEND = 'globalThis._tfengine.backend';

interface Fault {
  readonly backend?: ChromiumName;
  readonly job?: Job;
  readonly options?: TaskOptions & Pick<PageOptions, 'silenceMs'>;
  /** Before anything runs. */
  readonly before?: (page: Page) => unknown;
  /** After the first pass. */
  readonly during?: (page: Page) => unknown;
  readonly code: ErrorCode;
  readonly says: RegExp;
}

/** Runs a script in the page, while the profile runs there. */
const inPage =
  (script: string) =>
  (page: Page): unknown =>
    // The page may end before the script does.
    page.evaluate(script).catch(() => {});

const FAULTS: Readonly<Record<string, Fault>> = {
  'the page is closed from outside': {
    during: (page) => page.close(),
    code: 'browser',
    says: /page of chromium\/cpu was closed/,
  },
  'the page crashes': {
    backend: 'chromium/webgl',
    during: (page) => page.goto('chrome://crash').catch(() => {}),
    code: 'browser',
    says: /page of chromium\/webgl crashed/,
  },
  'the page goes elsewhere': {
    during: (page) => page.goto('about:blank').catch(() => {}),
    code: 'browser',
    says: /page of chromium\/cpu did not run: .*navigation/,
  },
  'the page hangs': {
    before: (page) => page.addInitScript('setTimeout(() => { for (;;); })'),
    options: { silenceMs: 2_000 },
    code: 'browser',
    says: /page of chromium\/cpu made no progress for 2 s/,
  },
  'the page never answers': {
    before: (page) => page.route('**/task.json', () => {}),
    options: { silenceMs: 1_000 },
    code: 'browser',
    says: /page of chromium\/cpu made no progress for 1 s/,
  },
  'something in the page throws': {
    backend: 'chromium/webgl',
    during: inPage(`setTimeout(() => { throw new Error('planted\\nsecond line'); })`),
    code: 'browser',
    says: /page of chromium\/webgl failed: planted\.$/,
  },
  'something throws, and the task ends all the same': {
    before: (page) => page.addInitScript(`setTimeout(() => { throw new Error('planted'); })`),
    code: 'browser',
    says: /page of chromium\/cpu failed: planted\.$/,
  },
  'the script is not there': {
    before: (page) => page.route('**/page.js', (route) => route.abort()),
    code: 'browser',
    says: /page of chromium\/cpu did not run: .*tfjsFlops is not defined/,
  },
  'the task is not there': {
    before: (page) => page.route('**/task.json', (route) => route.fulfill({ status: 404 })),
    code: 'browser',
    says: /page of chromium\/cpu failed: task\.json is not on the server \(404\)/,
  },
  'the task makes no sense': {
    job: { spec: { kind: 'file' }, parts: [] },
    code: 'browser',
    says: /page of chromium\/cpu failed: /,
  },
  'the wasm binary is not there': {
    backend: 'chromium/wasm',
    before: (page) => page.route('**/*.wasm', (route) => route.abort()),
    code: 'unknown-backend',
    says: /The wasm backend is not available: the wasm binary did not start in this browser/,
  },
  'the WebGL context is lost': {
    backend: 'chromium/webgl',
    during: inPage(`${BACKEND}.gpgpu.gl.getExtension('WEBGL_lose_context').loseContext()`),
    code: 'lost-device',
    says: /GPU was lost .*webglcontextlost/,
  },
  'the WebGPU device is lost': {
    backend: 'chromium/webgpu',
    during: inPage(`${BACKEND}.device.destroy()`),
    code: 'lost-device',
    says: /GPU was lost .*destroyed/i,
  },
  'WebGPU refuses a call that is not checked': {
    backend: 'chromium/webgpu',
    during: inPage(`${BACKEND}.device.createBuffer({ size: 4, usage: 0 })`),
    code: 'refused-by-backend',
    says: /webgpu backend refuses a program: .*usage/i,
  },
  "a user's mistake in the page": {
    job: { spec: { kind: 'zoo', name: 'mobilenet-v9', options: {} }, parts: [] },
    code: 'unknown-model',
    says: /^no model "mobilenet-v9".* Did you mean mobilenet-v/,
  },
  'executed instructions with threads': {
    backend: 'chromium/wasm',
    options: { executed: true, threads: 2 },
    code: 'wrong-backend',
    says: /thread/,
  },
  'executed instructions on a GPU': {
    backend: 'chromium/webgl',
    options: { executed: true },
    code: 'wrong-backend',
    says: /inside the wasm backend, but webgl is active/,
  },
};

/** One of each way to end. */
const USUAL_FAULTS = [
  'the page is closed from outside',
  'something in the page throws',
  'the wasm binary is not there',
  'the WebGPU device is lost',
  "a user's mistake in the page",
];

/** What is wrong with the outcome of a fault; `null` where its error is the expected one. */
async function caught(
  work: Promise<unknown>,
  { code, says }: Pick<Fault, 'code' | 'says'>,
): Promise<string | null> {
  const hang = new Promise<'hang'>((resolve) => {
    setTimeout(() => resolve('hang'), HANG_MS).unref();
  });
  const outcome = await Promise.race([
    work.then(
      () => 'no error',
      (error: unknown) => error,
    ),
    hang,
  ]);
  if (!(outcome instanceof TfjsFlopsError)) return String(outcome);
  const isSentence = says.test(outcome.message) && !outcome.message.includes('\n');
  return outcome.code === code && isSentence ? null : `${outcome.code}: ${outcome.message}`;
}

describe.skipIf(mustSkip('chromium', whyNoChromium()))('a browser that fails', () => {
  /** Where the browsers of this file keep what they write. */
  let folder: string;
  const { TMPDIR, CHROME_PATH } = process.env;
  const setTo = (name: string, value: string | undefined): void => {
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  };
  let before: readonly number[];
  let chromium: Chromium;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tfjs-flops-test-'));
    before = descendants();
    process.env['TMPDIR'] = folder;
    chromium = await startChromium('chromium/cpu');
  });
  afterAll(async () => {
    setTo('TMPDIR', TMPDIR);
    await rm(folder, { recursive: true, force: true });
  });

  const started = (): readonly number[] => descendants().filter((pid) => !before.includes(pid));

  it('reports each fault in a sentence of its own, and goes on with the next page', async () => {
    const missed: string[] = [];
    const names = usualOf('faults of a page', Object.keys(FAULTS), USUAL_FAULTS);
    for (const name of names) {
      const fault = FAULTS[name]!;
      const { backend = 'chromium/cpu', job = TINY, options = {} } = fault;
      let page: Page | undefined;
      const run = chromium.run(backend, job, {
        runs: fault.during === undefined ? RUNS : ENDLESS,
        ...options,
        onPage: async (opened) => {
          page = opened;
          await fault.before?.(opened);
        },
        onProgress: (done) => {
          if (done === 1) void fault.during?.(page!);
        },
      });
      const what = await caught(run, fault);
      if (what !== null) missed.push(`${name}: ${what}`);
      // No page stays, whatever happened in it; the browser may say so a moment later.
      await expect.poll(() => page?.isClosed(), { message: name, timeout: 5_000 }).toBe(true);
    }
    expect(missed).toEqual([]);
    console.log(`faults of a page: ${names.length - missed.length} of ${names.length} reported`);
    const { report } = await chromium.run('chromium/webgl', TINY, { runs: 0 });
    expect(report.total.residual).toBe(0);
  });

  it('reports that the browser ended, in the middle and afterwards', async () => {
    const ended = { code: 'browser', says: /browser of chromium\/webgl ended before it answered/ } as const;
    const run = chromium.run('chromium/webgl', TINY, {
      runs: ENDLESS,
      onProgress: (done) => {
        if (done === 1) for (const pid of started()) process.kill(pid, 'SIGKILL');
      },
    });
    expect(await caught(run, ended)).toBe(null);
    const gone = { code: 'browser', says: /browser of chromium\/cpu has ended/ } as const;
    expect(await caught(chromium.run('chromium/cpu', TINY), gone)).toBe(null);
    await chromium.close();
  });

  it('leaves nothing: no process, no file, no server', async () => {
    expect(started()).toEqual([]);
    // What was written by a browser that was killed, playwright takes away a moment later.
    await vi.waitFor(async () => expect(await readdir(folder)).toEqual([]), 5_000);
    // A browser that was not killed leaves nothing at once.
    const report = await profileInChromium('chromium/cpu', TINY, { runs: 0 });
    expect(report.total.residual).toBe(0);
    expect(started()).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
    const handles = process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap');
    expect(handles).toEqual([]);
  });

  it.each([
    ['/no/such/browser', /CHROME_PATH names \/no\/such\/browser, where no program is/, 'unknown-backend'],
    [tmpdir(), /CHROME_PATH names .*, where no program is/, 'unknown-backend'],
    ['/bin/false', /\/bin\/false did not start: /, 'browser'],
  ] as const)('reports that %s is no browser', async (path, says, code) => {
    try {
      process.env['CHROME_PATH'] = path;
      expect(await caught(profileInChromium('chromium/cpu', TINY), { code, says })).toBe(null);
      const opened = await openChromium().catch((error: unknown) => error);
      if (code === 'unknown-backend')
        expect(opened).toMatchObject({ available: false, command: 'unset CHROME_PATH' });
    } finally {
      setTo('CHROME_PATH', CHROME_PATH);
    }
    expect(started()).toEqual([]);
  });
});
