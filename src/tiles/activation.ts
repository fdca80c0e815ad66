/**
 * @file Activations. XNNPACK evaluates eˣ by reducing x to a small range (rounding by adding and subtracting a
 * magic number, two subtractions of multiples of log 2) and a polynomial there; vectors are always whole.
 */
import type { Machine, TileTerm } from '../core/instructions.ts';
import { sizeOf, type Shape } from '../core/shape.ts';
import { closedForm, measured, more, roundUp, type Tile } from './form.ts';
import { inputOf, outputsOf } from './shapes.ts';
import { PAIR, tileSizes } from './tile-sizes.ts';

/**
 * 1 / (1 + e⁻ˣ) on vectors: range reduction 4 adds, polynomial of degree 5 with reconstruction 5; scalar: a
 * table of 64 with degree 2, 6 in all. Then 1 + e, which the formula counts, and 1 − y for positive x.
 */
export function sigmoidPass(outputs: number, machine: Machine): readonly TileTerm[] {
  const { lanes } = tileSizes(machine);
  const run = roundUp(outputs, lanes);
  return [
    more('exp polynomial', { lanes: run, adds: lanes === 1 ? 6 : 9 }),
    more('reflection 1 − y', { lanes: run }),
    more('lane tail', { lanes: run - outputs }),
  ];
}

/**
 * eˣ − 1 for all x, the result being chosen by its sign afterwards: 10 adds besides the formula's − 1 on vectors,
 * 11 in the plain binary where the host is not x86; `null` on x86, whose scalar code branches on the sign.
 */
export function eluPass(outputs: number, machine: Machine): readonly TileTerm[] | null {
  const { lanes } = tileSizes(machine);
  if (lanes === 1 && machine.host === 'x86') return null;
  const run = roundUp(outputs, lanes);
  return [
    more('exp polynomial', { lanes: run, adds: lanes === 1 ? 11 : 10 }),
    more('lane tail', { lanes: run - outputs }),
  ];
}

/**
 * The size of α is taken as the channels, whatever its shape; rows run two at a time. Where minima and maxima are cheaper
 * than a selection, y = max(x, 0) + α·min(x, 0), one add for each lane; elsewhere no add.
 */
export function preluPass(outputs: number, alpha: Shape, machine: Machine): readonly TileTerm[] {
  const isSum = (machine.binary === 'simd') === (machine.host === 'x86');
  if (!isSum) return [];
  const channels = sizeOf(alpha);
  const rows = channels === 0 ? 0 : outputs / channels;
  const { lanes } = tileSizes(machine);
  return [more('max(x, 0) + α·min(x, 0)', { rows: roundUp(rows, PAIR), channels: roundUp(channels, lanes) })];
}

export const sigmoid: Tile = (call, machine) => closedForm(sigmoidPass(outputsOf(call), machine));

export const elu: Tile = (call, machine) => {
  const terms = eluPass(outputsOf(call), machine);
  return terms === null ? measured('branches on the sign of x') : closedForm(terms);
};

export const prelu: Tile = (call, machine) =>
  closedForm(preluPass(outputsOf(call), inputOf(call, 'alpha').shape, machine));
