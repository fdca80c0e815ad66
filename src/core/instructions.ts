/**
 * @file What a backend really executes. There is no fused multiply-add in WebAssembly: one multiply-add is one
 * multiply and one add. Counts are lanes, not instructions: an f32x4.mul is four multiplies.
 */

/** `adds` include subtractions; `minMax` are clamps and running maxima; `conversions` between float and integer. */
export const INSTRUCTIONS = [
  'multiplies',
  'adds',
  'divides',
  'squareRoots',
  'minMax',
  'comparisons',
  'conversions',
] as const;
/** A kind of executed instruction. */
export type Instruction = (typeof INSTRUCTIONS)[number];

/** How many lanes of each were executed; safe integers. */
export type Instructions = Readonly<Record<Instruction, number>>;

/** The binary that ran and the tile choice that XNNPACK made in it, which depends on the host's CPU. */
export interface Machine {
  readonly binary: 'simd' | 'plain';
  /** `x86`, or any other host: XNNPACK tells them apart by the sign of `inf − inf`. */
  readonly host: 'x86' | 'other';
}

/** What a kernel call executes beyond what its formula counts, in `adds` (multiply-adds included) or `minMax`. */
export interface TileTerm {
  readonly term: string;
  readonly sign: 1 | -1;
  readonly factors: Readonly<Record<string, number>>;
}

/**
 * A kernel call on a machine: executed = counted + Σ sign·∏factors, where the kernel's work does not depend on
 * its data; `measured` where it does (erf, tanh, pow), which no closed form tells.
 */
export type TileForm =
  | {
      readonly state: 'closed-form';
      readonly quantity: 'adds' | 'minMax';
      readonly terms: readonly TileTerm[];
    }
  | { readonly state: 'measured'; readonly why: string };

export const zeroInstructions = (): Record<Instruction, number> => ({
  multiplies: 0,
  adds: 0,
  divides: 0,
  squareRoots: 0,
  minMax: 0,
  comparisons: 0,
  conversions: 0,
});
