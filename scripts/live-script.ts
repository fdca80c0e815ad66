/**
 * @file `tfjs-flops/live` as scripts that make `tfjsFlops` in a page. `console.js` is one piece, for DevTools and for
 * `attach`; `live.js` is what a page loads, with `live-report.js` beside it, which it loads when a recording has ended.
 * `npm run build` puts them into the package; from source they are made once for each state of the sources.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { cached } from './bundle-page.ts';
import { oneScript } from './one-script.ts';

/** From where a script has what makes reports. */
const made = (way: 'beside' | 'within'): Plugin => ({
  name: 'making',
  enforce: 'pre',
  resolveId(id, importer) {
    if (!id.endsWith('/making/later.ts')) return null;
    return this.resolve(id.replace('later.ts', `${way}.ts`), importer);
  },
});

const global = { format: 'iife', name: 'tfjsFlops', exports: 'named' } as const;

const SCRIPTS = {
  'console.js': () => oneScript('src/live/script.ts', global, [made('within')]),
  'live.js': () => oneScript('src/live/script.ts', global, [made('beside')]),
  'live-report.js': () => oneScript('src/live/making/reports.ts', { format: 'es' }),
};

type Script = keyof typeof SCRIPTS;

async function write(name: Script, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), await SCRIPTS[name]());
}

/** Writes all of them into a folder. */
export async function bundleLive(folder: string): Promise<void> {
  for (const name of Object.keys(SCRIPTS) as Script[]) await write(name, folder);
}

/** @returns the path of a script that fits the sources as they are */
export const cachedLive = (name: Script = 'console.js'): Promise<string> =>
  cached(name.replace('.js', ''), name, (folder) => write(name, folder));
