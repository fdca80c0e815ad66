import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The two cores of a small machine: one tfjs engine per worker, big models in one of them.
    maxWorkers: 2,
    testTimeout: 120_000,
    // Hooks start browsers, and bundle the page's script where the sources changed.
    hookTimeout: 120_000,
  },
});
