/**
 * @file Arithmetic for each output, on real numbers unless `complex` is given. Rounding, absolute value and selection are counted as
 * comparisons, a negation as a subtraction from 0: conventions, since a machine may do them on bits.
 */
import type { Formula } from '../core/formula.ts';
import { amount } from '../core/work.ts';
import { assertReal, outputsOf } from './shapes.ts';
import { perElement, type PerElement } from './per-element.ts';

const chosen = { basis: 'chosen' } as const;
const HYPOTENUSE: PerElement = { multiplies: 2, adds: 1, transcendentals: 1 };

/** y = a + b; complex: real and imaginary parts. */
export const add = perElement('y = a + b', { adds: 1 }, { complex: { adds: 2 } });
/** y = a − b; complex: real and imaginary parts. */
export const sub = perElement('y = a − b', { adds: 1 }, { complex: { adds: 2 } });
/** y = a·b; complex: (ac − bd) + (ad + bc)i. */
export const multiply = perElement('y = a·b', { multiplies: 1 }, { complex: { multiplies: 4, adds: 2 } });
/** y = a / b. */
export const realDiv = perElement('y = a / b', { divides: 1 });
/** y = ⌊a / b⌋: a division and a rounding. */
export const floorDiv = perElement('y = ⌊a / b⌋', { divides: 1, comparisons: 1 }, chosen);
/** y = a − b·⌊a / b⌋. */
export const mod = perElement(
  'y = a − b·⌊a / b⌋',
  { divides: 1, comparisons: 1, multiplies: 1, adds: 1 },
  chosen,
);
/** y = (a − b)². */
export const squaredDifference = perElement('y = (a − b)²', { adds: 1, multiplies: 1 });
/** y = max(a, b). */
export const maximum = perElement('y = max(a, b)', { comparisons: 1 });
/** y = min(a, b). */
export const minimum = perElement('y = min(a, b)', { comparisons: 1 });
/** y = a & b, bit by bit. */
export const bitwiseAnd = perElement('y = a & b', { comparisons: 1 }, chosen);
/** y = aᵇ. */
export const pow = perElement('y = aᵇ', { transcendentals: 1 });
/** y = atan(a / b) in the right quadrant. */
export const atan2 = perElement('y = atan2(a, b)', { transcendentals: 1 });

/** y = −x. */
export const neg = perElement('y = 0 − x', { adds: 1 }, chosen);
/** y = x². */
export const square = perElement('y = x²', { multiplies: 1 });
/** y = 1 / x. */
export const reciprocal = perElement('y = 1 / x', { divides: 1 });
/** y = |x|. */
export const abs = perElement('y = x < 0 ? −x : x', { comparisons: 1 }, chosen);
/** y = −1, 0 or 1. */
export const sign = perElement('y = (x > 0) − (x < 0)', { comparisons: 2 }, chosen);
/** y = ⌊x⌋, ⌈x⌉ or the nearest integer. */
export const rounding = perElement('y = ⌊x⌋, ⌈x⌉ or nearest', { comparisons: 1 }, chosen);
/** y = min(max(x, low), high). */
export const clipByValue = perElement('y = min(max(x, low), high)', { comparisons: 2 });

/** One evaluation of a function that has no finite formula (`Exp`, `Log`, `Sqrt`, `Sin` …) per output. */
export const transcendental = perElement('y = f(x)', { transcendentals: 1 });
/** y = √(re² + im²). */
export const complexAbs = perElement('y = √(re² + im²)', HYPOTENUSE, { complex: HYPOTENUSE });

/** One comparison, test, logical operation or selection per output. */
export const comparison = perElement('y = a < b, a ∧ b, isNaN(x), c ? t : e …', { comparisons: 1 });
/** Equality; complex: both parts. */
export const equality = perElement('y = (a = b)', { comparisons: 1 }, { complex: { comparisons: 2 } });

/** y = x₁ + … + xₙ: outputs·(n − 1) adds. */
export const addN: Formula<'AddN'> = {
  state: 'counted',
  basis: 'exact',
  source: 'y = x₁ + … + xₙ: outputs·(n − 1)',
  reads: [],
  work(call) {
    assertReal(call);
    return [amount('elementwise', 'adds', { outputs: outputsOf(call), additions: call.inputs.length - 1 })];
  },
};
