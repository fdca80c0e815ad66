/** @file Models that end the program, or never let it end: each is a failure, none a check that passed. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { run } from './process.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tfjs-flops-early-end-'));
});
afterAll(() => rm(folder, { recursive: true }));

it.each([
  [
    'ends the program itself',
    'process.exit(0);',
    /^error: the model ended the program with process\.exit\(\) .*\.\n$/,
  ],
  [
    'never settles',
    'export default () => new Promise(() => {});',
    /^error: what the model awaits never comes, and nothing else is left to run\.\n$/,
  ],
  [
    'fails where nothing awaits it',
    "export default () => (Promise.reject(new Error('stray')), new Promise((done) => setTimeout(done, 60_000)));",
    /^error: something failed that nothing awaits: stray\nThis is not expected: --debug [^\n]*\n$/,
  ],
])('%s', async (name, source, says) => {
  const file = join(folder, `${name.replaceAll(' ', '-')}.mjs`);
  await writeFile(file, source);
  const { code, out, err } = run(['check', file, '--max-multiply-adds', '1M']);
  expect(err).toMatch(says);
  expect({ code, out }).toEqual({ code: 2, out: '' });
});
