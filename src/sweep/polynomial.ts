/**
 * @file The polynomial through integer counts, exactly: divided differences in fractions of big integers. Degree and
 * coefficients are facts of the points, not fitted ones, and points beyond those that determine it must lie on it.
 */

interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? (a < 0n ? -a : a) : gcd(b, a % b));

function fraction(over: bigint, under: bigint): Fraction {
  const divisor = gcd(over, under) * (under < 0n ? -1n : 1n);
  return divisor === 0n ? { over: 0n, under: 1n } : { over: over / divisor, under: under / divisor };
}

const ZERO: Fraction = { over: 0n, under: 1n };

const plus = (a: Fraction, b: Fraction): Fraction =>
  fraction(a.over * b.under + b.over * a.under, a.under * b.under);

const times = (a: Fraction, factor: bigint): Fraction => fraction(a.over * factor, a.under);

const SCALE = 1_000_000n;

const numberOf = ({ over, under }: Fraction): number =>
  // Fractions of counts: their quotient is within what a float holds, their parts may not be.
  Number((over * SCALE) / under) / Number(SCALE);

/** As many points must lie on it as confirm it. */
const CONFIRMING = 2;

/** What was counted at a place. */
export interface Place {
  readonly at: number;
  readonly count: number | bigint;
}

export interface Polynomial {
  readonly degree: number;
  /** In Newton's form, over the scaled places. */
  readonly differences: readonly Fraction[];
  readonly places: readonly bigint[];
  /** Places are multiplied by it, so that they are integers. */
  readonly scale: number;
}

/** The least power of ten that makes all of them integers. */
function scaleOf(values: readonly number[]): number {
  let scale = 1;
  while (scale < 1e6 && !values.every((value) => Math.abs(value * scale - Math.round(value * scale)) < 1e-9))
    scale *= 10;
  return scale;
}

const scaled = (value: number, scale: number): bigint => BigInt(Math.round(value * scale));

/** The polynomial of least degree through all points, confirmed or not. */
export function polynomialThrough(points: readonly Place[]): Polynomial {
  const scale = scaleOf(points.map(({ at }) => at));
  const places = points.map(({ at }) => scaled(at, scale));
  let row = points.map(({ count }) => fraction(BigInt(count), 1n));
  const differences: Fraction[] = [];
  for (let order = 0; order < points.length; order++) {
    differences.push(row[0]!);
    row = row
      .slice(1)
      .map((next, i) =>
        fraction(
          next.over * row[i]!.under - row[i]!.over * next.under,
          next.under * row[i]!.under * (places[i + order + 1]! - places[i]!),
        ),
      );
  }
  const degree = Math.max(
    0,
    differences.findLastIndex(({ over }) => over !== 0n),
  );
  return { degree, differences: differences.slice(0, degree + 1), places, scale };
}

/**
 * The polynomial of least degree through all points.
 * @param points of different places; counts are integers
 * @returns `null` where fewer than two points confirm it
 */
export function exactPolynomial(points: readonly Place[]): Polynomial | null {
  const polynomial = polynomialThrough(points);
  return points.length < polynomial.degree + 1 + CONFIRMING ? null : polynomial;
}

/** The count at a place; `null` where it is no integer from 0 up. */
export function countAt({ differences, places, scale }: Polynomial, at: number): bigint | null {
  const place = scaled(at, scale);
  let sum = ZERO;
  for (let i = differences.length - 1; i >= 0; i--)
    sum = plus(times(sum, place - places[i]!), differences[i]!);
  return sum.under === 1n && sum.over >= 0n ? sum.over : null;
}

/** Of the powers, the constant first. */
export function coefficientsOf({ differences, places, scale }: Polynomial): readonly number[] {
  let powers: Fraction[] = [];
  for (let i = differences.length - 1; i >= 0; i--) {
    const shifted = [ZERO, ...powers];
    powers = shifted.map((power, k) => plus(power, times(powers[k] ?? ZERO, -places[i]!)));
    powers[0] = plus(powers[0]!, differences[i]!);
  }
  return powers.map((power, k) => numberOf(times(power, BigInt(scale) ** BigInt(k))));
}
