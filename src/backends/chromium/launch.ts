/** @file Starts the browser, or says what is missing. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as Playwright from 'playwright-core';
import type { TfjsFlopsError } from '../../core/errors.ts';
import type { Unavailable } from '../backend.ts';
import { chromiumArgs, findChromium } from './find.ts';
import { browserError, reasonOf } from './watch.ts';

const START_MS = 60_000;

/** `null` where it is not installed. */
export async function loadPlaywright(): Promise<typeof Playwright | null> {
  try {
    return await import('playwright-core');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return null;
    throw error;
  }
}

export const NO_PLAYWRIGHT: Unavailable = {
  available: false,
  why: 'playwright-core, which drives the browser, is not installed',
  command: 'npm install playwright-core',
};

/** Chromium says that it has no sandbox below the first line of its output. */
const notStarted = (path: string, error: unknown): TfjsFlopsError =>
  error instanceof Error && error.message.includes('No usable sandbox')
    ? browserError(
        `${path} did not start: it has no usable sandbox here`,
        [{ run: 'export TFJS_FLOPS_CHROMIUM_ARGS=--no-sandbox' }],
        error,
      )
    : browserError(`${path} did not start: ${reasonOf(error)}`, [], error);

export interface Launched {
  readonly browser: Playwright.Browser;
  /** Ends it, and removes what it wrote. */
  close(): Promise<void>;
}

interface Scratch {
  /** `null`: the browser's usual one. */
  readonly folder: string | null;
  remove(): void;
}

/**
 * A folder for what the browser would leave behind where it is killed; it is removed when the process exits at the latest.
 * On other systems than Linux the path of the browser's socket, which is below that folder, could become too long.
 */
function scratchFolder(): Scratch {
  if (process.platform !== 'linux') return { folder: null, remove() {} };
  const folder = mkdtempSync(join(tmpdir(), 'tfjs-flops-'));
  const remove = (): void => {
    process.off('exit', remove);
    rmSync(folder, { recursive: true, force: true });
  };
  process.on('exit', remove);
  return { folder, remove };
}

/**
 * Starts a browser on a profile of its own that is removed with it.
 * @param headless whether it has no window
 * @param endsBySignal whether a signal to this process ends both: `false` where the caller acts on it
 * @returns what is missing, where there is no browser to start
 * @throws TfjsFlopsError `browser` where it does not start
 */
export async function launchChromium(headless = true, endsBySignal = true): Promise<Launched | Unavailable> {
  const found = findChromium();
  if ('why' in found) return { available: false, ...found };
  const playwright = await loadPlaywright();
  if (playwright === null) return NO_PLAYWRIGHT;
  const scratch = scratchFolder();
  try {
    const browser = await playwright.chromium.launch({
      executablePath: found.path,
      headless,
      args: [...chromiumArgs()],
      // Chromium refuses to sandbox what root started.
      chromiumSandbox: process.getuid?.() !== 0,
      timeout: START_MS,
      handleSIGINT: endsBySignal,
      handleSIGTERM: endsBySignal,
      ...(scratch.folder !== null && { env: { ...process.env, TMPDIR: scratch.folder } }),
    });
    return {
      browser,
      async close() {
        await browser.close();
        scratch.remove();
      },
    };
  } catch (error) {
    scratch.remove();
    throw notStarted(found.path, error);
  }
}
