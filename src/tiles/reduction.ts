/** @file Reductions, scans and sequences: scalar loops that start from 0, an add more than n − 1. */
import { sizeOf } from '../core/shape.ts';
import { closedForm, less, more, type Tile } from './form.ts';
import { notFloat } from './elementwise.ts';
import { axis, inputOf, isFloat, outputsOf } from './shapes.ts';

const sumsFrom0: Tile = (call) => {
  const isEmpty = sizeOf(inputOf(call, 'x').shape) === 0;
  return closedForm(isEmpty ? [] : [more('sums from 0', { outputs: outputsOf(call) })]);
};

/** y = Σ x. */
export const sum: Tile = (call, machine) => {
  const x = inputOf(call, 'x');
  if (isFloat(x)) return sumsFrom0(call, machine);
  const outputs = outputsOf(call);
  const reduced = outputs === 0 ? 0 : sizeOf(x.shape) / outputs;
  return notFloat({ outputs, additions: Math.max(reduced - 1, 0) });
};

/** y = Σ x / n; integers are cast first. */
export const mean: Tile = sumsFrom0;

/** y[i] = y[i−1] + x[i]; an exclusive scan adds its first element to 0. */
export const cumsum: Tile<'Cumsum'> = ({ inputs: { x }, attrs }) => {
  const length = axis(x.shape, attrs.axis);
  const lines = length === 0 ? 0 : sizeOf(x.shape) / length;
  if (!isFloat(x)) return notFloat({ lines, additions: Math.max(length - (attrs.exclusive ? 2 : 1), 0) });
  return closedForm(attrs.exclusive && length > 1 ? [more('sums from 0', { lines })] : []);
};

/** y[i] = y[i−1] + step in JavaScript, where nothing is counted. */
export const range: Tile = (call) =>
  closedForm([less('run in JavaScript', { additions: Math.max(outputsOf(call) - 1, 0) })]);

/** Equal to the formula, except that a single element needs no step. */
export const linSpace: Tile = (call) =>
  closedForm(outputsOf(call) === 1 ? [less('no step', { steps: 1 })] : []);
