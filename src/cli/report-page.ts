/**
 * @file Reports as one file that a browser shows: the page as it was built, with the reports in it. In a clone the page is
 * bundled when it is first needed.
 */
import { readFile } from 'node:fs/promises';
import { inertJson } from '../core/inert.ts';
import type { Report } from '../core/report.ts';
import type { SweepSheet } from '../core/sweep.ts';
import type { Unit } from '../core/unit.ts';
import { fileOf } from '../saved/write.ts';
import type { Language } from '../trial/texts.ts';

/** In the package this file is bundled into a file of dist/cli. */
const BUILT = new URL('../page/page.html', import.meta.url);
/** Not in the package, and neither is vite. */
const BUNDLER = new URL('../../scripts/report-page.ts', import.meta.url);

interface Bundler {
  /** @returns the path of the page */
  cachedReport(): Promise<string>;
}

async function emptyPage(): Promise<string> {
  try {
    return await readFile(BUILT, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const bundler = (await import(BUNDLER.href)) as Bundler;
  return readFile(await bundler.cachedReport(), 'utf8');
}

/** What a page says on which a model is dropped, and which cannot count it. */
const HOW_TO_COUNT = 'npx tfjs-flops page --serve';

/** Where the data are, which are JSON that no browser runs. */
const PLACE = /(<script type="application\/json" id="tfjs-flops-data">)[^<]*/;

/** What is written into a page. */
export interface PageData {
  /** None, one, or two to compare. */
  readonly reports: readonly Report[];
  /** In place of reports. */
  readonly sweep?: SweepSheet | undefined;
  readonly unit?: Unit | undefined;
  readonly language?: Language | undefined;
  /** Command lines by what they are for: `repeat`, `times`, `peaks`, `executed`. */
  readonly hints?: Readonly<Record<string, string>> | undefined;
}

/** One file of HTML, which makes no request. */
export async function reportPage({
  reports,
  sweep,
  unit = 'multiply-adds',
  language = 'en',
  hints = {},
}: PageData): Promise<string> {
  const page = await emptyPage();
  const data = { unit, hints, language, howToCount: HOW_TO_COUNT, sweep, reports: reports.map(fileOf) };
  return page.replace(PLACE, (_, element: string) => element + inertJson(data));
}
