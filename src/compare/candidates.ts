/** @file The candidates of a comparison: their passes in rounds, and the comparison that comes of them. */
import { MIN_ROUNDS, type Comparison, type Rounds } from '../core/comparison.ts';
import { TfjsFlopsError } from '../core/errors.ts';
import type { Report } from '../core/report.ts';
import { changesBetween } from '../diff/changes.ts';
import { clockResolutionMs } from '../timing/host-clock.ts';
import { kernelDifferences } from '../diff/kernels.ts';
import { agreementOf } from './counts.ts';
import { pairingsOf, wallsOf } from './pairs.ts';
import { timedPass, watchMoves } from './passes.ts';
import { BUDGET_MS, timeRounds } from './rounds.ts';

/** How long the candidates run against each other. */
export interface RoundOptions {
  /** Rounds of passes that count, 16 or more; default: as many as the noise requires, within the budget. */
  readonly rounds?: number | undefined;
  /** Time for all passes of all candidates, in ms. Default 10,000, and then at least 16 rounds are run. */
  readonly budgetMs?: number | undefined;
  /** Seed of the order of the passes; default 1. */
  readonly seed?: number | undefined;
  /** Called with what is being done and how far it is; `total` is `null` where that is not known yet. */
  readonly onProgress?: ((what: string, done: number, total: number | null) => void) | undefined;
}

export const ROUND_OPTIONS: readonly (keyof RoundOptions)[] = ['rounds', 'budgetMs', 'seed', 'onProgress'];

/** @throws TfjsFlopsError `invalid-option` */
export function checkRounds({ rounds, budgetMs = BUDGET_MS }: RoundOptions): void {
  if (rounds !== undefined && !(Number.isSafeInteger(rounds) && rounds >= MIN_ROUNDS))
    throw new TfjsFlopsError(
      'invalid-option',
      `is not an integer of at least ${MIN_ROUNDS}; fewer rounds give no interval`,
      {
        option: { name: 'rounds', value: rounds },
        remedies: ['leave it out: the noise then decides'],
      },
    );
  if (!(Number.isFinite(budgetMs) && budgetMs > 0))
    throw new TfjsFlopsError('invalid-option', 'is not a number of milliseconds above 0', {
      option: { name: 'budgetMs', value: budgetMs },
      remedies: [{ set: [{ name: 'budgetMs', value: BUDGET_MS }] }],
    });
}

/** A candidate ready to run in rounds, on the backend that it was opened on. */
export interface OpenCandidate {
  /** Runs a pass and returns its wall-clock in ms. */
  readonly untapped: () => Promise<number>;
  readonly backend: string;
}

/** @throws TfjsFlopsError `wrong-backend` where a session's tensors do not stay on its backend */
export async function runRounds(
  candidates: readonly OpenCandidate[],
  { rounds, budgetMs, seed, onProgress }: RoundOptions,
): Promise<Rounds> {
  const clockMs = clockResolutionMs();
  const watched = watchMoves();
  try {
    const found = await timeRounds(
      candidates.map(({ untapped, backend }) => timedPass(untapped, backend, clockMs)),
      {
        rounds,
        budgetMs,
        seed,
        onRound: (done, total) => onProgress?.(total === null ? 'warming up' : 'rounds', done, total),
      },
    );
    if (watched.moves() > 0)
      throw new TfjsFlopsError(
        'wrong-backend',
        `TensorFlow.js moved tensors ${watched.moves()} times between backends during the passes, which takes time that is not the model's.`,
        { remedies: ['make all tensors on the backend that runs: in open(), or in the function'] },
      );
    return found;
  } finally {
    watched.stop();
  }
}

/** The comparison of reports, and of rounds where there are any. */
export function comparisonOf(
  of: Comparison['of'],
  given: readonly { readonly label: string; readonly report: Report }[],
  rounds: Rounds | null,
  inRounds: readonly number[],
): Comparison {
  const walls = rounds === null ? [] : wallsOf(rounds);
  const reports = given.map(({ report }) => report);
  return {
    schemaVersion: 1,
    of,
    candidates: given.map(({ label, report }, i) => ({
      label,
      report,
      wall: walls[inRounds.indexOf(i)] ?? report.total.wall,
    })),
    inRounds,
    rounds,
    pairings: rounds === null ? [] : pairingsOf(rounds, inRounds),
    agreement: of === 'models' ? null : agreementOf(reports),
    kernelDifferences: kernelDifferences(reports),
    changes: of === 'models' ? changesBetween(reports[0]!, reports[1]!) : null,
  };
}
