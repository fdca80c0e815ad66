/** @file Pages from a command line: what is written into them, and what is refused before anything runs. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { useBackend } from '../support/backend.ts';
import { runHere } from './run.ts';

const SMALL = ['--image-size', '32', '--runs', '0', '--backend', 'cpu'];

let folder = '';
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  await useBackend('cpu');
  folder = await mkdtemp(join(tmpdir(), 'tfjs-flops-'));
  for (const classes of ['10', '12']) {
    const file = at(`${classes}.json`);
    const ran = await runHere(['profile', 'mobilenet-v1', ...SMALL, '--classes', classes, '--json', file]);
    expect(ran.code).toBe(0);
  }
});
afterAll(() => rm(folder, { recursive: true }));

/** The data in a page, as a browser finds them. */
function dataIn(html: string): {
  readonly unit?: string;
  readonly hints?: object;
  readonly reports: readonly unknown[];
} {
  const [, json = ''] =
    /<script type="application\/json" id="tfjs-flops-data">([^<]*)<\/script>/.exec(html) ?? [];
  return JSON.parse(json) as ReturnType<typeof dataIn>;
}

const saved = async (name: string): Promise<unknown> => JSON.parse(await readFile(at(name), 'utf8'));

it('profile writes a page with the report as its file holds it', async () => {
  const ran = await runHere(['profile', at('10.json'), '--html', at('a.html'), '--unit', 'flops']);
  expect(ran).toMatchObject({ code: 0, err: '' });
  expect(ran.out).toContain('Total');
  const { unit, reports } = dataIn(await readFile(at('a.html'), 'utf8'));
  expect({ unit, reports }).toEqual({ unit: 'flops', reports: [await saved('10.json')] });
});

it('and with it how the run is repeated, and what would show more', async () => {
  const given = ['mobilenet-v1', ...SMALL, '--classes', '10', '--peaks', 'off', '--weights', 'seeded'];
  const { code, out } = await runHere(['profile', ...given, '--html', '-']);
  expect(code).toBe(0);
  const { hints } = dataIn(out);
  const start = 'tfjs-flops profile mobilenet-v1 --backend cpu --image-size 32 --classes 10 --weights seeded';
  expect(hints).toEqual({
    repeat: `tfjs-flops profile mobilenet-v1 --backend cpu --image-size 32 --classes 10 --weights seeded --runs 0 --peaks off`,
    times: `${start} --peaks off`,
    peaks: `${start} --peaks on`,
    executed: `${start} --runs 0 --executed --peaks off`,
  });
});

it('and prints it in the place of the table', async () => {
  const { code, out } = await runHere(['profile', at('10.json'), '--html', '-']);
  expect(code).toBe(0);
  expect(out).toMatch(/^<!doctype html>\n/);
  expect(dataIn(out).reports).toEqual([await saved('10.json')]);
});

it('compare writes both, and prints what it always does', async () => {
  const ran = await runHere(['compare', at('10.json'), at('12.json'), '--html', at('b.html')]);
  expect(ran).toMatchObject({ code: 0, err: '' });
  expect(ran.out).toContain('units 10 → 12');
  const { reports } = dataIn(await readFile(at('b.html'), 'utf8'));
  expect(reports).toEqual([await saved('10.json'), await saved('12.json')]);
});

it('page writes one without a report, whose policy names the script in it', async () => {
  const ran = await runHere(['page', '--out', at('c.html')]);
  expect(ran).toEqual({
    code: 0,
    err: '',
    out: `${at('c.html')}: open it in a browser, and drop a report on it that profile --json wrote.\n`,
  });
  const html = await readFile(at('c.html'), 'utf8');
  expect(html).toContain("default-src 'none'; script-src 'sha256-");
  expect(dataIn(html.replace('"></script>', '">{"reports":[]}</script>')).reports).toEqual([]);
  expect((await runHere(['page', '--out', '-'])).out).toBe(html);
});

it.each([
  [
    ['compare', 'mobilenet-v1', '--backends', 'wasm,cpu,tensorflow', '--html', 'x.html'],
    /--html shows two side by side, got 3 backends/,
  ],
  [['compare', 'a', 'b', '--html', '/no/such/x.html'], /--html '?\/no\/such\/x\.html'? cannot be written/],
  [['profile', 'mobilenet-v1', '--html', 'x', '--json', 'x'], /--html x is where --json goes/],
  [['profile', 'a', 'b', '--html', 'x.html'], /--html holds one report, got 2 models/],
  [['page', '--out', '/no/such/x.html'], /--out '?\/no\/such\/x\.html'? cannot be written/],
])('%j: one sentence, code 2', async (words, message) => {
  const { code, out, err } = await runHere(words);
  expect(err).toMatch(message);
  expect(err).toMatch(/^error: [^\n]+\n$/);
  expect({ code, out }).toEqual({ code: 2, out: '' });
});
