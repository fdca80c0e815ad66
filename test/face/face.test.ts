/** @file The public face closes: each type that a public signature uses is public, and each public name is documented. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Declarations, type ReadText } from './reachable.ts';

const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  exports: Record<string, { types?: string }>;
};
const ENTRIES = Object.entries(exports).flatMap(([entry, { types }]) =>
  types === undefined ? [] : [[entry, types.replace('./dist/', '')] as const],
);

/** Its types are public for all entries. */
const MAIN = 'src/index.d.ts';

const folder = mkdtempSync(join(tmpdir(), 'tfjs-flops-declarations-'));
const read: ReadText = (path) => readFileSync(join(folder, path), 'utf8');

beforeAll(() => {
  // The suite's own type-check finds mistakes; this one only emits.
  const emit = ['--emitDeclarationOnly', '--noCheck', '--outDir', folder];
  execFileSync('node_modules/.bin/tsc', ['-p', 'tsconfig.build.json', ...emit]);
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true }));

/** A build in which one text is another, in one file. */
const planted =
  (file: string, text: string | RegExp, other: string): ReadText =>
  (path) => {
    const source = read(path);
    if (path !== file) return source;
    const changed = source.replace(text, other);
    expect(changed).not.toBe(source);
    return changed;
  };

describe('the public face', () => {
  it('has eight entries, and none is empty', () => {
    expect(ENTRIES.map(([entry]) => entry)).toEqual([
      '.',
      './count',
      './executed',
      './export',
      './load',
      './live',
      './models',
      './vitest',
    ]);
    const sizes = ENTRIES.map(([, path]) => new Declarations(read).exported(path).size);
    expect(Math.min(...sizes)).toBeGreaterThan(5);
  });

  it.each(ENTRIES)('of %s exports each type that its signatures use, or the main entry does', (_, path) => {
    expect(new Declarations(read).missing(path, MAIN)).toEqual([]);
  });

  it.each(ENTRIES)('of %s has a doc comment at each name', (_, path) => {
    expect(new Declarations(read).undocumented(path)).toEqual([]);
  });
});

describe('planted in the public face', () => {
  it('an export less is missed, with the name that uses it', () => {
    const less = planted('src/index.d.ts', /\bCountOptions\b/, 'ProfileOptions as Other');
    const missing = new Declarations(less).missing('src/index.d.ts');
    expect(missing).toEqual([expect.stringMatching(/^CountOptions, which \w+ uses$/)]);
  });

  it('a type that a property uses is missed, however deep', () => {
    const less = planted('src/index.d.ts', /\bTensorSpec\b/, 'Kernels as Other');
    const missing = new Declarations(less).missing('src/index.d.ts');
    expect(missing).toEqual([expect.stringMatching(/^TensorSpec, which \w+ uses$/)]);
  });

  it('a type less is missed in an entry whose other types the main entry has', () => {
    const less = planted('src/export/index.d.ts', /\bDevToolsOptions\b/, 'markDevTools as other');
    const missing = new Declarations(less).missing('src/export/index.d.ts', MAIN);
    expect(missing).toEqual([expect.stringMatching(/^DevToolsOptions, which \w+ uses$/)]);
  });

  it('a doc comment less is missed', () => {
    const bare = planted(
      'src/profile/count-shapes.d.ts',
      /\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n(?=export declare function countShapes)/,
      '',
    );
    expect(new Declarations(bare).undocumented('src/index.d.ts')).toContain(
      'countShapes of src/profile/count-shapes.d.ts',
    );
  });

  it('a doc comment of the file is none of its first declaration', () => {
    const bare = planted(
      'src/profile/theory.d.ts',
      /^[\s\S]*?(?=export declare function theory)/,
      '/** @file */\n',
    );
    expect(new Declarations(bare).undocumented('src/index.d.ts')).toContain(
      'theory of src/profile/theory.d.ts',
    );
  });
});
