/**
 * @file The command line in a few files, for starting: Node takes about a millisecond for each module that it opens. What
 * runs models stays as it is compiled, and is loaded from there when it is wanted.
 */
import { chmodSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
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

/** What counts files and networks by name from shapes: with all that it runs. */
const COUNTS_APART = 'cli/counting/apart.js';

/** Half the text for Node to scan; functions keep their names, which a stack shows. */
const MINIFY = { compress: true, mangle: false, codegen: { removeWhitespace: true } } as const;

/** Of its class there is one, since errors are recognised by it: the compiled file is loaded by all. */
const SHARED = 'core/errors.js';

const isBundled = (file: string): boolean => BUNDLED.has(file.split('/')[0]!) || NAMES.has(file);

/** What is there only because it counts brings all that it imports, tfjs too. */
const brings = (importer: string, file: string): boolean =>
  importer === COUNTS_APART || !isBundled(importer) || isBundled(file);

/** What the program imports when it starts, and what that imports: all that is loaded before a command is known. */
function loadedAtStart(main: string, modules: Rolldown.ChunkingContext): ReadonlySet<string> {
  const importsOf = (id: string): readonly string[] => modules.getModuleInfo(id)?.importedIds ?? [];
  const loaded = new Set(modules.getModuleInfo(main)?.dynamicallyImportedIds);
  for (const each of loaded) for (const id of importsOf(each)) loaded.add(id);
  return loaded;
}

/** What a file holds that only passes on, under the same names, what another one exports: where from. */
const PASSES_ON = /^export\{[\w$,]+\}from"(\.\/[^"]+)";\s*$/;

/** Who asks for a file that only passes on gets it at the source: Node would open both. */
const withoutFacades: Plugin = {
  name: 'without-facades',
  generateBundle(_, files) {
    const chunks = Object.values(files).filter((each) => each.type === 'chunk');
    const sources = new Map(chunks.map(({ fileName, code }) => [`./${fileName}`, PASSES_ON.exec(code)?.[1]]));
    for (const chunk of chunks)
      chunk.code = chunk.code.replace(
        /(?<=import\(`)\.\/[^`]+(?=`\))/g,
        (asked) => sources.get(asked) ?? asked,
      );
    for (const { fileName, isEntry } of chunks)
      if (sources.get(`./${fileName}`) !== undefined && !isEntry) delete files[fileName];
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

/**
 * @param source the compiled `src`
 * @param folder where the bundle goes
 * @param brings of a file, what it may bring with it; what else it imports stays as it is compiled. All, unless given
 */
export const withTfjsApart = (
  source: string,
  folder: string,
  brings: (importer: string, file: string) => boolean = () => true,
): Plugin => ({
  name: 'tfjs-apart',
  // Before vite's own, which would follow each import.
  enforce: 'pre',
  resolveId(id, importer) {
    if (importer === undefined) return null;
    const [isTfjs, isOurs] = [TFJS.some((name) => name === id), id.startsWith('.')];
    const [from, path] = [relative(source, importer), resolve(dirname(importer), id)];
    if (isTfjs && (importer.startsWith('\0') || brings(from, id))) return `\0${id}`;
    if (!isOurs) return { id, external: true };
    const file = relative(source, path);
    return file !== SHARED && brings(from, file) ? null : { id: relative(folder, path), external: true };
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

/** Schemas without what they say to people, as text: V8 reads it in less time than a literal. */
const leanSchemas: Plugin = {
  name: 'lean-schemas',
  enforce: 'pre',
  async load(id) {
    if (!id.endsWith('.schema.json')) return null;
    const lean: unknown = JSON.parse(await readFile(id, 'utf8'), (key, value: unknown) =>
      key === 'description' && typeof value === 'string' ? undefined : value,
    );
    return { code: `export default JSON.parse(${JSON.stringify(JSON.stringify(lean))});`, moduleType: 'js' };
  },
};

/** The files of the command line: what is wanted together, since Node takes a millisecond to open each. */
const groupsOf = (main: string): Rolldown.CodeSplittingGroup[] => [
  // Before a command is known, and what of core any command needs.
  {
    name: (id, modules) =>
      id.includes('/src/core/') || loadedAtStart(main, modules).has(id) ? 'start' : null,
    priority: 3,
  },
  { name: 'saved', test: /\/src\/saved\//, priority: 2 },
  // A table needs neither comparisons nor `why`.
  {
    name: 'report',
    test: /\/src\/report\/(?!comparison|why|explain|equation|rowless-node|inspect)/,
    priority: 2,
  },
];

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
    plugins: [leanSchemas, withTfjsApart(source, folder, brings), withoutFacades],
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
          codeSplitting: { groups: groupsOf(main) },
        },
      },
    },
  });
  rmSync(join(source, 'cli'), { recursive: true });
  // Without the run bit npm's link to the bin would not start.
  chmodSync(join(folder, 'main.js'), 0o755);
}
