/** @file tfjs-node's addon, compiled from the sources in its package against a libtensorflow of the cache. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { packageIn } from '../../src/backends/tensorflow/package.ts';
import { npm, SetupError } from './run.ts';

/** Each by the names under which it is common; one of them is enough. */
const TOOLS: readonly (readonly string[])[] = [['python3'], ['make'], ['g++', 'c++', 'clang++']];

const starts = (command: string): boolean => spawnSync(command, ['--version']).error === undefined;

/** @throws SetupError with the names of all that is missing */
function checkTools(): void {
  const missing = TOOLS.filter((names) => !names.some(starts)).map(([name]) => name);
  if (missing.length > 0)
    throw new SetupError(`building the addon needs ${missing.join(' and ')}, not found here`);
}

/** Node's headers where they lie beside it: node-gyp would load them from nodejs.org. */
function headers(): Record<string, string> {
  const prefix = dirname(dirname(realpathSync(process.execPath)));
  return existsSync(join(prefix, 'include', 'node', 'node_api.h')) ? { npm_config_nodedir: prefix } : {};
}

/**
 * @param folder into which the package is installed, beside `library` in the cache
 * @param library with `lib` and `include`
 * @throws SetupError
 */
export function buildAddon(folder: string, library: string, log: string): void {
  checkTools();
  const cwd = packageIn(folder);
  const deps = join(cwd, 'deps');
  rmSync(deps, { recursive: true, force: true });
  mkdirSync(deps);
  // Relative: the cache may be moved, and the package's folder gets its name when it is complete.
  for (const part of ['lib', 'include']) symlinkSync(relative(deps, join(library, part)), join(deps, part));
  npm(['exec', '--', 'node-pre-gyp', 'install', '--build-from-source'], {
    cwd,
    log,
    limitMinutes: 10,
    env: headers(),
  });
  rmSync(join(cwd, 'build'), { recursive: true, force: true });
}
