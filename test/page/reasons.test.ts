/** @file Each reason why there is no theory, and each remark on a clock, is Chinese on the Chinese page: read off the sources. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAst } from 'vite';
import { expect, it } from 'vitest';
import { CHINESE } from '../../src/page/language/chinese/table.ts';
import { reader } from '../../src/page/language/reader.ts';

const SRC = fileURLToPath(new URL('../../src/', import.meta.url));
const inChinese = reader(CHINESE);

/** A node of a syntax tree: of its fields those that are read. */
interface Node {
  readonly type: string;
  readonly callee?: { readonly name?: string };
  readonly arguments?: readonly Node[];
  readonly value?: unknown;
  readonly quasis?: readonly { readonly value: { readonly cooked: string } }[];
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value;
const childrenOf = (node: Node): readonly Node[] => Object.values(node).flat().filter(isNode);

/** Literals in an argument; `node_7` stands where a value does. */
function textsIn(node: Node): readonly string[] {
  if (typeof node.value === 'string') return [node.value];
  if (node.quasis !== undefined) return [node.quasis.map(({ value }) => value.cooked).join('node_7')];
  return childrenOf(node).flatMap(textsIn);
}

const callsIn = (node: Node, names: readonly string[]): readonly Node[] => [
  ...(names.includes(node.callee?.name ?? '') ? [node] : []),
  ...childrenOf(node).flatMap((child) => callsIn(child, names)),
];

/** The texts given to functions of these names below a folder, in calls or after `new`. */
function given(folder: string, names: readonly string[]): readonly string[] {
  const files = readdirSync(join(SRC, folder), { recursive: true, encoding: 'utf8' });
  const texts = files
    .filter((name) => name.endsWith('.ts'))
    .map((name) => parseAst(readFileSync(join(SRC, folder, name), 'utf8'), { lang: 'ts' }) as unknown as Node)
    .flatMap((file) => callsIn(file, names))
    .flatMap((call) => (call.arguments ?? []).flatMap(textsIn));
  return [...new Set(texts)].filter((text) => text.includes(' '));
}

const english = (texts: readonly string[]): readonly string[] =>
  texts.filter(
    (text) => !/\p{Script=Han}/u.test(inChinese(text)) || / (?:is|are|since|not) /.test(inChinese(text)),
  );

it.each([
  ['reasons', ['theory', 'reconcile'], ['reason', 'ReasonError'], '', 6],
  ['what depends on data', ['theory'], ['DynamicError'], 'dynamic: ', 2],
] as const)('%s', (_, folders, names, before, least) => {
  const texts = folders.flatMap((folder) => given(folder, names)).map((text) => before + text);
  expect(texts.length).toBeGreaterThanOrEqual(least);
  expect(english(texts)).toEqual([]);
});

it('values that are not known before the run', () => {
  const texts = given('theory', ['numberOf', 'numbersOf']).map(
    (what) => `dynamic: ${what} not known before the run`,
  );
  expect(texts.length).toBeGreaterThan(15);
  expect(english(texts)).toEqual([]);
});

it('a text that nobody translated is found', () =>
  expect(english(['nothing in the graph calls it', 'nobody has heard of it'])).toEqual([
    'nobody has heard of it',
  ]));
