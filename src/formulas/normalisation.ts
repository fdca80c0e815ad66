/**
 * @file Batch norm, local response normalisation, softmax. None has a multiply-add: what is summed here are
 * not products over a contracted index.
 */
import type { Formula } from '../core/formula.ts';
import { sizeOf } from '../core/shape.ts';
import { amount, type Term, type Work } from '../core/work.ts';
import { assertReal, outputsOf, type CallTensors } from './shapes.ts';

/**
 * y = (x − mean)·scale / √(variance + ε) + offset. What depends on the channel alone, scale / √(variance +
 * ε), is taken once per element of `variance`: an add, a root, a division (1 / √ without a scale). Then each
 * output is a subtraction, a multiply and, with an offset, an add. Layer norm passes a variance as large as
 * x. Kernels may take the root for each output anew; hence `chosen`.
 */
export const fusedBatchNorm: Formula<'FusedBatchNorm'> = {
  state: 'counted',
  basis: 'chosen',
  source: 'y = (x − mean)·(scale / √(variance + ε)) + offset; the factor once per channel',
  reads: [],
  work(call) {
    const { variance, offset } = call.inputs;
    const outputs = outputsOf(call);
    const channels = sizeOf(variance.shape);
    const perElement: Work = [
      amount('normalisation', 'adds', offset === undefined ? { outputs } : { outputs, additions: 2 }),
      amount('normalisation', 'multiplies', { outputs }),
    ];
    return [
      ...perElement,
      amount('normalisation', 'adds', { channels }),
      amount('normalisation', 'transcendentals', { channels }),
      amount('normalisation', 'divides', { channels }),
    ];
  },
};

/** n = bias + α·Σ x² over a window of 2·radius + 1 channels, dense: edge channels count whole windows. */
const localEnergy = (outputs: number, window: number): Work => [
  amount('normalisation', 'multiplies', { outputs, window }),
  amount('normalisation', 'adds', { outputs, additions: window - 1 }),
  amount('normalisation', 'multiplies', { outputs }),
  amount('normalisation', 'adds', { outputs }),
];

/** y = x / n^β, n = bias + α·Σ x² over neighbouring channels. */
export const lrn: Formula<'LRN'> = {
  state: 'counted',
  basis: 'chosen',
  source: 'y = x / (bias + α·Σ x²)^β over 2·depthRadius + 1 channels',
  reads: ['depthRadius'],
  work(call) {
    const outputs = outputsOf(call);
    return [
      ...localEnergy(outputs, 2 * call.attrs.depthRadius + 1),
      amount('normalisation', 'transcendentals', { outputs }),
      amount('normalisation', 'divides', { outputs }),
    ];
  },
};

/**
 * dx = dy·n^−β − 2αβ·x·Σ dy·y / n, the sum over neighbouring channels: n as in LRN; dy·y / n once per
 * element; the window's adds; three products and a subtraction to join the two parts (2αβ is one constant).
 */
export const lrnGrad: Formula<'LRNGrad'> = {
  state: 'counted',
  basis: 'chosen',
  source: 'dx = dy·n^−β − 2αβ·x·Σ dy·y / n, n = bias + α·Σ x²',
  reads: ['depthRadius'],
  work(call) {
    const outputs = outputsOf(call);
    const window = 2 * call.attrs.depthRadius + 1;
    return [
      ...localEnergy(outputs, window),
      amount('normalisation', 'transcendentals', { outputs }),
      amount('normalisation', 'multiplies', { outputs }),
      amount('normalisation', 'divides', { outputs }),
      amount('normalisation', 'adds', { outputs, additions: window - 1 }),
      amount('normalisation', 'multiplies', { outputs, multiplies: 3 }),
      amount('normalisation', 'adds', { outputs }),
    ];
  },
};

/** Rows of n along the last axis, the only one that tfjs allows. */
function rowsOf(call: CallTensors): { rows: number; n: number } {
  assertReal(call);
  const n = call.outputs[0].shape.at(-1) ?? 1;
  return { rows: n === 0 ? 0 : outputsOf(call) / n, n };
}

const SOFTMAX: Term = 'softmax';

/** m = max x, then Σ e^(x−m): n − 1 comparisons, n subtractions, n exponentials, n − 1 adds for each row. */
const exponentialSum = (rows: number, n: number): Work => [
  amount(SOFTMAX, 'comparisons', { rows, comparisons: Math.max(n - 1, 0) }),
  amount(SOFTMAX, 'adds', { rows, n }),
  amount(SOFTMAX, 'transcendentals', { rows, n }),
  amount(SOFTMAX, 'adds', { rows, additions: Math.max(n - 1, 0) }),
];

/** Softmax of `rows` rows of n: the exponentials, their sum, n divides for each row. */
export const softmaxWork = (rows: number, n: number): Work => [
  ...exponentialSum(rows, n),
  amount(SOFTMAX, 'divides', { rows, n }),
];

/** y = e^(x−m) / Σ e^(x−m), m = max x, for each row of n. */
export const softmax: Formula = {
  state: 'counted',
  basis: 'exact',
  source: 'y = e^(x−m) / Σ e^(x−m), m = max x, for each row',
  reads: [],
  work(call) {
    const { rows, n } = rowsOf(call);
    return softmaxWork(rows, n);
  },
};

/** y = (x − m) − log Σ e^(x−m), m = max x, for each row of n. */
export const logSoftmax: Formula = {
  state: 'counted',
  basis: 'exact',
  source: 'y = (x − m) − log Σ e^(x−m), m = max x, for each row',
  reads: [],
  work(call) {
    const { rows, n } = rowsOf(call);
    return [
      ...exponentialSum(rows, n),
      amount(SOFTMAX, 'transcendentals', { rows }),
      amount(SOFTMAX, 'adds', { rows, n }),
    ];
  },
};
