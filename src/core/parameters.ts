/**
 * @file Counts of parameters (scalars, not tensors or bytes): those of float type. Integers in a frozen graph are
 * shapes, axes and index tables, and stand apart.
 */
import type { DType, Shape } from './shape.ts';

/** `null`: unknown, since a frozen graph does not say what was trainable. */
export interface Parameters {
  readonly trainable: number | null;
  readonly nonTrainable: number | null;
  /** The part of `nonTrainable` that was made trainable and then frozen. */
  readonly frozen: number;
  readonly total: number;
}

/** One variable, or constant of a frozen graph, given to the first scope that owns it. */
export interface Weight {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly scope: number;
  /** Scopes that share it with its owner. */
  readonly alsoIn: readonly number[];
  /** `null`: a frozen graph does not say. */
  readonly trainable: boolean | null;
  /** Made trainable, then frozen. */
  readonly frozen: boolean;
  /** Read by a kernel of the pass, or by its caller. */
  readonly read: boolean;
  /** As the model's file holds it, quantised or not; `null` where there is no file. */
  readonly diskBytes: number | null;
}

/** Shapes, axes and index tables of a frozen graph are no parameters. */
export const isParameter = ({ dtype }: Pick<Weight, 'dtype'>): boolean =>
  dtype === 'float32' || dtype === 'complex64';

export const NO_PARAMETERS: Parameters = { trainable: 0, nonTrainable: 0, frozen: 0, total: 0 };

const add = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b);

export const addParameters = (a: Parameters, b: Parameters): Parameters => ({
  trainable: add(a.trainable, b.trainable),
  nonTrainable: add(a.nonTrainable, b.nonTrainable),
  frozen: a.frozen + b.frozen,
  total: a.total + b.total,
});
