/**
 * @file A backend is a folder and a line in a table: what is known of one that runs, and how one is started. The first
 * table is in bundles of the library for browsers, the second is not.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { PAGE_BACKENDS } from '../../src/backends/chromium/task.ts';
import { START_NAMES } from '../../src/backends/names.ts';
import { STARTS } from '../../src/backends/start.ts';
import { BACKENDS, backendNamed } from '../../src/backends/table.ts';

const SRC = fileURLToPath(new URL('../../src/', import.meta.url));
const FOLDER = join(SRC, 'backends');
const FOLDERS = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const withFile = (file: string): readonly string[] =>
  FOLDERS.filter((folder) => existsSync(join(FOLDER, folder, file))).sort();

const names = (table: readonly { readonly name: string }[]): readonly string[] =>
  table.map(({ name }) => name).sort();

describe('each folder of a backend', () => {
  it('that runs is in the table, under its name', () => {
    expect(names(BACKENDS)).toEqual(withFile('backend.ts'));
    for (const { name } of BACKENDS) expect(backendNamed(name).name).toBe(name);
  });

  it('that starts in this process is in its table; the others are those of a browser', () => {
    expect(names(STARTS)).toEqual(withFile('start.ts'));
    expect(STARTS.map(({ name }) => name)).toEqual(START_NAMES);
    const others = FOLDERS.filter((folder) => !withFile('start.ts').includes(folder));
    expect(others.sort()).toEqual(['chromium', 'webgl']);
    expect(names(BACKENDS)).toEqual(expect.arrayContaining([...PAGE_BACKENDS]));
  });

  it('an unknown backend is one of which nothing is known', () => {
    const foreign = backendNamed('foreign');
    expect(foreign).toMatchObject({ name: 'foreign', kernelsAreSynchronous: false });
    expect(foreign.info({})).toEqual({});
  });
});

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s+(?!type\s)(?:[^'";]*?\sfrom\s+)?'([^']+)'|import\(\s*'([^']+)'/g;

/** Everything that a bundler would follow from a file, dynamic imports included; types are erased. */
function reachable(entry: string): {
  readonly files: ReadonlySet<string>;
  readonly packages: ReadonlySet<string>;
} {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    for (const [, from, dynamic] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
      const target = from ?? dynamic ?? '';
      if (target.startsWith('.')) visit(join(dirname(file), target));
      else packages.add(target);
    }
  };
  visit(entry);
  return { files, packages };
}

describe('a bundle of the library', () => {
  it('holds the table of backends, nothing of Node and no package but tfjs-core', () => {
    const { files, packages } = reachable(join(SRC, 'index.ts'));
    expect(files).toContain(join(FOLDER, 'table.ts'));
    expect([...packages]).toEqual(['@tensorflow/tfjs-core']);
  });

  it('would be seen to hold more: the table of starts leads to Node and to packages', () => {
    const { packages } = reachable(join(FOLDER, 'start.ts'));
    expect([...packages]).toEqual(expect.arrayContaining(['node:module', 'webgpu', '@tensorflow/tfjs']));
  });
});
