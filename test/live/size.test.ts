/** @file The sizes of what goes into a page: they may shrink. A larger one is a decision, and no accident. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { cachedLive } from '../../scripts/live-script.ts';
import { appSize, gzipped, type AppSize } from './app-size.ts';

/** Scripts, in bytes gzipped, as they are; the clocks of GPUs are 3.6 kB of them. */
const SCRIPTS = { 'live.js': 37_700, 'live-report.js': 79_900, 'console.js': 105_300 } as const;

/** What apps use, and the bytes that they load with the page and later. */
const APPS: readonly (readonly [entry: string, names: readonly string[], most: AppSize])[] = [
  ['live/index.ts', ['record'], { first: 39_000, later: 67_800 }],
  ['profile/small/index.ts', ['count'], { first: 32_400, later: 0 }],
  ['index.ts', ['count'], { first: 104_600, later: 13_000 }],
  ['live/index.ts', ['record', 'formatTable'], { first: 58_100, later: 49_200 }],
];

describe('in a page, gzipped,', () => {
  it.each(Object.entries(SCRIPTS))('%s is no larger than %i bytes', async (name, most) => {
    const bytes = gzipped(await readFile(await cachedLive(name as keyof typeof SCRIPTS), 'utf8'));
    console.log(`${name}: ${bytes} bytes gzipped`);
    expect(bytes).toBeLessThanOrEqual(most);
  });

  it.each(APPS)('%s with %s is no larger than it was', async (entry, names, most) => {
    const { first, later } = await appSize(entry, names);
    console.log(`${names.join(', ')} of ${entry}: ${first} bytes gzipped with the page, ${later} later`);
    expect(first).toBeLessThanOrEqual(most.first);
    expect(later).toBeLessThanOrEqual(most.later);
  });
});
