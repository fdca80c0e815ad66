/**
 * @file The page's script in one file: `npm run build` puts it into the package; from source it is bundled once for
 * each state of the files that may be in it, into a cache beside the installed packages.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CACHE = join(ROOT, 'node_modules/.cache/tfjs-flops');
const SCRIPT = 'page.js';

/** Two modules with a class of one name: the bundler renames one, and profiles name programs by their class. */
const RENAMED_CLASS = /\b(\w+)\$\d+ = class\b[^{]*\{/g;

const classNames: Plugin = {
  name: 'class-names',
  renderChunk: (code) =>
    code.replaceAll(
      RENAMED_CLASS,
      (head, name: string) => `${head} static { Object.defineProperty(this, 'name', { value: '${name}' }); }`,
    ),
};

/** Writes `page.js` into a folder. @param entry below the project; default: the page that runs models */
export async function bundlePage(folder: string, entry = 'src/web/page.ts'): Promise<void> {
  // Whoever finds a bundled page has no need of it.
  const { build } = await import('vite');
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    publicDir: false,
    plugins: [classNames],
    build: {
      outDir: folder,
      emptyOutDir: false,
      target: 'es2022',
      // Names of programs and kernels' own files are to be read in a profile and in the browser's tools.
      minify: false,
      modulePreload: false,
      chunkSizeWarningLimit: Infinity,
      rolldownOptions: {
        input: join(ROOT, entry),
        output: { entryFileNames: SCRIPT, codeSplitting: false },
      },
    },
  });
}

/** A name for the files in `src` and `models` as they are. */
export async function stateOfSources(): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of ['src', 'models']) {
    const files = await readdir(join(ROOT, folder), { recursive: true });
    for (const file of files.filter((name) => /\.(?:ts|css|html|json)$/.test(name)).sort())
      hash.update(`${folder}/${file}\n`).update(await readFile(join(ROOT, folder, file)));
  }
  for (const file of [
    'package-lock.json',
    ...['bundle-page', 'bundle-cli', 'report-page', 'live-script'].map((name) => `scripts/${name}.ts`),
  ])
    hash.update(await readFile(join(ROOT, file)));
  return hash.digest('hex').slice(0, 16);
}

const HOUR_MS = 3_600_000;

/** Takes away what earlier states left; another process may still read what is fresh. */
async function clearOld(): Promise<void> {
  for (const name of await readdir(CACHE)) {
    const path = join(CACHE, name);
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > HOUR_MS) await rm(path, { recursive: true, force: true });
  }
}

/**
 * A file that fits the sources as they are.
 * @param name of what is made
 * @param file what `make` writes into the folder that it is given
 * @returns its path
 */
export async function cached(
  name: string,
  file: string,
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const path = join(CACHE, `${name}-${await stateOfSources()}${extname(file)}`);
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  if (isThere) return path;
  const draft = join(CACHE, `draft-${name}-${process.pid}`);
  await mkdir(draft, { recursive: true });
  try {
    await make(draft);
    // A reader never sees half a file.
    await rename(join(draft, file), path);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  await clearOld();
  return path;
}

/** @returns the path of a script that fits the sources as they are */
export const cachedPage = (): Promise<string> => cached('page', SCRIPT, bundlePage);
