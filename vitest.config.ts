import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Tests that replace the wasm backend (and so need it without tensors of others), patch tfjs, load native code, or read
 * the bytes of all tensors: each file gets a tfjs of its own.
 */
const APART = [
  'backends/clock',
  'backends/first-run/node',
  'backends/tensorflow',
  'backends/webgpu/clock',
  'backends/webgpu/open-batch',
  'backends/webgpu/webgpu',
  // A limit of memory, in which tensors of other tests are.
  'cli/check/check',
  'cli/replay',
  'executed/backend',
  'executed/outputs',
  'export/columns',
  'face/mistakes',
  'findings/findings',
  'fits/*',
  // tfjs loses count of its bytes in a Cumsum along a negative axis.
  'formulas/real-calls',
  // Tensors of sizes that are no number, of whose bytes tfjs loses count.
  'load/graphs/left-out',
  'load/repairs/planted',
  'load/repairs/repairs',
  'page/real',
  'profile/hostile-passes',
  'profile/leaks',
  'profile/lost-bytes',
  'profile/shape-check',
  'real/*',
  'replay/executed',
  'report/golden',
  // Bytes of all tensors, at many sizes.
  'sweep/run',
  'tiles/**/*',
  'trace/live-bytes',
  // Loads a second copy of tfjs, whose kernels of cpu stay: they take no tensors of the first one's classes.
  'trace/tap',
  'validate/textbook',
  'validate/wrong-results/reports',
  // Peaks are measured.
  'whole/adds-up',
  'whole/compare/backends',
  'whole/executed',
  // Two of its networks replace the backend too.
  'whole/published',
  'whole/tensorflow/*',
].map((file) => `test/${file}.test.ts`);

const ALL = ['test/**/*.test.ts'];

/** Files that take longest, in seconds of a processor: 85 to 15. */
const LONG = [
  'whole/adds-up',
  'whole/published',
  'backends/chromium/chromium',
  'backends/chromium/faults',
  'backends/webgpu/webgpu',
  'attach/attach',
  'cli/cli',
  'page/hostile',
  'page/textbook',
  'report/why',
  'whole/planted',
  'models/forward',
  'load/saved',
].map((file) => `/test/${file}.test.ts`);

const isLong = ({ moduleId }: TestSpecification): boolean => LONG.some((file) => moduleId.endsWith(file));

/** Begins each project with them, so that none of them ends alone. Vitest knows how long files took, but not in a new clone. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const ranks = new Map(['apart', 'together'].map((name, i) => [name, i]));
    const rankOf = (file: TestSpecification): number =>
      2 * (ranks.get(file.project.name) ?? 0) + (isLong(file) ? 0 : 1);
    return (await super.sort(files)).toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}

export default defineConfig({
  test: {
    // One more than the cores of a small machine: browsers and processes of their own keep a worker waiting.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
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
