/** @file Kernels that make arithmetic sequences. */
import type { Formula } from '../core/formula.ts';
import { sizeOf } from '../core/shape.ts';
import { amount } from '../core/work.ts';
import { outputsOf } from './shapes.ts';

/** y[i] = y[i−1] + step: an add for each output but the first. */
export const range: Formula = {
  state: 'counted',
  basis: 'exact',
  source: 'y[i] = y[i−1] + step: outputs − 1',
  reads: [],
  work: (call) => [amount('elementwise', 'adds', { additions: Math.max(outputsOf(call) - 1, 0) })],
};

/** step = (stop − start) / (n − 1), then as Range. */
export const linSpace: Formula = {
  state: 'counted',
  basis: 'exact',
  source: 'step = (stop − start) / (n − 1), y[i] = y[i−1] + step',
  reads: [],
  work: (call) => [
    amount('elementwise', 'adds', { additions: Math.max(outputsOf(call) - 1, 0) }),
    amount('elementwise', 'adds', { steps: 1 }),
    amount('elementwise', 'divides', { steps: 1 }),
  ],
};

/** As Range for each of the rows, whose values are the second output; their first elements are given. */
export const raggedRange: Formula = {
  state: 'counted',
  basis: 'upper-bound',
  source: 'y[i] = y[i−1] + step in each row: at most one add for each value',
  reads: [],
  work({ outputs: [, values] }) {
    if (values === undefined) throw new Error('RaggedRange has no second output, its values.');
    return [amount('elementwise', 'adds', { values: sizeOf(values.shape) })];
  },
};
