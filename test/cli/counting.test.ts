/** @file The page that counts from a command line: served to this machine, or written; refused in a sentence. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { serveSite } from '../../src/cli/site/serve.ts';
import { writeFiles } from '../../src/cli/site/write.ts';
import { runHere } from './run.ts';

const ROOT = mkdtempSync(join(tmpdir(), 'tfjs-flops-'));
afterAll(() => rmSync(ROOT, { recursive: true }));

const SITE = new Map<string, string | Uint8Array>([
  ['index.html', '<!doctype html>'],
  ['wasm/a.wasm', new Uint8Array([1, 2])],
]);

it('is served with the headers that a fine clock needs, at a port that is given or free', async () => {
  const served = await serveSite(SITE);
  expect(served.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  const answer = await fetch(`${served.url}?x=1`);
  expect(await answer.text()).toBe('<!doctype html>');
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'text/html',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
  });
  expect((await fetch(`${served.url}wasm/a.wasm`)).headers.get('content-type')).toBe('application/wasm');
  await expect(serveSite(SITE, Number(new URL(served.url).port))).rejects.toMatchObject({
    code: 'invalid-option',
    option: { name: 'port' },
    what: 'cannot be listened on: address already in use',
  });
  served.close();
  await served.closed;
});

it('is written into a folder that need not be there', async () => {
  await writeFiles(join(ROOT, 'a/b'), SITE);
  expect([...readFileSync(join(ROOT, 'a/b/wasm/a.wasm'))]).toEqual([1, 2]);
  await expect(writeFiles(join(ROOT, 'a/b/index.html'), SITE)).rejects.toMatchObject({
    message: expect.stringMatching(/^--folder \S+ cannot be written: .+\. Give another FOLDER\.$/) as string,
  });
});

it.each([
  [
    ['page', '--out', 'x.html', '--serve'],
    '--out and --serve are two ways to give the page. Give one of them.',
  ],
  [
    ['page', '--serve', '--folder', 'x'],
    '--serve and --folder are two ways to give the page. Give one of them.',
  ],
  [['page', '--port', '9'], '--port is where --serve listens, and it is not given. Give --serve as well.'],
  [['page', '--serve', '--port', '70000'], '--port 70000 is not a port, which is at most 65535.'],
  [['page', '--serve', '--port', 'x'], '--port x is not an integer from 0 up.'],
  [['page', '--folder', ''], "--folder '' is not a name."],
])('%j: one sentence, code 2', async (words, sentence) => {
  expect(await runHere(words)).toEqual({ code: 2, out: '', err: `error: ${sentence}\n` });
});
