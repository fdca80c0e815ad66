/**
 * @file Time on the webgl backend: one TIME_ELAPSED query around each outermost kernel, read after the pass. Queries
 * cannot nest, and the GPU may declare all that ran meanwhile void (GPU_DISJOINT: it changed its frequency, or slept).
 */
import { known, type ClockInfo } from '../../core/environment.ts';
import { ClockStep, TIMED_BY_OTHERS } from '../../timing/gpu-stamps.ts';
import type { KernelTimer, KernelTimes } from '../../timing/kernel-timer.ts';
import type { Queries, WebglBackend } from './context.ts';

export interface QueryTimer {
  readonly timer: KernelTimer;
  readonly info: () => ClockInfo;
  /** Ends what is still being measured, and frees the queries. */
  readonly stop: () => void;
}

interface Pending {
  readonly query: object;
  readonly entry: number;
}

/** The outputs are on the host already when results are read: no GPU needs longer than this. */
const LIMIT_MS = 1_000;
const POLL_MS = 1;

/** Why the times of a pass are void. */
const DISJOINT = 'the GPU declared them so';
const UNANSWERED = 'queries were not answered';
const IMPOSSIBLE = 'they were longer than the pass';

/** @param programs how many programs the backend has run so far @param limitMs how long answers may take */
export function queryTimer(
  backend: WebglBackend,
  queries: Queries,
  programs: () => number,
  limitMs: number = LIMIT_MS,
): QueryTimer {
  let pending: Pending[] = [];
  let current: object | null = null;
  let isOpen = false;
  let programsBefore = 0;
  let isFirst = true;
  let startMs = 0;
  let timedKernels = 0;
  /** Whether somebody else's query was open in this pass: kernels inside it have none of ours. */
  let isShared = false;
  const step = new ClockStep();
  const reasons = new Set<string>();

  /** A kernel that threw was entered and not left. */
  function abandon(): void {
    if (isOpen) queries.end();
    isOpen = false;
    if (current !== null) queries.remove(current);
    current = null;
  }

  function begin(): void {
    if (isFirst) {
      isFirst = false;
      startMs = performance.now();
      // Clears what was void before this pass.
      queries.isDisjoint();
    }
    programsBefore = programs();
    if (queries.isOpen()) {
      isShared = true;
      return;
    }
    // Never one that was used before: ANGLE on Vulkan then sometimes answers 2^63.
    current = queries.create();
    queries.begin(current);
    isOpen = true;
  }

  /** Whether all have answered in time; those of a lost context never do. */
  async function haveAnswered(these: readonly Pending[]): Promise<boolean> {
    const untilMs = performance.now() + limitMs;
    for (const { query } of these)
      while (!queries.isAvailable(query)) {
        if (performance.now() > untilMs || backend.gpgpu.gl.isContextLost()) return false;
        // Results arrive between tasks only.
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
    return true;
  }

  /** The times, or why they are void. */
  async function timesOf(these: readonly Pending[], isPart: boolean): Promise<KernelTimes | string> {
    if (isPart) return TIMED_BY_OTHERS;
    if (!(await haveAnswered(these))) return UNANSWERED;
    if (queries.isDisjoint()) return DISJOINT;
    const passMs = performance.now() - startMs;
    const times = new Map<number, number>();
    let sumMs = 0;
    for (const { query, entry } of these) {
      const ns = queries.result(query);
      step.add(ns);
      sumMs += ns / 1e6;
      times.set(entry, (times.get(entry) ?? 0) + ns / 1e6);
    }
    return sumMs > passMs ? IMPOSSIBLE : times;
  }

  const timer: KernelTimer = {
    name: 'GPU queries',
    enter() {
      abandon();
      if ((backend.activeTimers ?? null) === null) begin();
    },
    leave() {
      if (isOpen) queries.end();
      isOpen = false;
    },
    book(entry) {
      if (current === null || programs() === programsBefore) return abandon();
      pending.push({ query: current, entry });
      current = null;
    },
    async collect() {
      abandon();
      const these = pending;
      pending = [];
      isFirst = true;
      timedKernels = these.length;
      const isPart = isShared;
      isShared = false;
      const times = await timesOf(these, isPart);
      for (const { query } of these) queries.remove(query);
      if (typeof times !== 'string') return times;
      reasons.add(times);
      return null;
    },
  };
  return {
    timer,
    info: () =>
      known<ClockInfo>({
        timedKernels,
        clockResolutionMs: step.ms,
        clockNote: reasons.size === 0 ? undefined : `some times are void: ${[...reasons].join('; ')}`,
      }),
    stop() {
      abandon();
      for (const { query } of pending.splice(0)) queries.remove(query);
    },
  };
}
