/** @file An entry of the project with all that it imports as one program for Node, not minified. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, mergeConfig, type InlineConfig } from 'vite';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * @param entry below the project
 * @param file the program, with its folder
 * @param more of vite's configuration
 */
export async function oneProgram(
  entry: string,
  { folder, name }: { readonly folder: string; readonly name: string },
  more: InlineConfig,
): Promise<string> {
  const common: InlineConfig = {
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    publicDir: false,
    build: {
      ssr: join(ROOT, entry),
      outDir: folder,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      rolldownOptions: { output: { entryFileNames: name, codeSplitting: false } },
    },
  };
  await build(mergeConfig(common, more));
  return join(folder, name);
}
