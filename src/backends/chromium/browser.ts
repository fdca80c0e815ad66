/** @file tfjs in a page of Chromium or Chrome, without a window: its webgl, webgpu, wasm and cpu backends. */
import type { Browser, Page } from 'playwright-core';
import { TfjsFlopsError } from '../../core/errors.ts';
import type { Unavailable } from '../backend.ts';
import { unavailable } from '../unavailable.ts';
import { launchChromium } from './launch.ts';
import { startPageServer, type Files, type PageServer } from './server.ts';
import {
  pageBackendOf,
  PROGRESS,
  ROUTES,
  type Answer,
  type ChromiumName,
  type Failure,
  type Job,
  type PageApi,
  type Reply,
  type Survey,
  type Task,
  type TaskOptions,
} from './task.ts';
import { browserError, reasonOf, watch } from './watch.ts';

export interface PageOptions {
  /** Called after each pass. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Milliseconds without progress after which the page is closed; default 5 minutes. */
  readonly silenceMs?: number | undefined;
  /** Called with the page, and awaited, before anything runs in it. */
  readonly onPage?: ((page: Page) => unknown) | undefined;
}

/** A browser that runs, and its server. */
export interface Chromium {
  /** `Chromium 156.0.8078.79` */
  readonly runtime: string;
  /** The status of each backend here. @throws TfjsFlopsError `browser` */
  survey(): Promise<Survey>;
  /**
   * Profiles in a page of its own, which is closed afterwards.
   * @throws TfjsFlopsError as `profile`; `unknown-backend`; `browser` where the page or the browser fails
   */
  run(name: ChromiumName, job: Job, options?: TaskOptions & PageOptions): Promise<Answer>;
  /** Ends the browser and the server. */
  close(): Promise<void>;
}

const SILENCE_MS = 300_000;

const failed = ({ error, message, stack }: Failure, name: string): TfjsFlopsError =>
  error === null
    ? browserError(`The page of ${name} failed: ${reasonOf(message)}`, [], stack)
    : new TfjsFlopsError(error.code, error.what, { ...error, cause: stack });

/** Asks a new page, and closes it. */
async function ask<T>(
  { browser, server }: { readonly browser: Browser; readonly server: PageServer },
  name: string,
  question: { readonly method: keyof PageApi; readonly files: Files },
  { silenceMs = SILENCE_MS, onProgress, onPage }: PageOptions,
): Promise<T> {
  const served = server.serve(question.files);
  const page = await browser.newPage().catch((error: unknown) => {
    served.close();
    throw browserError(`The browser of ${name} has ended`, ['start it again'], error);
  });
  try {
    const watched = watch(page, name, silenceMs);
    const text = await watched.answer(async () => {
      await page.exposeFunction(PROGRESS, (done: number, total: number) => {
        watched.progressed();
        onProgress?.(done, total);
      });
      await onPage?.(page);
      await page.goto(served.url);
      return page.evaluate<string>(`tfjsFlops.${question.method}()`);
    });
    const reply = JSON.parse(text) as Reply<T>;
    if ('failure' in reply) throw failed(reply.failure, name);
    watched.check();
    return reply.answer;
  } finally {
    served.close();
    // It may be closed already.
    await page.close().catch(() => {});
  }
}

/**
 * Starts a browser and a server for its pages.
 * @returns what is missing, where there is no browser to start
 * @throws TfjsFlopsError `browser` where it does not start
 */
export async function openChromium(): Promise<Chromium | Unavailable> {
  const launched = await launchChromium();
  if ('available' in launched) return launched;
  const { browser } = launched;
  const server = await startPageServer().catch(async (error: unknown) => {
    await launched.close();
    throw error;
  });
  const runtime = `Chromium ${browser.version()}`;
  const both = { browser, server };
  return {
    runtime,
    survey: () => ask<Survey>(both, runtime, { method: 'survey', files: new Map() }, {}),
    async run(name, job, options = {}) {
      const { silenceMs, onProgress, onPage, ...rest } = options;
      const backend = pageBackendOf(name);
      const task: Task = { ...rest, backend, spec: job.spec, parts: job.parts.length };
      const files: Files = new Map<string, string | Uint8Array>([
        [ROUTES.task, JSON.stringify(task)],
        ...job.parts.map((part, i) => [ROUTES.part + String(i), new Uint8Array(part)] as const),
      ]);
      const page = { silenceMs, onProgress, onPage };
      const { report, outputs } = await ask<Answer>(both, name, { method: 'run', files }, page);
      return {
        report: { ...report, backend: name, environment: { ...report.environment, runtime } },
        outputs,
      };
    },
    async close() {
      await launched.close();
      await server.close();
    },
  };
}

/** @throws TfjsFlopsError `unknown-backend` saying what is missing, `browser` */
export async function startChromium(name: ChromiumName): Promise<Chromium> {
  const opened = await openChromium();
  if (!('available' in opened)) return opened;
  throw unavailable(name, opened);
}

/** The status of all four; where there is no browser, each says what is missing. */
export async function surveyChromium(): Promise<{
  readonly runtime: string | null;
  readonly survey: Survey;
}> {
  const chromium = await openChromium();
  if ('available' in chromium)
    return { runtime: null, survey: { webgl: chromium, webgpu: chromium, wasm: chromium, cpu: chromium } };
  try {
    return { runtime: chromium.runtime, survey: await chromium.survey() };
  } finally {
    await chromium.close();
  }
}
