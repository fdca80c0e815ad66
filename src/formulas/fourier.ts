/** @file Discrete Fourier transforms of complex rows. */
import type { Formula } from '../core/formula.ts';
import { amount, type Work } from '../core/work.ts';
import { dim, outputsOf, type CallTensors } from './shapes.ts';

/**
 * Rows of a power of two: N/2·log₂N butterflies of one complex product (4 multiplies, 2 adds) and two complex
 * sums (4 adds), together the 5·N·log₂N of the radix-2 algorithm (Cooley and Tukey). Other rows by
 * definition: N² complex products, and N − 1 complex sums for each output.
 */
function transform(call: CallTensors): Work {
  const n = dim(call.outputs[0].shape, -1);
  const rows = n === 0 ? 0 : outputsOf(call) / n;
  const stages = Math.log2(n);
  if (Number.isInteger(stages)) {
    const factors = { rows, half: n / 2, stages };
    return stages === 0
      ? []
      : [
          amount('other', 'multiplies', { ...factors, multiplies: 4 }),
          amount('other', 'adds', { ...factors, additions: 6 }),
        ];
  }
  return [
    amount('other', 'multiplies', { rows, n, inputs: n, multiplies: 4 }),
    amount('other', 'adds', { rows, n, inputs: n, additions: 2 }),
    amount('other', 'adds', { rows, n, sums: Math.max(n - 1, 0), additions: 2 }),
  ];
}

/** X[k] = Σ x[j]·e^(−2πijk/N). Backends differ in algorithm; hence `chosen`. */
export const fft: Formula = {
  state: 'counted',
  basis: 'chosen',
  source: '5·N·log₂N for each row of a power of two (radix 2), else N² complex products',
  reads: [],
  work: transform,
};

/** x[j] = Σ X[k]·e^(2πijk/N) / N: the FFT and two divisions for each output. */
export const ifft: Formula = {
  state: 'counted',
  basis: 'chosen',
  source: 'as the FFT, then both parts of each output divided by N',
  reads: [],
  work: (call) => [...transform(call), amount('other', 'divides', { outputs: outputsOf(call), parts: 2 })],
};
