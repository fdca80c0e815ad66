/**
 * @file The passes of a profile. The first one is traced and stands apart: it compiles and allocates. Then an
 * untapped and a tapped pass take turns, so that a machine that slows down slows both; wall-clock comes from the
 * untapped ones only.
 */
import { dispose, type Tensor, type TensorContainer } from '@tensorflow/tfjs-core';
import type { Session } from '../core/workload.ts';
import type { Entry, LateProbe, Probe, Trace } from '../core/trace.ts';
import { timeOf } from '../timing/statistics.ts';
import type { Time } from '../core/report.ts';
import type { LiveBytes } from '../trace/live-bytes.ts';
import type { Tracer } from '../trace/tracer.ts';

/** What a model returned, on the host. */
export interface OutputCheck {
  readonly values: number;
  readonly notFinite: number;
  /** Subnormal values, which slow wasm kernels down by up to 137 times. */
  readonly denormal: number;
}

export interface Measured {
  readonly trace: Trace;
  readonly wall: Time | null;
  readonly timeOf: (entries: readonly Entry[]) => Time | null;
  /** Of the first pass. */
  readonly live: LiveBytes;
  readonly outputs: OutputCheck;
  /** Later passes that ran other kernels than the first. */
  readonly varyingPasses: number;
}

const SMALLEST_NORMAL = 2 ** -126;

/**
 * @param runs tapped passes after the first, and as many untapped ones
 * @throws whatever the session's `run` throws; the tap is then taken away
 */
export async function measure(
  session: Session,
  tracer: Tracer,
  probe: Probe<number> | LateProbe<number>,
  runs: number,
  onProgress: (done: number, total: number) => void,
): Promise<Measured> {
  const total = 1 + 2 * runs;
  const tapped = async (
    live?: LiveBytes,
  ): Promise<{
    trace: Trace;
    ms: ReadonlyMap<number, number>;
    wallMs: number;
    result: unknown;
  }> => {
    const stop = tracer.start(live);
    try {
      const { wallMs, result } = await timed(session);
      return { trace: tracer.takePass(), ms: await probe.collect(), wallMs, result };
    } finally {
      stop();
    }
  };
  const live = tracer.liveBytes();
  const first = await tapped(live);
  const outputs = await inspect(first.result);
  dispose(first.result as TensorContainer);
  onProgress(1, total);

  const passes: ReadonlyMap<number, number>[] = [];
  const wallsMs: number[] = [];
  let varyingPasses = 0;
  for (let run = 0; run < runs; run++) {
    const untapped = await timed(session);
    dispose(untapped.result as TensorContainer);
    wallsMs.push(untapped.wallMs);
    const pass = await tapped();
    dispose(pass.result as TensorContainer);
    passes.push(pass.ms);
    if (!sameEntries(first.trace, pass.trace)) varyingPasses++;
    onProgress(3 + 2 * run, total);
  }
  return {
    trace: first.trace,
    wall: timeOf(first.wallMs, wallsMs),
    timeOf(entries) {
      const sumMs = (pass: ReadonlyMap<number, number>): number =>
        entries.reduce((sum, { id }) => sum + (pass.get(id) ?? 0), 0);
      return timeOf(sumMs(first.ms), passes.map(sumMs));
    },
    live,
    outputs,
    varyingPasses,
  };
}

/** One pass until its outputs are on the host: without that, wall-clock would end before the work does. */
async function timed(session: Session): Promise<{ wallMs: number; result: unknown }> {
  const startMs = performance.now();
  const result = await session.run();
  for (const tensor of tensorsIn(result)) await tensor.data();
  return { wallMs: performance.now() - startMs, result };
}

const isTensor = (value: unknown): value is Tensor =>
  typeof value === 'object' && value !== null && 'dataId' in value && 'dataSync' in value;

function tensorsIn(value: unknown): Tensor[] {
  if (isTensor(value)) return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(tensorsIn);
}

async function inspect(result: unknown): Promise<OutputCheck> {
  let values = 0;
  let notFinite = 0;
  let denormal = 0;
  for (const tensor of tensorsIn(result)) {
    for (const value of await tensor.data<'float32'>()) {
      values++;
      if (!Number.isFinite(value)) notFinite++;
      else if (value !== 0 && Math.abs(value) < SMALLEST_NORMAL) denormal++;
    }
  }
  return { values, notFinite, denormal };
}

const sameEntries = (a: Trace, b: Trace): boolean =>
  b.entries.every(({ id, calls }) => calls === (a.entries[id]?.calls ?? 0));
