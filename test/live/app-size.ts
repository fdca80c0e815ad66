/** @file What an app that imports something of the package gets to load, bundled as apps are, tfjs apart. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Rollup } from 'vite';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Bytes, gzipped. */
export interface AppSize {
  /** With the page. */
  readonly first: number;
  /** When it is called for. */
  readonly later: number;
}

export const gzipped = (code: string): number => gzipSync(code, { level: 9 }).length;

/** @param entry a file of `src` @param names what the app uses of it */
export async function appSize(entry: string, names: readonly string[]): Promise<AppSize> {
  const app = join(ROOT, 'app.ts');
  const result = (await build({
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    publicDir: false,
    plugins: [
      {
        name: 'app',
        resolveId: (id) => (id === app ? id : null),
        load: (id) =>
          id === app
            ? `import { ${names.join(', ')} } from './src/${entry}';\nglobalThis.used = [${names.join(', ')}];`
            : null,
      },
    ],
    build: {
      write: false,
      target: 'es2022',
      minify: true,
      modulePreload: false,
      rolldownOptions: { input: app, external: /^@tensorflow\// },
    },
  })) as unknown as Rollup.RollupOutput;
  const chunks = new Map(
    result.output.flatMap((each) => (each.type === 'chunk' ? [[each.fileName, each] as const] : [])),
  );
  const first = new Set(
    [...chunks.values()].filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName),
  );
  for (const name of first) for (const imported of chunks.get(name)?.imports ?? []) first.add(imported);
  const size = (isFirst: boolean): number =>
    [...chunks].reduce((sum, [name, { code }]) => sum + (first.has(name) === isFirst ? gzipped(code) : 0), 0);
  return { first: size(true), later: size(false) };
}
