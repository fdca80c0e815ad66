/** @file Kernels that not all of several reports run equally often. */
import type { KernelDifference } from '../core/changes.ts';
import type { Report } from '../core/report.ts';

export function kernelDifferences(reports: readonly Report[]): readonly KernelDifference[] {
  const names = new Set(reports.flatMap(({ kernels }) => kernels.map(({ kernel }) => kernel)));
  const callsIn = reports.map(({ kernels }) => new Map(kernels.map(({ kernel, calls }) => [kernel, calls])));
  return [...names]
    .map((kernel) => ({ kernel, calls: callsIn.map((calls) => calls.get(kernel) ?? 0) }))
    .filter(({ calls }) => new Set(calls).size > 1);
}
