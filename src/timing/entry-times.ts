/**
 * @file The time of any set of entries, from passes that were timed kernel by kernel. All are means over the same passes,
 * the middle half by their total, so that parts add up to their whole. Medians do not: that of the sums is not the
 * sum of those of the rows.
 */
import { middleHalf } from '../core/middle-half.ts';
import type { Time } from '../core/report.ts';
import { inSteps } from '../core/time-steps.ts';
import type { Entry } from '../core/trace.ts';
import type { KernelTimes } from './kernel-timer.ts';
import { mean, medianAbsoluteDeviation } from './statistics.ts';

const sumOver = (entries: readonly Pick<Entry, 'id'>[], ms: KernelTimes): number =>
  entries.reduce((sum, { id }) => sum + (ms.get(id) ?? 0), 0);

/**
 * @param first the times of the first pass; `null` where they are void
 * @returns `null` for entries whose kernels ran nothing on the device, and where there are no passes
 */
export function entryTimes(
  first: KernelTimes | null,
  passes: readonly KernelTimes[],
): (entries: readonly Pick<Entry, 'id'>[]) => Time | null {
  const totals = passes.map((pass) => [...pass.values()].reduce((sum, ms) => sum + ms, 0));
  const kept = middleHalf(totals).map((pass) => passes[pass]!);
  const ids = new Set(passes.flatMap((pass) => [...pass.keys()]));
  const means: KernelTimes = new Map(
    [...ids].map((id) => [id, inSteps(mean(kept.map((pass) => pass.get(id) ?? 0)))]),
  );
  const firstMs: KernelTimes | null = first && new Map([...first].map(([id, ms]) => [id, inSteps(ms)]));
  return (entries) => {
    const isTimed = entries.length === 0 || entries.some(({ id }) => means.has(id));
    if (!isTimed || passes.length === 0) return null;
    return {
      meanMs: sumOver(entries, means),
      madMs: inSteps(medianAbsoluteDeviation(passes.map((pass) => sumOver(entries, pass)))),
      firstMs: firstMs === null ? null : sumOver(entries, firstMs),
      runs: passes.length,
    };
  };
}
