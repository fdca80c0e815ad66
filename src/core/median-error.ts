/** @file How far off a median is, estimated from the spread of its values. */

/** σ of a normal distribution ÷ its median absolute deviation: 1 ÷ Φ⁻¹(3/4). */
const SIGMA_PER_MAD = 1.4826;
/** Standard error of the median ÷ σ/√n, for a normal distribution. */
const MEDIAN_PER_MEAN = Math.sqrt(Math.PI / 2);

/**
 * Standard error of a median if its values were normal: good for planning, not for verdicts.
 * @param mad median absolute deviation of the values, in any unit: the error has the same
 * @param n how many values there are
 */
export const medianError = (mad: number, n: number): number =>
  (MEDIAN_PER_MEAN * SIGMA_PER_MAD * mad) / Math.sqrt(n);
