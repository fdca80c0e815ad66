/** @file An entry of the project with all that it imports as one minified script. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin, type Rollup } from 'vite';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * @param entry below the project
 * @param output its form, and the global that an `iife` makes
 * @param plugins what is other than in the sources
 * @returns the script's text
 */
export async function oneScript(
  entry: string,
  output: Rollup.OutputOptions,
  plugins: readonly Plugin[] = [],
): Promise<string> {
  const result = await build({
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    publicDir: false,
    plugins: [...plugins],
    build: {
      write: false,
      target: 'es2022',
      minify: true,
      modulePreload: false,
      chunkSizeWarningLimit: Infinity,
      rolldownOptions: {
        input: join(ROOT, entry),
        // What the entry exports is what the global has.
        preserveEntrySignatures: 'strict',
        output: { ...output, codeSplitting: false },
      },
    },
  });
  const [built] = [result].flat() as unknown as readonly [Rollup.RollupOutput];
  const [chunk, ...others] = built.output;
  if (others.length > 0)
    throw new Error(`${entry} is more than one file: ${others.map(({ fileName }) => fileName).join(', ')}`);
  return chunk.code;
}
