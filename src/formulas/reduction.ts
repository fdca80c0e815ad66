/**
 * @file Reductions and scans. The number of elements reduced to one output is read off the sizes, never off
 * `axis`, which tfjs lets be a number, a list, empty or null: combining n elements takes n − 1 operations.
 */
import type { Formula } from '../core/formula.ts';
import type { Op } from '../core/ops.ts';
import { sizeOf } from '../core/shape.ts';
import { amount, type Amount } from '../core/work.ts';
import { assertReal, dim, inputOf, outputsOf, type CallTensors } from './shapes.ts';

const FACTOR: Readonly<Partial<Record<Op, string>>> = { adds: 'additions', multiplies: 'multiplications' };

/** outputs·(reduced − 1) operations, where reduced = size(x) / outputs. */
function combine(call: CallTensors, op: Op): Amount {
  assertReal(call);
  const outputs = outputsOf(call);
  const reduced = outputs === 0 ? 0 : sizeOf(inputOf(call, 'x').shape) / outputs;
  return amount('reduction', op, { outputs, [FACTOR[op] ?? op]: Math.max(reduced - 1, 0) });
}

const reduction = (source: string, op: Op): Formula => ({
  state: 'counted',
  basis: 'exact',
  source,
  reads: [],
  work: (call) => [combine(call, op)],
});

/** y = Σ x: outputs·(reduced − 1) adds. */
export const sum = reduction('y = Σ x: outputs·(reduced − 1)', 'adds');
/** y = Π x: outputs·(reduced − 1) multiplies. */
export const prod = reduction('y = Π x: outputs·(reduced − 1)', 'multiplies');
/** The largest, the smallest, their places, all or any: outputs·(reduced − 1) comparisons. */
export const extremum = reduction('y = max x, min x, all x …: outputs·(reduced − 1)', 'comparisons');

/** y = Σ x / n: outputs·(reduced − 1) adds and a division per output. */
export const mean: Formula = {
  state: 'counted',
  basis: 'exact',
  source: 'y = Σ x / n: outputs·(reduced − 1) adds, outputs divides',
  reads: [],
  work: (call) => [combine(call, 'adds'), amount('reduction', 'divides', { outputs: outputsOf(call) })],
};

const scan = (source: string, op: 'adds' | 'multiplies'): Formula<'Cumsum' | 'Cumprod'> => ({
  state: 'counted',
  basis: 'exact',
  source,
  reads: ['axis', 'exclusive'],
  work({ inputs: { x }, attrs: { axis, exclusive } }) {
    const length = dim(x.shape, axis);
    const lines = length === 0 ? 0 : sizeOf(x.shape) / length;
    return [
      amount('reduction', op, { lines, [FACTOR[op] ?? op]: Math.max(length - (exclusive ? 2 : 1), 0) }),
    ];
  },
});

/** y[i] = y[i−1] + x[i] along one axis: lines·(length − 1) adds; exclusive: y[1] = x[0] is free, one less. */
export const cumsum: Formula<'Cumsum'> = scan('y[i] = y[i−1] + x[i]: lines·(length − 1)', 'adds');
/** y[i] = y[i−1]·x[i] along one axis: lines·(length − 1) multiplies; exclusive: one less. */
export const cumprod: Formula<'Cumprod'> = scan('y[i] = y[i−1]·x[i]: lines·(length − 1)', 'multiplies');
