/**
 * @file The command line in a few files, for starting: Node takes about a millisecond for each module that it opens. What
 * runs models stays as it is compiled, and is loaded from there when it is wanted.
 */
import { chmodSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Plugin, Rolldown } from 'vite';

/** Rooms whose files are pure functions of reports: two copies of one do no harm. */
const BUNDLED = new Set([
  'cli',
  'core',
  'report',
  'saved',
  'export',
  'gate',
  'diff',
  'replay',
  'findings',
  'formulas',
]);

/** Names and nothing else. */
const NAMES = new Set(['backends/names.js', 'backends/chromium/task.js']);

/** Of its class there is one, since errors are recognised by it: the compiled file is loaded by all. */
const SHARED = 'core/errors.js';

const isBundled = (path: string): boolean =>
  path !== SHARED && (BUNDLED.has(path.split('/')[0]!) || NAMES.has(path));

/** What a file imports, and what that imports: all that is loaded before the file itself runs. */
function loadedBefore(file: string, modules: Rolldown.ChunkingContext): ReadonlySet<string> {
  const importsOf = (id: string): readonly string[] => modules.getModuleInfo(id)?.importedIds ?? [];
  const loaded = new Set(importsOf(file));
  for (const each of loaded) for (const id of importsOf(each)) loaded.add(id);
  return loaded;
}

/** @param source the compiled `src` @param folder where its command line goes */
const outside = (source: string, folder: string): Plugin => ({
  name: 'outside',
  // Before vite's own, which would follow each import.
  enforce: 'pre',
  resolveId(id, importer) {
    if (importer === undefined) return null;
    if (!id.startsWith('.')) return { id, external: true };
    const path = resolve(dirname(importer), id);
    if (isBundled(relative(source, path))) return null;
    return { id: relative(folder, path), external: true };
  },
});

/** Bundles the compiled command line, `src/cli` of a folder, into `cli` beside it, and takes it away. */
export async function bundleCli(dist: string): Promise<void> {
  const { build } = await import('vite');
  const [source, folder] = [join(dist, 'src'), join(dist, 'cli')];
  const main = join(source, 'cli/main.js');
  rmSync(folder, { recursive: true, force: true });
  await build({
    configFile: false,
    root: dist,
    // Several commands ask for one file when they run: that it is not apart is meant.
    logLevel: 'error',
    publicDir: false,
    plugins: [outside(source, folder)],
    build: {
      outDir: folder,
      target: 'node20',
      ssr: true,
      minify: false,
      rolldownOptions: {
        input: main,
        output: {
          entryFileNames: 'main.js',
          chunkFileNames: '[name].js',
          codeSplitting: {
            groups: [
              // Before its command is known, and what of core any command needs.
              {
                name: (id, modules) =>
                  id.includes('/src/core/') || loadedBefore(main, modules).has(id) ? 'start' : null,
                priority: 2,
              },
              { name: 'saved', test: /\/src\/saved\// },
              { name: 'report', test: /\/src\/report\// },
            ],
          },
        },
      },
    },
  });
  rmSync(join(source, 'cli'), { recursive: true });
  // Without the run bit npm's link to the bin would not start.
  chmodSync(join(folder, 'main.js'), 0o755);
}
