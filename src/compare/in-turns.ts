/**
 * @file Profiles in turns: every candidate is opened and runs once, then all run untapped in rounds, then tapped ones, in
 * random order too. Kernels of all are so timed on a machine that is equally warm: of two profiles one after the other
 * the first is the colder.
 */
import { getBackend } from '@tensorflow/tfjs-core';
import { startClock } from '../backends/clock.ts';
import type { Rounds } from '../core/comparison.ts';
import type { Report } from '../core/report.ts';
import type { Session, Workload } from '../core/workload.ts';
import { openedUnlessAborted } from '../profile/abort.ts';
import { assemble } from '../profile/assemble.ts';
import { readsOf } from '../profile/cost.ts';
import { formulasOf, type CustomFormulas } from '../profile/custom-formulas.ts';
import { inTurn } from '../profile/process-lock.ts';
import { RUNS } from '../profile/profile.ts';
import { startRun, type TimedRun } from '../profile/timed-run.ts';
import type { Clock } from '../timing/kernel-timer.ts';
import { runRounds, type RoundOptions } from './candidates.ts';
import { wallsOf } from './pairs.ts';
import { switchTo } from './passes.ts';
import { randomSource, shuffled } from './rounds.ts';

export interface TurnCandidate {
  readonly label: string;
  readonly workload: Workload;
  /** Default: the current one. */
  readonly backend?: string | undefined;
  readonly name?: string | undefined;
}

export interface TurnOptions extends RoundOptions, CustomFormulas {
  readonly runs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Turns {
  readonly reports: readonly Report[];
  /** `null` where fewer than two candidates ran in rounds. */
  readonly rounds: Rounds | null;
  /** Indices of the candidates that did. */
  readonly inRounds: readonly number[];
}

interface Open {
  readonly label: string;
  readonly backend: string;
  readonly workload: Workload;
  readonly name: string | undefined;
  readonly session: Session;
}

/** Of the time that was asked for; the rest is for tapped passes. */
const SHARE_OF_ROUNDS = 0.7;

/** @throws TfjsFlopsError as `profile`; `wrong-backend` where tensors move between backends */
export function profileInTurns(candidates: readonly TurnCandidate[], options: TurnOptions): Promise<Turns> {
  return inTurn(async () => {
    const opened: Open[] = [];
    try {
      for (const { label, workload, backend = getBackend(), name } of candidates) {
        await switchTo(backend);
        opened.push({
          label,
          backend,
          workload,
          name,
          session: await openedUnlessAborted(workload, options.signal),
        });
      }
      return await runAll(opened, options);
    } finally {
      for (const { session } of opened) session.dispose();
    }
  });
}

async function runAll(opened: readonly Open[], options: TurnOptions): Promise<Turns> {
  const runs: TimedRun[] = [];
  const { rounds, inRounds, tapped } = await runPasses(opened, runs, options);
  const walls = rounds === null ? [] : wallsOf(rounds);
  const reports: Report[] = [];
  for (const [i, { backend }] of opened.entries()) {
    await switchTo(backend);
    const { results, header } = await runs[i]!.results(tapped, walls[inRounds.indexOf(i)]);
    reports.push(assemble(results, header, options));
  }
  return { reports, rounds, inRounds };
}

/** All passes, under the clock of each backend; their tensors are disposed of, and the clocks stopped. @param runs is filled */
async function runPasses(
  opened: readonly Open[],
  runs: TimedRun[],
  options: TurnOptions,
): Promise<Omit<Turns, 'reports'> & { readonly tapped: number }> {
  const { signal, onProgress = () => {} } = options;
  const clocks = new Map<string, Clock>();
  const startMs = performance.now();
  const spentMs = (): number => performance.now() - startMs;
  try {
    for (const [i, { backend, workload, session, name, label }] of opened.entries()) {
      await switchTo(backend);
      const clock = clocks.get(backend) ?? (await startClock());
      clocks.set(backend, clock);
      runs.push(await startRun(workload, session, clock, readsOf(formulasOf(options)), { name, signal }));
      onProgress(`first pass of ${label}`, i + 1, opened.length);
    }
    const walls = await wallRounds(opened, runs, clocks, options, spentMs());
    return { ...walls, tapped: await tappedRounds(opened, runs, options, spentMs) };
  } finally {
    for (const run of runs) run.end();
    for (const clock of clocks.values()) clock.stop();
  }
}

/** Untapped passes, which decide; of one candidate alone as many as tapped ones. */
async function wallRounds(
  opened: readonly Open[],
  runs: readonly TimedRun[],
  clocks: ReadonlyMap<string, Clock>,
  options: TurnOptions,
  spentMs: number,
): Promise<Omit<Turns, 'reports'>> {
  if (options.runs === 0) return { rounds: null, inRounds: [] };
  // A device that computes nothing has no wall-clock.
  const inRounds = opened.flatMap(({ backend }, i) => (clocks.get(backend)!.computes ? [i] : []));
  if (inRounds.length < 2) {
    for (const i of inRounds) {
      await switchTo(opened[i]!.backend);
      for (let run = 0; run < (options.runs ?? RUNS); run++) await runs[i]!.untapped();
    }
    return { rounds: null, inRounds: [] };
  }
  const { budgetMs } = options;
  const rounds = await runRounds(
    inRounds.map((i) => ({ untapped: runs[i]!.untapped, backend: opened[i]!.backend })),
    {
      ...options,
      budgetMs: budgetMs === undefined ? undefined : Math.max(1, SHARE_OF_ROUNDS * (budgetMs - spentMs)),
    },
  );
  return { rounds, inRounds };
}

/** @returns how many tapped passes each ran; one that was not asked for is left out where the time is up */
async function tappedRounds(
  opened: readonly Open[],
  runs: readonly TimedRun[],
  { runs: asked, budgetMs, seed = 1, onProgress }: TurnOptions,
  spentMs: () => number,
): Promise<number> {
  const random = randomSource(seed);
  const most = asked ?? RUNS;
  let done = 0;
  let roundMs = 0;
  const isTimeUp = (): boolean =>
    asked === undefined && budgetMs !== undefined && done > 0 && spentMs() + roundMs > budgetMs;
  while (done < most && !isTimeUp()) {
    const beforeMs = spentMs();
    for (const i of shuffled(opened.length, random)) {
      await switchTo(opened[i]!.backend);
      await runs[i]!.tapped();
    }
    done++;
    roundMs = spentMs() - beforeMs;
    onProgress?.('timing kernels', done, most);
  }
  return done;
}
