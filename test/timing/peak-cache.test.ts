/** @file Kept peaks: measured once, read back, measured anew where asked or where the file is broken. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { peaksOf } from '../../src/profile/peaks.ts';
import { profile } from '../../src/profile/profile.ts';
import { runHere } from '../cli/run.ts';
import { useBackend } from '../support/backend.ts';

const QUICK = { budgetMs: 0 };

let home: string;
const file = (): string => join(home, 'tfjs-flops', 'peaks.json');
const kept = async (): Promise<Record<string, Record<string, unknown>>> =>
  JSON.parse(await readFile(file(), 'utf8')) as Record<string, Record<string, unknown>>;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'peaks-'));
  vi.stubEnv('XDG_CACHE_HOME', home);
  // The quick one: a peak is measured in each test.
  await useBackend('wasm');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true });
});

/** Replaces a kept figure by one that no machine has. */
async function plant(field: string, value: unknown): Promise<void> {
  const planted = Object.entries(await kept()).map(([key, peaks]) => [key, { ...peaks, [field]: value }]);
  await writeFile(file(), JSON.stringify(Object.fromEntries(planted)));
}

describe('kept peaks', () => {
  it('are not there at first, and asking for them writes nothing', async () => {
    expect(await peaksOf('cached', QUICK)).toBeNull();
    expect(await readdir(home)).toEqual([]);
  });

  it('are written whole and read back, to the digit', async () => {
    const measured = await peaksOf(true, QUICK);
    expect(Object.values(await kept())).toEqual([measured]);
    expect(await readdir(join(home, 'tfjs-flops'))).toEqual(['peaks.json']);
    expect(await peaksOf('cached', QUICK)).toEqual(measured);
    await plant('launchMs', 12345);
    expect(await peaksOf(true, QUICK)).toEqual({ ...measured, launchMs: 12345 });
    expect(await peaksOf('cached', QUICK)).toEqual({ ...measured, launchMs: 12345 });
  });

  it('are measured anew on demand', async () => {
    await peaksOf(true, QUICK);
    await plant('launchMs', 12345);
    const refreshed = await peaksOf('refresh', QUICK);
    expect(refreshed!.launchMs).toBeLessThan(12345);
    expect(await peaksOf('cached', QUICK)).toEqual(refreshed);
  });

  it('are kept for each backend', async () => {
    const wasm = await peaksOf(true, QUICK);
    await useBackend('cpu');
    expect(await peaksOf('cached', QUICK)).toBeNull();
    const cpu = await peaksOf(true, QUICK);
    expect(Object.values(await kept())).toEqual([wasm, cpu]);
  });

  it('are measured all the same where they cannot be kept: no home folder, a file for a folder', async () => {
    vi.stubEnv('XDG_CACHE_HOME', '');
    // An empty HOME names no folder, not the one that the program runs in.
    vi.stubEnv('HOME', '');
    const before = await readdir('.');
    expect(await peaksOf('cached', QUICK)).toBeNull();
    expect((await peaksOf(true, QUICK))!.launchMs).toBeGreaterThan(0);
    expect(await readdir('.')).toEqual(before);
    const host = process.getBuiltinModule('node:os');
    const unknownUser = vi.spyOn(host, 'homedir').mockImplementation(() => {
      throw new Error('uv_os_homedir returned ENOENT');
    });
    expect((await peaksOf(true, QUICK))!.launchMs).toBeGreaterThan(0);
    unknownUser.mockRestore();
    await writeFile(join(home, 'file'), '');
    vi.stubEnv('XDG_CACHE_HOME', join(home, 'file'));
    expect((await peaksOf(true, QUICK))!.launchMs).toBeGreaterThan(0);
    expect(await readdir(home)).toEqual(['file']);
  });

  it('are of a place of their own where the variable names none', async () => {
    vi.stubEnv('XDG_CACHE_HOME', 'relative');
    vi.stubEnv('HOME', home);
    await peaksOf(true, QUICK);
    expect(await readdir(join(home, '.cache', 'tfjs-flops'))).toEqual(['peaks.json']);
  });

  it('need no place: where nothing can be written, they are measured', async () => {
    await writeFile(join(home, 'tfjs-flops'), 'a file where the folder should be');
    expect((await peaksOf(true, QUICK))!.launchMs).toBeGreaterThan(0);
    expect(await readdir(home)).toEqual(['tfjs-flops']);
  });
});

const BROKEN_FILES = ['', '{', 'null', '[]', '5', '"peaks"'];
const BROKEN_FIGURES: readonly (readonly [string, unknown])[] = [
  ['launchMs', null],
  ['launchMs', 0],
  ['bytesPerSecond', -1],
  ['bytesPerSecond', '1e9'],
  ['multiplyAddsPerSecond', undefined],
  ['measuredWith', undefined],
];

const FAULTS = BROKEN_FILES.length + BROKEN_FIGURES.length;

it(`a broken cache holds no peaks, and is repaired: ${FAULTS} planted faults`, async () => {
  const good = await peaksOf(true, QUICK);
  const text = await readFile(file(), 'utf8');
  let caught = 0;
  const check = async (): Promise<void> => {
    if ((await peaksOf('cached', QUICK)) === null) caught++;
    await writeFile(file(), text);
    expect(await peaksOf('cached', QUICK)).toEqual(good);
  };
  for (const broken of BROKEN_FILES) {
    await writeFile(file(), broken);
    await check();
  }
  for (const [field, value] of BROKEN_FIGURES) {
    await plant(field, value);
    await check();
  }
  console.log(`broken caches: ${caught} of ${FAULTS} caught`);
  expect(caught).toBe(FAULTS);

  await writeFile(file(), text.slice(0, text.length / 2));
  const measured = await peaksOf(true, QUICK);
  expect(Object.values(await kept())).toEqual([measured]);
});

describe('a profile', () => {
  const pass = (): tf.Tensor => tf.relu(tf.ones([4]));

  it('has peaks where asked, and says what reached them', async () => {
    await peaksOf(true, QUICK);
    for (const option of [true, 'cached'] as const) {
      const report = await profile(pass, { runs: 1, peaks: option });
      // Read afterwards: a pass that was faster than peaks of a busy machine raises them.
      const [{ measuredWith, ...peaks }] = Object.values(await kept()) as [Record<string, unknown>];
      expect(report.peaks).toEqual(peaks);
      expect(report.environment['peaksMeasuredWith']).toBe((measuredWith as string[]).join(', '));
    }
  });

  it('has none otherwise', async () => {
    for (const options of [{}, { peaks: false }, { peaks: 'cached' }] as const) {
      const report = await profile(pass, { runs: 1, ...options });
      expect(report.peaks).toBeNull();
      expect(report.environment).not.toHaveProperty('peaksMeasuredWith');
    }
    expect(await readdir(home)).toEqual([]);
  });

  it('of the command line shows kept peaks with times', async () => {
    await useBackend('wasm');
    await peaksOf(true, QUICK);
    const words = ['profile', 'mobilenet-v2', '--image-size', '32', '--runs', '1'];
    const { out } = await runHere(words);
    expect(out).toMatch(/^ {2}roofline +peak [\d.]+ G\/s and [\d.]+ GB\/s/m);
  });
});
