/**
 * @file The time of one kernel call by the clock of profiles, bracketed as profiles bracket it, so that the two can be
 * compared: the kernel function is called as tfjs's engine would call it, and nothing around it is timed.
 */
import {
  backend,
  getBackend,
  getKernel,
  type NamedAttrMap,
  type NamedTensorMap,
  type Tensor,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { TfjsFlopsError } from '../core/errors.ts';
import type { KernelTimer } from './kernel-timer.ts';
import { depths } from './stack-depth.ts';

export interface KernelRun {
  readonly kernel: string;
  readonly inputs: NamedTensorMap;
  readonly attrs: NamedAttrMap;
}

/** Spans are so long that the coarsest clock of a browser (0.1 ms) is 2.5 % of them. */
const LEAST_SPAN_MS = 4;
const MOST_CALLS = 1 << 14;
const SAMPLES = 5;
/** Calls before the first span is taken: they compile and allocate. */
const WARM_UP = 2;

/** How many calls a measurement makes at least. */
export const LEAST_CALLS = WARM_UP + SAMPLES;

const refused = (why: string): TfjsFlopsError =>
  new TfjsFlopsError('refused-by-backend', `The peaks of ${getBackend()} cannot be measured: ${why}`, {
    remedies: [{ set: [{ name: 'peaks', value: false }], to: 'profile without them' }],
  });

/** A call of the kernel on the current backend; its output belongs to the caller. */
function callOf({ kernel, inputs, attrs }: KernelRun): () => TensorInfo {
  const config = getKernel(kernel, getBackend());
  if (config === undefined) throw refused(`it has no kernel ${kernel}`);
  return () => {
    const output = config.kernelFunc({ inputs, attrs, backend: backend() });
    return Array.isArray(output) ? output[0]! : output;
  };
}

/** Kernels of tfjs-node return whole tensors, which the engine knows; others return data that only the backend knows. */
function release(output: TensorInfo | Tensor): void {
  if ('dispose' in output) output.dispose();
  else backend().disposeData(output.dataId);
}

const ENTRY = 0;

/** Time of several calls; `null` where the device declares it void. */
async function spanMs(call: () => TensorInfo, calls: number, timer: KernelTimer): Promise<number | null> {
  for (let i = 0; i < calls; i++) {
    timer.enter();
    const output = call();
    timer.leave();
    timer.book(ENTRY);
    release(output);
  }
  const times = await timer.collect();
  return times === null ? null : (times.get(ENTRY) ?? 0);
}

/**
 * Least time of a call in ms, over spans of many calls where one is short: the others are disturbed by what else runs.
 * @throws TfjsFlopsError `refused-by-backend` for a kernel that the backend lacks, or that the clock cannot time
 */
export async function callMs(run: KernelRun, timer: KernelTimer): Promise<number> {
  const call = callOf(run);
  const atNextDepth = depths();
  await spanMs(call, WARM_UP, timer);
  for (let calls = 1; calls <= MOST_CALLS; calls *= 2) {
    const span = (): Promise<number | null> => atNextDepth(() => spanMs(call, calls, timer));
    const spans = [await span()];
    if ((spans[0] ?? 0) < LEAST_SPAN_MS) continue;
    while (spans.length < SAMPLES) spans.push(await span());
    const ms = Math.min(...spans.filter((spanned) => spanned !== null));
    // One long span may be a disturbance.
    if (ms >= LEAST_SPAN_MS / 2 && ms < Infinity) return ms / calls;
  }
  throw refused(`${run.kernel} is too short for its clock`);
}
