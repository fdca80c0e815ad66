/** @file What a sweep is: the counts of a model at many sizes, and how they grow. Plain data. */

/** What is changed: its name and its values, rising. */
export interface Axis {
  readonly name: string;
  readonly values: readonly number[];
  /** What its square is in proportion to: of an image's height and width pixels or tokens. */
  readonly squareOf?: 'pixels' | 'tokens' | undefined;
}

/** A model at one place of the sweep. */
export interface SweepPoint {
  /** By the names of the axes. */
  readonly at: Readonly<Record<string, number>>;
  /** `null` where it cannot be, or its kernels are not all known. */
  readonly multiplyAdds: number | null;
  /** Trainable ones, as in a report's table; of a graph, which does not say, all. */
  readonly parameters: number | null;
  /** The most that is alive right after a kernel; `null` where only a run would tell. */
  readonly peakBytes: number | null;
  /** `shapes`: by running it on shapes; `polynomial`: by the polynomial through points that were; `impossible`: not at all. */
  readonly source: 'shapes' | 'polynomial' | 'impossible';
  /** Why there is no count. */
  readonly why: string | null;
}

/** Layers that grow alike. */
export interface GrowthGroup {
  /** The power of the axis; `null` where no polynomial goes through the counts. */
  readonly degree: number | null;
  /** The costliest first; numbers in names are `*`. */
  readonly layers: readonly GrowingLayer[];
  /** Their share of the multiply-adds at the first and at the last value, 0 … 1. */
  readonly shares: readonly [first: number, last: number];
}

export interface GrowingLayer {
  readonly name: string;
  /** Coefficients of the powers, the constant first; `null` without a polynomial. */
  readonly coefficients: readonly number[] | null;
  readonly multiplyAdds: readonly [first: number, last: number];
}

/** A slope of the logarithms over a part of the range: 2 is quadratic. */
export interface Exponent {
  readonly from: number;
  readonly to: number;
  readonly exponent: number;
}

/** How multiply-adds grow along one axis, the others as at the first point that is counted. */
export interface Growth {
  readonly axis: string;
  readonly others: Readonly<Record<string, number>>;
  readonly from: number;
  readonly to: number;
  /** Of the polynomial through all points; `null` where there is none, or too few points to know. */
  readonly degree: number | null;
  /** Points that were counted on shapes, some between or beyond those that were asked for. */
  readonly points: number;
  readonly coefficients: readonly number[] | null;
  /** Over the lower and over the upper half of the range. */
  readonly exponents: readonly Exponent[];
  /** The highest degree first. */
  readonly groups: readonly GrowthGroup[];
  readonly squareOf: Axis['squareOf'] | null;
}

export interface Sweep {
  readonly schemaVersion: 1;
  readonly model: string;
  readonly axes: readonly Axis[];
  readonly points: readonly SweepPoint[];
  readonly growth: readonly Growth[];
  /** The sum of what theory and count differ in, at the first and the last point; `null` where there is no theory. */
  readonly residual: number | null;
  /** What was taken for values that nobody knows. */
  readonly assumed: readonly string[];
}

/** A sweep as a page shows it. */
export interface SweepSheet {
  readonly sweep: Sweep;
  /** How its counts grow, in the unit of the page; the first one is of the whole. */
  readonly sentences: readonly string[];
}
