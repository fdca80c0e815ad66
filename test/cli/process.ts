/** @file Command lines in processes of their own, compiled as in the package: tsx would compile them anew in each. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleCli } from '../../scripts/bundle-cli.ts';
import { cachedPage, stateOfSources } from '../../scripts/bundle-page.ts';
import { cachedLive } from '../../scripts/live-script.ts';
import type { Outcome } from './run.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CACHE = join(ROOT, '.compiled');

/** A folder as `dist` of the package, of the sources as they are. Two workers may both write it; the first one stays. */
async function compiled(): Promise<string> {
  const folder = join(CACHE, await stateOfSources());
  if (existsSync(folder)) return folder;
  const draft = join(CACHE, `draft-${process.pid}`);
  const options = ['--noCheck', '--declaration', 'false', '--outDir', draft];
  execFileSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.build.json', ...options], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  await bundleCli(draft);
  mkdirSync(join(draft, 'web'));
  cpSync(await cachedPage(), join(draft, 'web/page.js'));
  cpSync(await cachedLive(), join(draft, 'console.js'));
  try {
    renameSync(draft, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    rmSync(draft, { recursive: true });
  }
  return folder;
}

/** The command line's file. */
export const MAIN = join(await compiled(), 'cli/main.js');

/** A process of its own, without a terminal; colours are left to `env`, and so is what a job of GitHub Actions gets. @param command default: the command line */
export function run(words: readonly string[], env: Record<string, string> = {}, command?: string): Outcome {
  const { FORCE_COLOR: _f, NO_COLOR: _n, COLUMNS: _c, GITHUB_ACTIONS: _g, ...rest } = process.env;
  const args = command === undefined ? [MAIN, ...words] : words;
  const { status, stdout, stderr } = spawnSync(command ?? process.execPath, args, {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...rest, ...env },
    maxBuffer: 1 << 28,
  });
  return { code: status, out: stdout, err: stderr };
}
