/**
 * @file The command line in a few files, for starting: Node takes about a millisecond for each module that it opens. What
 * runs models stays as it is compiled, and is loaded from there when it is wanted.
 */
import { chmodSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Plugin } from 'vite';

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

/** What a command line loads before its command is known: `helpIsInstant` of test/rooms. */
const START = new RegExp(
  [
    String.raw`/src/core/`,
    String.raw`/src/cli/(?:(?!help|main|next-steps)[\w-]+|commands/[\w-]+|running/(?:counted|start|with-models))\.js$`,
    String.raw`/src/cli/checking/update-command\.js$`,
    String.raw`/src/backends/`,
    String.raw`/src/report/(?:options|paint)\.js$`,
    String.raw`/src/gate/(?:limit|time)\.js$`,
  ].join('|'),
);

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
        input: join(source, 'cli/main.js'),
        output: {
          entryFileNames: 'main.js',
          chunkFileNames: '[name].js',
          codeSplitting: {
            groups: [
              { name: 'start', test: START, priority: 2 },
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
