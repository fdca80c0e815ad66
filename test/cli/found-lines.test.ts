/** @file What is said of a page as its models are found: each once, whichever is ready first. */
import { expect, it } from 'vitest';
import type { Realm } from '../../src/attach/realm.ts';
import { FoundLines } from '../../src/cli/work/found-lines.ts';

const tfjs = { version: '4.22.0', backend: 'wasm', kernels: 499 };
const model = (name: string) => ({ name, kind: 'layers', size: 4, weights: 10 });

it('names each model once, also one that was being loaded when another was found, and two of one name', () => {
  const page = { kind: 'page', found: { tfjs, models: [model('dense')] } };
  const realms = [page] as unknown as readonly Realm[];
  const lines = new FoundLines(false);
  expect(lines.next(realms)).toEqual([
    'found     tfjs 4.22.0 · wasm · 499 kernels registered · page · your page was not edited',
    'models    1 dense: 4 layers',
    'watching  use your page',
  ]);
  expect(lines.next(realms)).toEqual([]);
  page.found = { tfjs, models: [model('conv'), model('dense'), model('dense')] };
  expect(lines.next(realms)).toEqual(['          2 conv: 4 layers', '          3 dense: 4 layers']);
  page.found = { tfjs: { ...tfjs, backend: 'webgl' }, models: [...page.found.models, model('head')] };
  expect(lines.next(realms)).toEqual([
    'found     tfjs 4.22.0 · webgl · 499 kernels registered · page · your page was not edited',
    '          4 head: 4 layers',
  ]);
});
