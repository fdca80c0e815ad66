/**
 * @file What watching a call costs, measured in its page when the recording is over: the kernel calls of a pass once more,
 * through the tap and a trace as they were recorded, with kernels that do nothing; and the same kernels without the tap. The
 * page sees nothing of it, since nothing else runs meanwhile.
 */
import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelCall, TensorSpec } from '../core/kernel-call.ts';
import type { Trace } from '../core/trace.ts';
import { hostClock } from '../timing/host-clock.ts';
import type { Reads } from '../trace/recorder.ts';
import { tapOf } from '../trace/tap.ts';
import { Tracer } from '../trace/tracer.ts';

/** What watching added to each recorded call of a model. */
export interface OwnCost {
  readonly ms: number;
  /** Kernel calls of one. */
  readonly kernels: number;
}

/** The coarsest clock of a browser (0.1 ms) is 2 % of that. */
const SPAN_MS = 5;
const MOST_PASSES = 4_096;
const WARM_UP = 3;
const SPANS = 3;

type Kernel = () => unknown;

const tensorOf = ({ shape, dtype }: TensorSpec): TensorInfo => ({
  dataId: {},
  shape: [...shape],
  dtype,
});

/** A kernel of that name that does nothing, tapped and not. */
function kernelsOf({ kernel, inputs, attrs, outputs }: KernelCall): {
  readonly tapped: Kernel;
  readonly bare: Kernel;
} {
  const given: NamedTensorInfoMap = {};
  for (const [name, spec] of Object.entries(inputs as Readonly<Record<string, TensorSpec | undefined>>))
    if (spec !== undefined) given[name] = tensorOf(spec);
  const made = outputs.map(tensorOf);
  const config = { kernelName: kernel, backendName: 'none', kernelFunc: () => made };
  const params = { inputs: given, attrs: attrs as unknown as NamedAttrMap, backend: {} };
  const tap = tapOf(config);
  return { tapped: () => tap.kernelFunc(params), bare: () => config.kernelFunc() };
}

/** Of a pass, in a span that the clock resolves. */
function meanMs(run: () => void): number {
  for (let passes = 1; ; passes *= 2) {
    const startMs = performance.now();
    for (let i = 0; i < passes; i++) run();
    const ms = performance.now() - startMs;
    if (ms >= SPAN_MS || passes >= MOST_PASSES) return ms / passes;
  }
}

/** The least of several spans: while one goes on, another program may have the processor. */
function passMs(kernels: readonly Kernel[], afterPass: () => void): number {
  const run = (): void => {
    for (const kernel of kernels) kernel();
    afterPass();
  };
  for (let i = 0; i < WARM_UP; i++) run();
  return Math.min(...Array.from({ length: SPANS }, () => meanMs(run)));
}

/** @param isTimed whether the host's clock was read around each kernel */
export function ownCost(trace: Trace, reads: Reads, isTimed: boolean): OwnCost {
  const probe = isTimed ? hostClock() : undefined;
  const made = trace.calls.map(kernelsOf);
  const calls = trace.entries.flatMap((entry) =>
    Array.from({ length: entry.calls }, () => made[entry.call]!),
  );
  const tracer = new Tracer({ models: [], reads, probe, pauses: true });
  const stop = tracer.start();
  try {
    for (const { tapped } of calls) tapped();
    const first = tracer.takePass();
    const withTap = passMs(
      calls.map(({ tapped }) => tapped),
      () => {
        tracer.repeats(first);
        probe?.collect();
      },
    );
    const without = passMs(
      calls.map(({ bare }) => bare),
      () => {},
    );
    return { ms: Math.max(0, withTap - without), kernels: calls.length };
  } finally {
    stop();
  }
}
