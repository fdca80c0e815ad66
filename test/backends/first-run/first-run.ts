/** @file What holds of every first pass on a GPU, and what tests of it look for. */
import { expect } from 'vitest';
import { shadersOf, type FirstRun } from '../../../src/core/first-run.ts';
import type { Report } from '../../../src/core/report.ts';

export function firstRunOf({ firstRun }: Report): FirstRun {
  if (firstRun === undefined) throw new Error('the report has no first run');
  return firstRun;
}

/** What holds of every first pass. */
export function expectWhole(report: Report): FirstRun {
  const firstRun = firstRunOf(report);
  expect(shadersOf(firstRun)).toBe(firstRun.cacheGrowth);
  expect(firstRun.kernelCalls).toBe(report.total.calls);
  for (const ms of Object.values(firstRun.partsMs)) expect(ms).toBeGreaterThanOrEqual(0);
  const { afterBytes, peakBytes, keptBytes } = firstRun.memory;
  expect(peakBytes).toBeGreaterThanOrEqual(afterBytes);
  expect(afterBytes).toBeGreaterThanOrEqual(keptBytes);
  return firstRun;
}

export const rulesOf = ({ findings }: Pick<Report, 'findings'>): readonly string[] =>
  findings.map(({ rule }) => rule);
const OURS = new Set([
  'gpu-memory-kept',
  'readback-in-pass',
  'recompiled-shaders',
  'shader-compilation',
  'slow-uploads',
  'host-kernels',
]);
export const ours = (report: Pick<Report, 'findings'>): readonly string[] =>
  rulesOf(report).filter((rule) => OURS.has(rule));

/** The layers that shaders were compiled for anew, with the shape of the output. */
export const recompiled = (report: Report): readonly unknown[] =>
  firstRunOf(report).shaders.flatMap(({ entry, isForNewShape }) => {
    if (!isForNewShape || entry === null) return [];
    const { scope, call } = report.entries[entry]!;
    return [[report.scopes[scope]!.path.join('.'), report.calls[call]!.outputs[0].shape]];
  });
