/**
 * @file The passes of a profile. The first one is traced and stands apart: it compiles and allocates. Wall-clock comes
 * from untapped passes, the time of kernels from tapped ones; whoever asks for them lets the two alternate, so that a
 * machine that slows down slows both.
 */
import type { Session } from '../core/workload.ts';
import type { Entry, Trace } from '../core/trace.ts';
import { runToHost } from '../session/run-to-host.ts';
import { tensorsIn } from '../session/tensors-in.ts';
import type { Clock, KernelTimes } from '../timing/kernel-timer.ts';
import { entryTimes } from '../timing/entry-times.ts';
import { depths } from '../timing/stack-depth.ts';
import { timeOf } from '../timing/statistics.ts';
import type { FirstRun } from '../core/first-run.ts';
import type { Leaks } from '../core/leaks.ts';
import type { Time } from '../core/report.ts';
import type { LiveBytes } from '../trace/live-bytes.ts';
import type { Tracer } from '../trace/tracer.ts';
import { findModels } from '../session/found-models.ts';
import { unlessAborted } from './abort.ts';
import { watchFirstRun, type FirstRunWatch } from './first-run/watch.ts';
import { LeftBehind } from './leaks.ts';
import { disposeOwn, nextTensorId, PassResults } from './own-tensors.ts';
import { asProfiled } from './process-lock.ts';

/** What a model returned, on the host. */
export interface OutputCheck {
  readonly values: number;
  readonly notFinite: number;
  /** Subnormal values, which slow wasm kernels down by up to 137 times. */
  readonly denormal: number;
}

export interface Measured {
  readonly trace: Trace;
  /** `null` without timed passes, and where kernels compute nothing. */
  readonly wall: Time | null;
  /** `null` where nothing was timed: no clock, no pass that is not void, or kernels that run nothing on the GPU. */
  readonly timeOf: (entries: readonly Entry[]) => Time | null;
  /** Memory during the first pass. */
  readonly live: LiveBytes;
  readonly leaks: Leaks;
  /** `null` on backends without a GPU. */
  readonly firstRun: FirstRun | null;
  readonly outputs: OutputCheck;
  /** Later passes that ran other kernels than the first. */
  readonly varyingPasses: number;
  /** Later passes whose kernel times the device declared void: they are in no mean. */
  readonly voidPasses: number;
}

/** A tapped pass and what was read from it. */
interface Pass<T> {
  readonly taken: T;
  /** `null` without a clock, and where the times are void. */
  readonly times: KernelTimes | null;
  readonly wallMs: number;
  readonly result: unknown;
  /** The number of the first tensor that it made. */
  readonly since: number;
}

const SMALLEST_NORMAL = 2 ** -126;

/** The passes of one session, each run when it is asked for. */
export interface Passes {
  /** Wall-clock of an untapped pass, in ms. */
  readonly untapped: () => Promise<number>;
  /** A tapped pass, for the time of kernels. */
  readonly tapped: () => Promise<void>;
  /** One more pass where the first left tensors and no other ran: whether each does. It is in no time. */
  readonly settle: () => Promise<void>;
  /** @param wall default: that of the untapped passes so far */
  readonly measured: (wall?: Time | null) => Measured;
  /** Disposes of what the last pass made. */
  readonly end: () => void;
}

/**
 * Runs the first pass, which is traced.
 * @throws TfjsFlopsError `lost-device`, `aborted`; whatever the session's `run` throws. The tap is then removed
 */
export async function startPasses(
  session: Session,
  tracer: Tracer,
  clock: Clock,
  signal: AbortSignal | undefined,
): Promise<Passes> {
  const results = new PassResults();
  try {
    return await startInto(results, session, tracer, clock, signal);
  } catch (error) {
    results.end();
    throw error;
  }
}

async function startInto(
  results: PassResults,
  session: Session,
  tracer: Tracer,
  clock: Clock,
  signal: AbortSignal | undefined,
): Promise<Passes> {
  const { timer } = clock;
  const atNextDepth = depths();
  const left = new LeftBehind(tracer);
  const run = (watch?: FirstRunWatch): ReturnType<typeof timed> =>
    atNextDepth(() => timed(session, clock, signal, left, watch));
  const tapped = async <T>(take: () => T, live?: LiveBytes, watch?: FirstRunWatch): Promise<Pass<T>> => {
    const stop = tracer.start(live, left.follow());
    watch?.bracket();
    try {
      const pass = await run(watch);
      const taken = take();
      const times = timer === null ? null : await clock.whileAlive(() => timer.collect());
      return { ...pass, taken, times };
    } finally {
      stop();
    }
  };
  const live = tracer.liveBytes();
  const endSearch = findModels(tracer, nextTensorId(), session.modelClasses);
  const watch = clock.computes ? watchFirstRun(tracer) : null;
  const first = await tapped(() => tracer.takePass(), live, watch ?? undefined).finally(() => {
    watch?.stop();
    endSearch();
  });
  const outputs = await clock.whileAlive(() => inspect(first.result));
  results.take(first.result, first.since);

  const passes: KernelTimes[] = [];
  const wallsMs: number[] = [];
  let varyingPasses = 0;
  let voidPasses = 0;
  return {
    async untapped() {
      const { wallMs, result, since } = await run();
      results.take(result, since);
      wallsMs.push(wallMs);
      return wallMs;
    },
    async tapped() {
      const pass = await tapped(() => tracer.repeats(first.taken));
      results.take(pass.result, pass.since);
      if (pass.times !== null) passes.push(pass.times);
      else if (timer !== null) voidPasses++;
      if (!pass.taken) varyingPasses++;
    },
    async settle() {
      if (!left.isOpen) return;
      const { result, since } = await tapped(() => tracer.repeats(first.taken));
      results.take(result, since);
    },
    measured: (wall = timeOf(first.wallMs, wallsMs)) => ({
      trace: first.taken,
      wall: clock.computes ? wall : null,
      timeOf: entryTimes(first.times, passes),
      live,
      leaks: left.leaks(first.taken.scopes.length),
      firstRun: watch?.taken(first.taken) ?? null,
      outputs,
      varyingPasses,
      voidPasses,
    }),
    end: () => results.end(),
  };
}

/** One pass until its outputs are on the host: without that, wall-clock would end before the work does. */
async function timed(
  session: Session,
  clock: Clock,
  signal: AbortSignal | undefined,
  left: LeftBehind,
  watch?: FirstRunWatch,
): Promise<Pick<Pass<unknown>, 'wallMs' | 'result' | 'since'>> {
  const since = nextTensorId();
  const end = left.begin();
  const { run } = watch?.of(session) ?? { run: () => session.run() };
  const startMs = performance.now();
  watch?.begin(startMs);
  const result = await unlessAborted(
    signal,
    () => clock.whileAlive(() => runToHost({ run: () => asProfiled(run) })),
    (late) => disposeOwn(late, since),
  );
  const endMs = performance.now();
  watch?.end(endMs);
  const wallMs = endMs - startMs;
  end(tensorsIn(result));
  return { wallMs, result, since };
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
