/**
 * @file The note on kernels that ran no program on the GPU, and so have no time there: tfjs computes small tensors that
 * are still on the host where they are.
 */
import type { ClockKind } from '../core/environment.ts';
import type { KernelCall } from '../core/kernel-call.ts';
import type { Report } from '../core/report.ts';
import { sizeOf } from '../core/shape.ts';
import { count, integer } from './format.ts';
import type { Note } from './note.ts';

/** Clocks that time what runs on a GPU, and nothing else. */
const GPU_CLOCKS: ReadonlySet<ClockKind | undefined> = new Set(['query', 'timestamp', 'upper-bound']);

/** Kernels that give data another name, shape or type of the same bytes. */
const VIEWS: ReadonlySet<string> = new Set(['Reshape', 'Identity', 'ExpandDims']);

/** Whether there is nothing to compute, on the GPU or elsewhere. */
const computesNothing = ({ kernel, inputs, outputs }: KernelCall): boolean =>
  VIEWS.has(kernel) ||
  outputs.every(({ shape }) => sizeOf(shape) === 0) ||
  (kernel === 'Cast' && Reflect.get(inputs, 'x')?.dtype === outputs[0]?.dtype);

/** Whether times tell which kernels ran on a GPU: with no time at all, all of them ran elsewhere or all times are void. */
const isKnown = ({ environment, total }: Report): boolean =>
  GPU_CLOCKS.has(environment.clock) &&
  (total.time !== null || (total.wall !== null && (environment.voidPasses ?? 0) === 0));

/** Calls by kernel that ran no GPU program though there was something to compute, in the order of their first one. */
function hostKernels({ entries, entryTimes, calls }: Report): ReadonlyMap<string, number> {
  const byKernel = new Map<string, number>();
  for (const [i, entry] of entries.entries()) {
    const call = calls[entry.call]!;
    if (entry.calls === 0 || entryTimes[i] !== null || computesNothing(call)) continue;
    byKernel.set(call.kernel, (byKernel.get(call.kernel) ?? 0) + entry.calls);
  }
  return byKernel;
}

export function hostKernelNotes(report: Report): Note[] {
  if (!isKnown(report)) return [];
  const byKernel = [...hostKernels(report)];
  if (byKernel.length === 0) return [];
  const calls = byKernel.reduce((sum, [, times]) => sum + times, 0);
  return [
    {
      label: 'no GPU time',
      parts: [
        `${count(calls, 'kernel call')} ran no GPU program: ${byKernel.map(([kernel, times]) => `${kernel} ${integer(times)}`).join(', ')}`,
        'tfjs computes small tensors on the host',
      ],
    },
  ];
}
