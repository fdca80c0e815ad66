/**
 * @file `tfjs-flops/live` as one classic script, `tfjsFlops` in a page: for `<script src>`, for DevTools' snippets and for
 * `attach`. `npm run build` puts it into the package; from source it is made once for each state of the sources.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from './bundle-page.ts';
import { oneScript } from './one-script.ts';

const FILE = 'live.js';

/** Writes `live.js` into a folder. */
export async function bundleLive(folder: string): Promise<void> {
  const output = { format: 'iife', name: 'tfjsFlops', exports: 'named' } as const;
  const code = await oneScript('src/live/script.ts', output);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, FILE), code);
}

/** @returns the path of a script that fits the sources as they are */
export const cachedLive = (): Promise<string> => cached('live', FILE, bundleLive);
