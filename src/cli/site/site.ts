/** @file The page that counts what is dropped on it, and the files that it loads: served here, or put on any static host. */
import { pageScript, readWasm, WASM_FILES } from '../../backends/chromium/page-script.ts';
import { ROUTES } from '../../backends/chromium/task.ts';
import { COUNTER_SCRIPT, withCounter } from '../../core/counting-page.ts';
import type { Language } from '../../trial/texts.ts';
import { reportPage } from '../report-page.ts';

/** The page itself. */
export const INDEX = 'index.html';

/** By their paths from the page's folder. */
export type Site = ReadonlyMap<string, string | Uint8Array>;

export async function countingSite(language: Language = 'en'): Promise<Site> {
  const [page, script, ...binaries] = await Promise.all([
    reportPage({ reports: [], language }),
    pageScript(),
    ...WASM_FILES.map(readWasm),
  ]);
  return new Map<string, string | Uint8Array>([
    [INDEX, withCounter(page)],
    [COUNTER_SCRIPT, script],
    ...WASM_FILES.map((name, i) => [ROUTES.wasm + name, binaries[i]!] as const),
  ]);
}
