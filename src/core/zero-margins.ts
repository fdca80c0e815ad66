/** @file Zeros that a padding kernel put around a tensor, so that the next convolution can tell them from the image. */

/** Zeros in front of the real elements of an axis, and behind them. */
export type Margin = readonly [before: number, after: number];

/**
 * For each axis its margin in each phase. There is one phase, but after SpaceToBatchND: it deals an axis out over
 * blocks, and its batch is that of its input times all phases.
 */
export type ZeroMargins = readonly (readonly Margin[])[];

const NONE: readonly Margin[] = [[0, 0]];

/** The margins of an axis; one of no zeros where none are known. */
export const marginsOf = (zeros: ZeroMargins | undefined, axis: number): readonly Margin[] =>
  zeros?.[axis] ?? NONE;
