/**
 * @file Pools and their gradients, and dilation (max-plus pooling). Dense by default, like convolutions: a
 * window at the border counts whole, although a kernel may skip what lies in the padding.
 */
import type { Formula } from '../core/formula.ts';
import { sizeOf } from '../core/shape.ts';
import { amount } from '../core/work.ts';
import { dimsOf, outputsOf, windowSize } from './shapes.ts';

type AveragePool = Formula<'AvgPool' | 'AvgPool3D'>;
type MaximumPool = Formula<'MaxPool' | 'MaxPool3D' | 'MaxPoolWithArgmax'>;
type AveragePoolGrad = Formula<'AvgPoolGrad' | 'AvgPool3DGrad'>;
type MaximumPoolGrad = Formula<'MaxPoolGrad' | 'MaxPool3DGrad'>;

/** y = Σ window / n: outputs·(window − 1) adds and a division per output; `rank` spatial axes. */
const averagePool = (rank: number): AveragePool => ({
  state: 'counted',
  basis: 'exact',
  source: 'y = Σ window / n: outputs·(window − 1) adds, outputs divides',
  reads: ['filterSize'],
  work(call) {
    const outputs = outputsOf(call);
    const additions = windowSize(call.attrs.filterSize, rank) - 1;
    return [amount('pooling', 'adds', { outputs, additions }), amount('pooling', 'divides', { outputs })];
  },
});

/** y = max window: outputs·(window − 1) comparisons. */
const maximumPool = (rank: number): MaximumPool => ({
  state: 'counted',
  basis: 'exact',
  source: 'y = max window: outputs·(window − 1)',
  reads: ['filterSize'],
  work(call) {
    const comparisons = windowSize(call.attrs.filterSize, rank) - 1;
    return [amount('pooling', 'comparisons', { outputs: outputsOf(call), comparisons })];
  },
});

/** dx = Σ dy / n over the windows that hold x: each dy is divided once and added to its whole window. */
const averagePoolGrad = (rank: number): AveragePoolGrad => ({
  state: 'counted',
  basis: 'chosen',
  source: 'dx = Σ dy / n: size(dy)·window adds, size(dy) divides',
  reads: ['filterSize'],
  work({ inputs: { dy }, attrs: { filterSize } }) {
    const gradients = sizeOf(dy.shape);
    const window = windowSize(filterSize, rank);
    return [amount('pooling', 'adds', { gradients, window }), amount('pooling', 'divides', { gradients })];
  },
});

/** dx = Σ dy over the windows whose maximum x is: the maximum is sought anew, then each dy is added once. */
const maximumPoolGrad = (rank: number): MaximumPoolGrad => ({
  state: 'counted',
  basis: 'chosen',
  source: 'dx[argmax window] += dy: size(dy)·(window − 1) comparisons, size(dy) adds',
  reads: ['filterSize'],
  work({ inputs: { dy }, attrs: { filterSize } }) {
    const gradients = sizeOf(dy.shape);
    return [
      amount('pooling', 'comparisons', { gradients, comparisons: windowSize(filterSize, rank) - 1 }),
      amount('pooling', 'adds', { gradients }),
    ];
  },
});

/** y = Σ window / n over kh·kw. */
export const avgPool: Formula<'AvgPool'> = averagePool(2);
/** y = Σ window / n over kd·kh·kw. */
export const avgPool3D: Formula<'AvgPool3D'> = averagePool(3);
/** y = max window over kh·kw. */
export const maxPool: Formula<'MaxPool'> = maximumPool(2);
/** y = max window over kd·kh·kw. */
export const maxPool3D: Formula<'MaxPool3D'> = maximumPool(3);
/** Maxima and their places: the comparisons of the maxima serve both outputs. */
export const maxPoolWithArgmax: Formula<'MaxPoolWithArgmax'> = maximumPool(2);
/** Gradient of AvgPool. */
export const avgPoolGrad: Formula<'AvgPoolGrad'> = averagePoolGrad(2);
/** Gradient of AvgPool3D. */
export const avgPool3DGrad: Formula<'AvgPool3DGrad'> = averagePoolGrad(3);
/** Gradient of MaxPool. */
export const maxPoolGrad: Formula<'MaxPoolGrad'> = maximumPoolGrad(2);
/** Gradient of MaxPool3D. */
export const maxPool3DGrad: Formula<'MaxPool3DGrad'> = maximumPoolGrad(3);

/** y = max(x + w) over a kh·kw window: outputs·kh·kw adds, outputs·(kh·kw − 1) comparisons. */
export const dilation2D: Formula<'Dilation2D'> = {
  state: 'counted',
  basis: 'exact',
  source: 'y = max(x + w) over the window: outputs·kh·kw adds, outputs·(kh·kw − 1) comparisons',
  reads: [],
  work(call) {
    const [kh, kw] = dimsOf(call.inputs.filter.shape, 3);
    const outputs = outputsOf(call);
    return [
      amount('pooling', 'adds', { outputs, kh, kw }),
      amount('pooling', 'comparisons', { outputs, comparisons: kh * kw - 1 }),
    ];
  },
};

/**
 * The maximum is sought anew for each element of dy, which is then added where it lies: in x, or in the
 * filter.
 */
export const dilation2DGrad: Formula<'Dilation2DBackpropInput' | 'Dilation2DBackpropFilter'> = {
  state: 'counted',
  basis: 'chosen',
  source: 'd[argmax(x + w)] += dy: size(dy)·kh·kw adds, size(dy)·(kh·kw − 1) comparisons, size(dy) adds',
  reads: [],
  work({ inputs: { filter, dy } }) {
    const [kh, kw] = dimsOf(filter.shape, 3);
    const gradients = sizeOf(dy.shape);
    return [
      amount('pooling', 'adds', { gradients, kh, kw }),
      amount('pooling', 'comparisons', { gradients, comparisons: kh * kw - 1 }),
      amount('pooling', 'adds', { gradients }),
    ];
  },
};
