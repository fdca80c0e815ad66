/**
 * @file A comparison as plain data: the candidates with their reports, their rounds of passes, who is faster, and where
 * their counts differ.
 */
import type { Changes, KernelDifference } from './changes.ts';
import type { LayerRow, Report, Time } from './report.ts';

/** Rounds that give an interval: at 99 % it needs 8 pairs; with 16 it survives two disturbed rounds. */
export const MIN_ROUNDS = 16;

/** An interval for a median. */
export interface Interval {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  /** Probability that the interval holds the true median, 0 … 1: at least what was asked for. */
  readonly confidence: number;
}

/** One of what is compared: a model, or a backend. */
export interface Candidate {
  /** `A` and `B` for models; the name of the backend otherwise, such as `wasm`. */
  readonly label: string;
  readonly report: Report;
  /** Wall-clock of its passes in rounds, or else of its own profile; `null` where nothing was timed. */
  readonly wall: Time | null;
}

/** Passes in rounds: in each round every candidate runs once, in random order. Times are wall-clock, in ms. */
export interface Rounds {
  /** Times of the very first round, which compiles and allocates; indexed like {@link Comparison.inRounds}. */
  readonly firstMs: readonly number[];
  /** Rounds before those that count, the first one included. */
  readonly warmUpRounds: number;
  /** `roundsMs[r][i]`: the time of candidate `inRounds[i]` in round r. */
  readonly roundsMs: readonly (readonly number[])[];
}

/** Two candidates, the faster one first. `faster` and `slower` are indices into {@link Comparison.candidates}. */
export interface Pairing {
  /** The one with the smaller times, by the median ratio. */
  readonly faster: number;
  readonly slower: number;
  /** Wall-clock of `slower` ÷ wall-clock of `faster` in the same round: its median, 1 or more, and an interval. */
  readonly ratio: Interval;
  /** The interval holds 1: the two cannot be told apart. */
  readonly isSame: boolean;
}

/** A layer whose multiply-adds differ between the reports of one model. */
export interface CountDifference {
  readonly path: readonly string[];
  readonly kind: LayerRow['kind'];
  /** Indexed like the candidates; 0 where a report lacks the layer, `null` where a kernel of it is unknown. */
  readonly multiplyAdds: readonly (number | null)[];
}

/** Whether the multiply-adds of one model are the same in all of its reports. */
export interface Agreement {
  /** Layers with multiply-adds that are known everywhere and equal. */
  readonly equalLayers: number;
  readonly differences: readonly CountDifference[];
  /** Layers that cannot be compared, since some report has a kernel without a formula there. */
  readonly unknown: readonly CountDifference[];
}

/** What `compare` and `compareBackends` return: plain data, all of it JSON. */
export interface Comparison {
  readonly schemaVersion: 1;
  /** `models`: two models on one backend; `backends`: one model on several. */
  readonly of: 'models' | 'backends';
  readonly candidates: readonly Candidate[];
  /** Indices into `candidates` of those whose passes ran in rounds. */
  readonly inRounds: readonly number[];
  /** `null` where fewer than two candidates could run in rounds, or nothing was timed. */
  readonly rounds: Rounds | null;
  /** The fastest candidate paired with each other one; empty without rounds. */
  readonly pairings: readonly Pairing[];
  /** For one model on several backends, whose multiply-adds must be equal; `null` between models. */
  readonly agreement: Agreement | null;
  readonly kernelDifferences: readonly KernelDifference[];
  /** From model A to model B; `null` for one model on several backends. */
  readonly changes: Changes | null;
}
