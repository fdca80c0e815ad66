/** @file README and docs: links lead somewhere, README stays short, and no code block is without a check. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { RULE_NAMES } from '../../src/findings/names.ts';
import * as library from '../../src/index.ts';
import { deadLinks, linkedFiles } from './links.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): string => readFileSync(ROOT + path, 'utf8');
const namesIn = (folder: string): string[] => readdirSync(ROOT + folder);

const DOCS = namesIn('docs')
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`);
const PAGES = new Map(
  ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...DOCS].map((path) => [path, read(path)]),
);
const README = read('README.md');
const MARKER = /<!-- (?:generated|measured|file): (.+) -->/g;
const markersIn = (text: string): string[] => [...text.matchAll(MARKER)].map(([, what]) => what ?? '');

const isFile = (path: string): boolean => existsSync(ROOT + path) && statSync(ROOT + path).isFile();

describe('links', () => {
  it('lead to a file and a heading of this project', () => {
    expect([...PAGES.values()].flatMap((text) => text.match(/\]\(/g) ?? []).length).toBeGreaterThan(40);
    expect(deadLinks(PAGES, isFile)).toEqual([]);
  });

  it('lead to files that the package has', () => {
    const { files } = JSON.parse(read('package.json')) as { readonly files: readonly string[] };
    // npm packs these whatever `files` says.
    const packed = [...files, 'README.md', 'LICENSE', 'package.json'];
    const isPacked = (path: string): boolean =>
      packed.some((name) => path === name || path.startsWith(`${name}/`));
    expect(linkedFiles(PAGES).filter((path) => !isPacked(path))).toEqual([]);
  });

  it('that are dead are found: planted', () => {
    const page = (text: string): ReadonlyMap<string, string> =>
      new Map([
        ['docs/a.md', `# One, two: \`three\`\n\n${text}`],
        ['b.md', '## Four & five'],
      ]);
    const found = (text: string): readonly string[] => deadLinks(page(text), (path) => page('').has(path));
    expect(found('[x](../b.md#four--five) [y](#one-two-three) [z](a.md) `[code](none.md)`')).toEqual([]);
    for (const target of ['b.md', '../b.md#four', '#one', 'https://example.org'])
      expect(found(`[x](${target})`)).toEqual([`docs/a.md: ${target}`]);
  });
});

describe('README', () => {
  it('has at most 200 lines and 12 KB, and its first program within 60 lines', () => {
    const lines = README.split('\n');
    expect(lines.length).toBeLessThanOrEqual(201);
    expect(Buffer.byteLength(README)).toBeLessThanOrEqual(12 * 1024);
    expect(lines.findIndex((line) => line === '```ts')).toBeLessThan(60);
  });

  it('has no code block that nothing runs: each is generated, or a list of commands', () => {
    const byHand = README.replaceAll(/<!-- (?:generated|file): [^]*?<!-- end -->/g, '');
    const languages = [...byHand.matchAll(/^```(\w*)\n[^]*?^```$/gm)].map(([, language]) => language);
    expect(languages.length).toBeGreaterThan(0);
    expect(new Set(languages)).toEqual(new Set(['sh']));
  });
});

describe('examples', () => {
  it('are all shown, and what is shown is there', () => {
    const shown = [...PAGES.values()].flatMap(markersIn);
    const paths = shown.filter((what) => what.startsWith('docs/'));
    expect(paths.filter((path) => !isFile(path))).toEqual([]);
    for (const folder of ['docs/examples', 'docs/other-tools'])
      expect(
        namesIn(folder)
          .map((name) => `${folder}/${name}`)
          .sort(),
      ).toEqual(paths.filter((path) => path.startsWith(`${folder}/`)).sort());
  });
});

describe('tables of names', () => {
  it('have every rule of a finding', () => {
    const table = read('docs/reading-the-table.md').split('## Findings')[1]?.split('\n## ')[0] ?? '';
    const listed = [...table.matchAll(/^\| `([\w-]+)`/gm)].map(([, rule]) => rule ?? '');
    expect(listed.sort()).toEqual([...RULE_NAMES].sort());
  });

  it('have every function of the library', () => {
    const text = [...PAGES.values()].join('\n');
    const functions = Object.keys(library).filter(
      (name) => !text.includes(`\`${name}`) && !text.includes(`${name}(`),
    );
    expect(functions).toEqual([]);
  });
});
