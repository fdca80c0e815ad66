/**
 * @file `tfjs-flops/live` as one classic script, `tfjsFlops` in a page: for `<script src>`, for DevTools' snippets and for
 * `attach`. `npm run build` puts it into the package; from source it is made once for each state of the sources.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Rollup } from 'vite';
import { cached } from './bundle-page.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FILE = 'live.js';

/** Writes `live.js` into a folder. */
export async function bundleLive(folder: string): Promise<void> {
  const result = await build({
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    publicDir: false,
    build: {
      write: false,
      target: 'es2022',
      minify: true,
      modulePreload: false,
      rolldownOptions: {
        input: join(ROOT, 'src/live/script.ts'),
        preserveEntrySignatures: 'strict',
        output: { format: 'iife', name: 'tfjsFlops', exports: 'named', codeSplitting: false },
      },
    },
  });
  const [{ output }] = [result].flat() as unknown as readonly [Rollup.RollupOutput];
  const [chunk, ...others] = output;
  if (others.length > 0) throw new Error('the live script is more than one file');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, FILE), chunk.code);
}

/** @returns the path of a script that fits the sources as they are */
export const cachedLive = (): Promise<string> => cached('live', FILE, bundleLive);
