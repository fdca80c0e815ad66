/** @file The page's script: bundled when the package was built; in a clone bundled when it is first needed. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** In the package this file is dist/src/backends/chromium/page-script.js. */
const BUILT = new URL('../../../web/page.js', import.meta.url);
/** Not in the package, and neither is vite. */
const BUNDLER = new URL('../../../scripts/bundle-page.ts', import.meta.url);

interface Bundler {
  /** @returns the path of the script */
  cachedPage(): Promise<string>;
}

export async function pageScript(): Promise<Uint8Array> {
  try {
    return await readFile(BUILT);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const bundler = (await import(BUNDLER.href)) as Bundler;
  return readFile(await bundler.cachedPage());
}

/** The binaries of tfjs-backend-wasm, by name. */
export const WASM_FILES = [
  'tfjs-backend-wasm.wasm',
  'tfjs-backend-wasm-simd.wasm',
  'tfjs-backend-wasm-threaded-simd.wasm',
] as const;

export function readWasm(name: (typeof WASM_FILES)[number]): Promise<Uint8Array> {
  const packageFile = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
  return readFile(join(dirname(packageFile), 'dist', name));
}
