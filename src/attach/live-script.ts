/** @file The script that runs in a page: bundled when the package was built; in a clone bundled when it is first needed. */
import { readFile } from 'node:fs/promises';

/** In the package this file is dist/src/attach/live-script.js. */
const BUILT = new URL('../../console.js', import.meta.url);
/** Not in the package, and neither is vite. */
const BUNDLER = new URL('../../scripts/live-script.ts', import.meta.url);

interface Bundler {
  /** @returns the path of the script */
  cachedLive(): Promise<string>;
}

export async function liveScript(): Promise<string> {
  try {
    return await readFile(BUILT, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const bundler = (await import(BUNDLER.href)) as Bundler;
  return readFile(await bundler.cachedLive(), 'utf8');
}
