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
const NAMES = new Set([
  'backends/names.js',
  'backends/chromium/task.js',
  'load/json.js',
  'load/location.js',
  'load/module-path.js',
  'load/other-frameworks.js',
  'load/without-query.js',
  '../models/names.js',
]);

/** What counts files and networks by name from shapes: a file of its own, with all that it runs. */
const COUNTS_APART = { source: 'cli/counting/apart.js', bundle: 'count-apart.js' } as const;

/** Half the text for Node to scan; functions keep their names, which a stack shows. */
const MINIFY = { compress: true, mangle: false, codegen: { removeWhitespace: true } } as const;

/** Of its class there is one, since errors are recognised by it: the compiled file is loaded by all. */
const SHARED = 'core/errors.js';

const isBundled = (path: string): boolean =>
  path !== SHARED && (BUNDLED.has(path.split('/')[0]!) || NAMES.has(path));

/** What the program imports when it starts, and what that imports: all that is loaded before a command is known. */
function loadedAtStart(main: string, modules: Rolldown.ChunkingContext): ReadonlySet<string> {
  const importsOf = (id: string): readonly string[] => modules.getModuleInfo(id)?.importedIds ?? [];
  const loaded = new Set(modules.getModuleInfo(main)?.dynamicallyImportedIds);
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
    if (relative(source, path) === COUNTS_APART.source)
      return { id: `./${COUNTS_APART.bundle}`, external: true };
    if (isBundled(relative(source, path))) return null;
    return { id: relative(folder, path), external: true };
  },
});

/** The file between the program and `start.js` that only passes on: Node would take a millisecond to open it. */
const withoutFacade: Plugin = {
  name: 'without-facade',
  generateBundle(_, files) {
    const main = files['main.js'] as Rolldown.OutputChunk;
    main.code = main.code.replace('./command-line.js', './start.js');
    delete files['command-line.js'];
  },
};

/** Two modules of tfjs as the bundle imports them; Node reads a CommonJS package twice where it is imported. */
const TFJS = ['@tensorflow/tfjs-core', '@tensorflow/tfjs'] as const;

/** tfjs-core, required. */
const coreModule = (names: readonly string[]): string => `
import { createRequire } from 'node:module';
export const core = createRequire(import.meta.url)('@tensorflow/tfjs-core');
export const { ${names.join(', ')} } = core;
`;

/** All of tfjs but its backends, each package when something of it is used: those that tfjs itself requires. */
const UNION_MODULE = `
import { createRequire } from 'node:module';
import { core } from '@tensorflow/tfjs-core';
const near = createRequire(import.meta.url);
let own = null;
const load = (name) => (own ??= createRequire(near.resolve('@tensorflow/tfjs')))(name);
const OF_CONVERTER = new Set(['GraphModel', 'loadGraphModel', 'loadGraphModelSync', 'version_converter']);
const packageOf = (name) =>
  name in core ? core : load(OF_CONVERTER.has(name) ? '@tensorflow/tfjs-converter' : '@tensorflow/tfjs-layers');
export const tf = new Proxy({}, { get: (_, name) => packageOf(name)[name] });
`;

/** @param source the compiled `src` @param folder where the command line goes */
export const withTfjsApart = (source: string, folder: string): Plugin => ({
  name: 'tfjs-apart',
  enforce: 'pre',
  resolveId(id, importer) {
    if (TFJS.some((name) => name === id)) return `\0${id}`;
    if (importer === undefined || importer.startsWith('\0')) return null;
    if (!id.startsWith('.')) return { id, external: true };
    const path = resolve(dirname(importer), id);
    if (relative(source, path) === SHARED) return { id: relative(folder, path), external: true };
    return null;
  },
  async load(id) {
    if (id === `\0${TFJS[1]}`) return UNION_MODULE;
    if (id !== `\0${TFJS[0]}`) return null;
    const names = Object.keys(await import('@tensorflow/tfjs-core'));
    return coreModule(names.filter((name) => /^[A-Za-z_$][\w$]*$/.test(name) && name !== 'default'));
  },
  transform: (code) =>
    code.replace("import * as tf from '@tensorflow/tfjs';", "import { tf } from '@tensorflow/tfjs';"),
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
    plugins: [outside(source, folder), withoutFacade],
    build: {
      outDir: folder,
      target: 'node20',
      ssr: true,
      rolldownOptions: {
        input: main,
        output: {
          minify: MINIFY,
          minifyInternalExports: false,
          entryFileNames: 'main.js',
          chunkFileNames: '[name].js',
          codeSplitting: {
            groups: [
              // Before its command is known, and what of core any command needs.
              {
                name: (id, modules) =>
                  id.includes('/src/core/') || loadedAtStart(main, modules).has(id) ? 'start' : null,
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
  await build({
    configFile: false,
    root: dist,
    logLevel: 'error',
    publicDir: false,
    plugins: [withTfjsApart(source, folder)],
    build: {
      outDir: folder,
      emptyOutDir: false,
      target: 'node20',
      ssr: true,
      rolldownOptions: {
        input: join(source, COUNTS_APART.source),
        output: { minify: MINIFY, entryFileNames: COUNTS_APART.bundle, codeSplitting: false },
      },
    },
  });
  rmSync(join(source, 'cli'), { recursive: true });
  // Without the run bit npm's link to the bin would not start.
  chmodSync(join(folder, 'main.js'), 0o755);
}
