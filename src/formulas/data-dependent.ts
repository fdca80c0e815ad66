/** @file Kernels whose work depends on values: sorting, searching, scattering, sampling. Upper bounds. */
import type { Formula } from '../core/formula.ts';
import { sizeOf } from '../core/shape.ts';
import { amount, NO_WORK } from '../core/work.ts';
import { ceilLog2, dim, dimsOf, inputOf, outputsOf } from './shapes.ts';
import { softmaxWork } from './normalisation.ts';

/** Each element is placed by binary search among the k best so far: rows·n·⌈log₂(k + 1)⌉ comparisons. */
export const topK: Formula<'TopK'> = {
  state: 'counted',
  basis: 'upper-bound',
  source: 'binary insertion among the k best: rows·n·⌈log₂(k + 1)⌉',
  reads: ['k'],
  work({ inputs: { x }, attrs: { k } }) {
    const n = dim(x.shape, -1);
    const rows = n === 0 ? 0 : sizeOf(x.shape) / n;
    return [amount('other', 'comparisons', { rows, n, depth: ceilLog2(k + 1) })];
  },
};

/** Binary search of each value in its row: values·⌈log₂(n + 1)⌉ comparisons. */
export const searchSorted: Formula<'SearchSorted'> = {
  state: 'counted',
  basis: 'upper-bound',
  source: 'binary search: values·⌈log₂(n + 1)⌉',
  reads: [],
  work: ({ inputs: { sortedSequence, values } }) => [
    amount('other', 'comparisons', {
      values: sizeOf(values.shape),
      depth: ceilLog2(dim(sortedSequence.shape, -1) + 1),
    }),
  ],
};

type NonMaxSuppression = Formula<'NonMaxSuppressionV3' | 'NonMaxSuppressionV4' | 'NonMaxSuppressionV5'>;

/**
 * Scores are compared with the threshold and sorted; then each box meets every selected box at most once:
 * IoU = inner / (a + b − inner), where ordering four corners takes 8 comparisons, two empty areas 2, the
 * inner box 4, its sides 2, the threshold 1; areas and inner box take a subtraction per side and a product
 * each.
 */
const nonMaxSuppression = (soft: boolean): NonMaxSuppression => ({
  state: 'counted',
  basis: 'upper-bound',
  source: 'boxes·⌈log₂ boxes⌉ comparisons to sort, boxes·selected intersections over union',
  reads: ['maxOutputSize'],
  work({ inputs: { scores }, attrs: { maxOutputSize } }) {
    const boxes = sizeOf(scores.shape);
    const depth = ceilLog2(boxes);
    const pairs = { boxes, selected: Math.min(maxOutputSize, boxes) };
    return [
      amount('other', 'comparisons', { boxes }),
      amount('other', 'comparisons', { boxes, depth }),
      amount('other', 'comparisons', { ...pairs, comparisons: 17 }),
      amount('other', 'adds', { ...pairs, additions: 8 }),
      amount('other', 'multiplies', { ...pairs, multiplies: 3 }),
      amount('other', 'divides', pairs),
      ...(soft
        ? [
            amount('other', 'transcendentals', pairs),
            amount('other', 'multiplies', { ...pairs, multiplies: 3 }),
            amount('other', 'comparisons', { ...pairs, depth }),
          ]
        : NO_WORK),
    ];
  },
});

/** Greedy selection by intersection over union. */
export const hardNonMaxSuppression: NonMaxSuppression = nonMaxSuppression(false);
/**
 * As above, and each meeting decays a score by e^(s·IoU²) and puts its box back by binary search (soft NMS).
 */
export const softNonMaxSuppression: NonMaxSuppression = nonMaxSuppression(true);

/** Softmax unless given probabilities; their running sums; each sample compared with at most all of them. */
export const multinomial: Formula<'Multinomial'> = {
  state: 'counted',
  basis: 'upper-bound',
  source: 'softmax, batch·(classes − 1) adds for the running sums, outputs·(classes − 1) comparisons',
  reads: ['normalized'],
  work(call) {
    const [batch, classes] = dimsOf(call.inputs.logits.shape, 2);
    const others = Math.max(classes - 1, 0);
    return [
      ...(call.attrs.normalized ? NO_WORK : softmaxWork(batch, classes)),
      amount('reduction', 'adds', { batch, additions: others }),
      amount('other', 'comparisons', { outputs: outputsOf(call), comparisons: others }),
    ];
  },
};

/** One add for each value that falls into a bin; values beyond the last bin are dropped. */
export const bincount: Formula = {
  state: 'counted',
  basis: 'upper-bound',
  source: 'y[x] += weight: size(x)',
  reads: [],
  work: (call) => [amount('reduction', 'adds', { values: sizeOf(inputOf(call, 'x').shape) })],
};

/** As Bincount; a binary output only marks its bins. */
export const denseBincount: Formula = {
  state: 'counted',
  basis: 'upper-bound',
  source: 'y[x] += weight: size(x); nothing where the output is binary',
  reads: ['binaryOutput'],
  work: (call) =>
    call.attrs['binaryOutput'] === true
      ? NO_WORK
      : [amount('reduction', 'adds', { values: sizeOf(inputOf(call, 'x').shape) })],
};

/** y[segment] += x: size(x) adds; negative segments are dropped. */
export const unsortedSegmentSum: Formula = {
  state: 'counted',
  basis: 'upper-bound',
  source: 'y[segment] += x: size(x)',
  reads: [],
  work: (call) => [amount('reduction', 'adds', { values: sizeOf(inputOf(call, 'x').shape) })],
};

/** y[index] += update: size(updates) adds; the first update of each element needs none. */
export const scatterNd: Formula = {
  state: 'counted',
  basis: 'upper-bound',
  source: 'y[index] += update: size(updates)',
  reads: [],
  work: (call) => [amount('reduction', 'adds', { updates: sizeOf(inputOf(call, 'updates').shape) })],
};

type Segments = Formula<'SparseSegmentSum' | 'SparseSegmentMean'>;

/** y[segment] += data[index], row by row: indices·row adds, a row being size(data) / data[0]. */
const segments = (mean: boolean): Segments => ({
  state: 'counted',
  basis: 'upper-bound',
  source: mean
    ? 'y[segment] = Σ data[index] / n: indices·row adds, outputs divides'
    : 'y[segment] += data[index]',
  reads: [],
  work(call) {
    const { data, indices } = call.inputs;
    return [
      amount('reduction', 'adds', { indices: sizeOf(indices.shape), row: sizeOf(data.shape.slice(1)) }),
      ...(mean ? [amount('reduction', 'divides', { outputs: outputsOf(call) })] : NO_WORK),
    ];
  },
});

/** y[segment] += data[index]. */
export const sparseSegmentSum: Segments = segments(false);
/** y[segment] = Σ data[index] / n. */
export const sparseSegmentMean: Segments = segments(true);
