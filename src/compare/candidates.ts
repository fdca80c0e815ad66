/** @file The sides of a comparison: what is said of them, their passes in turns. */
import { TfjsFlopsError } from '../core/errors.ts';
import type { Report, Time } from '../core/report.ts';
import type { Session } from '../core/workload.ts';
import { clockResolutionMs } from '../timing/host-clock.ts';
import { agreementOf, kernelDifferences, type Agreement, type KernelDifference } from './counts.ts';
import { duelsOf, wallsOf, type Duel } from './pairs.ts';
import { timedPass, watchMoves } from './passes.ts';
import { BUDGET_MS, MIN_ROUNDS, takeTurns, type Turns } from './rounds.ts';

/** What is compared: a model, or a backend. */
export interface Side {
  /** `wasm`; of models `A` and `B`. */
  readonly label: string;
  readonly report: Report;
  /** Of its passes in turns, else of its own profile; `null` where nothing was timed. */
  readonly wall: Time | null;
}

/** Plain data. */
export interface Comparison {
  readonly schemaVersion: 1;
  /** `models` are two on one backend, `backends` those that run one model. */
  readonly of: 'models' | 'backends';
  readonly sides: readonly Side[];
  /** Those whose passes took turns, by their place among `sides`. */
  readonly inTurns: readonly number[];
  /** Beside `inTurns`; `null` where fewer than two could take turns, or nothing was timed. */
  readonly turns: Turns | null;
  readonly duels: readonly Duel[];
  /** Whether one model's multiply-adds are the same everywhere; `null` between models. */
  readonly agreement: Agreement | null;
  readonly kernelDifferences: readonly KernelDifference[];
}

export interface TurnOptions {
  /** Rounds of passes that count, {@link MIN_ROUNDS} or more; default: as many as the noise asks for. */
  readonly rounds?: number | undefined;
  /** Time for all passes in turns, in ms; at least 16 rounds run. Default 10,000. */
  readonly budgetMs?: number | undefined;
  /** Of the order of the passes; default 1. */
  readonly seed?: number | undefined;
  /** What is under way, and how far; `null`: nobody knows how long it takes. */
  readonly onProgress?: (what: string, done: number, total: number | null) => void;
}

/** @throws TfjsFlopsError `invalid-option` */
export function checkTurns({ rounds, budgetMs = BUDGET_MS }: TurnOptions): void {
  if (rounds !== undefined && !(Number.isSafeInteger(rounds) && rounds >= MIN_ROUNDS))
    throw new TfjsFlopsError(
      'invalid-option',
      `rounds must be an integer from ${MIN_ROUNDS} up, got ${rounds}. Fewer leave no interval.`,
    );
  if (!(Number.isFinite(budgetMs) && budgetMs > 0))
    throw new TfjsFlopsError('invalid-option', `budgetMs must be milliseconds above 0, got ${budgetMs}.`);
}

/** A session that takes turns, on its backend. */
export interface Player {
  readonly session: Session;
  readonly backend: string;
}

/** @throws TfjsFlopsError `wrong-backend` where a session's tensors do not stay where it was opened */
export async function playTurns(players: readonly Player[], options: TurnOptions): Promise<Turns> {
  const clockMs = clockResolutionMs();
  const watched = watchMoves();
  try {
    const turns = await takeTurns(
      players.map(({ session, backend }) => timedPass(session, backend, clockMs)),
      {
        rounds: options.rounds,
        budgetMs: options.budgetMs,
        seed: options.seed,
        onRound: (done, total) =>
          options.onProgress?.(total === null ? 'warming up' : 'passes in turns', done, total),
      },
    );
    if (watched.moves() > 0)
      throw new TfjsFlopsError(
        'wrong-backend',
        `TensorFlow.js moved tensors ${watched.moves()} times between backends during the passes, so that their times are not the model's. Make all tensors on the backend that runs: in open(), or in the function.`,
      );
    return turns;
  } finally {
    watched.stop();
  }
}

/** From reports and turns to what they say. */
export function compareSides(
  of: Comparison['of'],
  given: readonly { readonly label: string; readonly report: Report }[],
  turns: Turns | null,
  inTurns: readonly number[],
): Comparison {
  const walls = turns === null ? [] : wallsOf(turns);
  const reports = given.map(({ report }) => report);
  return {
    schemaVersion: 1,
    of,
    sides: given.map(({ label, report }, i) => ({
      label,
      report,
      wall: walls[inTurns.indexOf(i)] ?? report.total.wall,
    })),
    inTurns,
    turns,
    duels: turns === null ? [] : duelsOf(turns, inTurns),
    agreement: of === 'models' ? null : agreementOf(reports),
    kernelDifferences: kernelDifferences(reports),
  };
}
