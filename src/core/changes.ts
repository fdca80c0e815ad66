/** @file What changed from one report to another, as plain data: rows matched and not, what differs in them, and why. */
import type { Json } from './shape.ts';

/**
 * By what two rows are taken for the same layer: their `name`; the `stem` of their names, without what a converter adds;
 * their `shape` and their place among the matched ones; their `place` alone, where one of a kind is left on both sides.
 */
export type MatchGrade = 'name' | 'stem' | 'shape' | 'place';

/** A row of A and the row of B that is the same layer; indices into `layers` of each. */
export interface RowMatch {
  readonly a: number;
  readonly b: number;
  readonly by: MatchGrade;
}

/** What is counted exactly: a row's, or of the whole. */
export type Figure =
  | 'multiplyAdds'
  | 'parameters'
  | 'trainableParameters'
  | 'otherOperations'
  | 'inBounds'
  | 'kernelCalls'
  | 'unknownCalls'
  | 'bytes'
  | 'diskBytes'
  | 'peakBytes'
  | 'weightBytes'
  | 'leakedTensors';

/** A figure that differs; `null`: not known there. */
export interface FigureChange {
  readonly figure: Figure;
  readonly a: number | null;
  readonly b: number | null;
}

/** An attribute or a shape that differs: `filters` 1280 and 1792. */
export interface AttributeChange {
  readonly name: string;
  readonly a: Json;
  readonly b: Json;
}

/** A row that was added, removed, or is not what it was. */
export interface RowChange {
  /** Index into A's `layers`; `null` for a row that was added. */
  readonly a: number | null;
  /** Index into B's `layers`; `null` for a row that was removed. */
  readonly b: number | null;
  /** None of a row that costs the same and computes something else. */
  readonly figures: readonly FigureChange[];
  /** Through what: empty for rows that were added or removed. */
  readonly attributes: readonly AttributeChange[];
}

/** A kernel that one report runs more often than another. */
export interface KernelDifference {
  readonly kernel: string;
  /** Calls in a pass, indexed like the candidates. */
  readonly calls: readonly number[];
}

/** From report A to report B. */
export interface Changes {
  readonly matches: readonly RowMatch[];
  /** Share of the multiply-adds of both reports that are in matched rows, 0 … 1; 1 where there are none. */
  readonly matchedShare: number;
  /** In the order of B, removed rows behind the row of A that they followed. */
  readonly rows: readonly RowChange[];
  readonly totals: readonly FigureChange[];
  /** Kernels whose calls differ, in A and in B. */
  readonly kernels: readonly KernelDifference[];
  /** Rules that found something in one report alone. */
  readonly findings: { readonly onlyInA: readonly string[]; readonly onlyInB: readonly string[] };
  /** Where the two ran differently: backends, versions, machines, inputs. */
  readonly environment: readonly AttributeChange[];
}

/** What follows from other layers, and what a layer that computes the same may say otherwise. */
const CHANGES_NOTHING: ReadonlySet<string> = new Set([
  'layer calls',
  'input',
  'output',
  'batch_input_shape',
  'batch_shape',
  'dtype',
  'trainable',
]);

/** Whether a row computes something else by it, whatever that costs. */
export const changesResult = ({ name, a, b }: AttributeChange): boolean =>
  a !== null && b !== null && !CHANGES_NOTHING.has(name);
