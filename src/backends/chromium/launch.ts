/** @file The browser itself: whether it can be had, and starting it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as Playwright from 'playwright-core';
import type { Status } from '../backend.ts';
import { chromiumArgs, findChromium } from './find.ts';
import { browserError, firstLine } from './watch.ts';

export type Missing = Extract<Status, { available: false }>;

const START_MS = 60_000;

async function loadPlaywright(): Promise<typeof Playwright | null> {
  try {
    return await import('playwright-core');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return null;
    throw error;
  }
}

/** What Chromium says on its way out where it has no sandbox; else what playwright says. */
const whyNotStarted = (error: unknown): string =>
  error instanceof Error && error.message.includes('No usable sandbox')
    ? 'it has no usable sandbox here (TFJS_FLOPS_CHROMIUM_ARGS=--no-sandbox does without)'
    : firstLine(error);

export interface Launched {
  readonly browser: Playwright.Browser;
  /** Ends it, and takes away what it wrote. */
  close(): Promise<void>;
}

interface Scratch {
  /** `null`: the browser's usual one. */
  readonly folder: string | null;
  remove(): void;
}

/**
 * A folder for what the browser itself would leave behind where it is killed; it goes with the process at the latest.
 * Elsewhere than on Linux the path of its socket, which is below that folder, could become too long.
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
 * Starts a browser without a window, on a profile of its own that goes with it.
 * @returns what is missing where there is none to start
 * @throws TfjsFlopsError `browser` where it does not start
 */
export async function launchChromium(): Promise<Launched | Missing> {
  const found = findChromium();
  if ('why' in found) return { available: false, ...found };
  const playwright = await loadPlaywright();
  if (playwright === null)
    return {
      available: false,
      why: 'playwright-core, which drives the browser, is not installed',
      command: 'npm install playwright-core',
    };
  const scratch = scratchFolder();
  try {
    const browser = await playwright.chromium.launch({
      executablePath: found.path,
      headless: true,
      args: [...chromiumArgs()],
      // Chromium refuses to sandbox what root started.
      chromiumSandbox: process.getuid?.() !== 0,
      timeout: START_MS,
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
    throw browserError(`${found.path} did not start: ${whyNotStarted(error)}.`, error);
  }
}
