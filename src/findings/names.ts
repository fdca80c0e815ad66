/** @file What findings call their rules. */

/** In the order in which they are judged; the last one is of those that failed. */
export const RULE_NAMES = [
  'differs-from-shapes',
  'unknown-kernels',
  'leak',
  'gpu-memory-kept',
  'readback-in-pass',
  'recompiled-shaders',
  'shader-compilation',
  'slow-uploads',
  'host-kernels',
  'repeated-layer',
  'batch-norm-unfolded',
  'slow-kernel',
  'slow-batched-matmul',
  'depthwise-kernel-size',
  'eager-input-gradient',
  'unused-parameters',
  'data-dependent',
  'not-judged',
] as const;

export type RuleName = (typeof RULE_NAMES)[number];
