import { defineConfig } from 'vitest/config';

/**
 * Tests that replace a backend, patch tfjs, start processes, or read the bytes of all tensors: each file gets a tfjs of
 * its own.
 */
const APART = [
  ...[
    'backends',
    'cli',
    'docs',
    'executed',
    'face',
    'findings',
    'fuzz',
    'profile',
    'real',
    'tiles',
    'validate',
    'web',
    'whole',
  ].map((room) => `${room}/**/*`),
  'export/viewers',
  'report/golden',
  'trace/live-bytes',
].map((file) => `test/${file}.test.ts`);

const ALL = ['test/**/*.test.ts'];

export default defineConfig({
  test: {
    // The two cores of a small machine: one tfjs engine per worker, big models in one of them.
    maxWorkers: 2,
    testTimeout: 120_000,
    // Hooks start browsers, and bundle the page's script where the sources changed.
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: 'apart', include: APART } },
      // The import of tfjs takes longer than most of these files: a worker imports it once.
      { extends: true, test: { name: 'together', include: ALL, exclude: APART, isolate: false } },
    ],
  },
});
