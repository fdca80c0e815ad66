/**
 * @file `npm run check:package [TARBALL]`: the packed package as its users get it. publint reads its manifest and files,
 * "are the types wrong" how each entry resolves. Packs first where no tarball is given.
 */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const bin = (name: string): string => `${ROOT}/node_modules/.bin/${name}`;

const pack = (): string => {
  const printed = execFileSync('npm', ['pack', '--silent'], { cwd: ROOT, encoding: 'utf8' });
  return resolve(ROOT, printed.trim().split('\n').at(-1)!);
};

const [given] = process.argv.slice(2);
const tarball = given === undefined ? pack() : resolve(given);
try {
  const run = (name: string, ...words: string[]): void => {
    execFileSync(bin(name), words, { cwd: ROOT, stdio: 'inherit' });
  };
  run('publint', 'run', '--strict', tarball);
  // No entry is for require(): the package is ESM only.
  run('attw', tarball, '--profile', 'esm-only', '--no-emoji');
} finally {
  if (given === undefined) rmSync(tarball);
}
