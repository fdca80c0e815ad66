/** @file The size of the script that goes into a page: it may shrink. */
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { cachedLive } from '../../scripts/live-script.ts';

/** As it is; a larger one is a decision, and no accident. */
const MOST_BYTES = 97_000;

it('live.js is no larger than it was', async () => {
  const bytes = gzipSync(await readFile(await cachedLive()), { level: 9 }).length;
  console.log(`live.js: ${bytes} bytes gzipped`);
  expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
});
