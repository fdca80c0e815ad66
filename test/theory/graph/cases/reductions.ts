/** @file Graphs of one op that reduces axes, or windows of them, without multiply-adds. */
import { b, bools, indexInput, input, int, ints, list, s, weight } from '../build.ts';
import { single, x, type GraphCase } from './single.ts';

export const REDUCTION_CASES: readonly GraphCase[] = [
  ...'Sum Prod Max Min Mean EuclideanNorm'
    .split(' ')
    .flatMap((op) => [
      single(`${op}: two axes, one from the end`, op, { x, axes: ints([0, -1]) }),
      single(`${op}: dims kept`, op, { x, axes: ints([1]) }, { keep_dims: b(true) }),
    ]),
  ...['All', 'Any'].map((op) =>
    single(op, op, { x: bools([1, 0, 1, 1], [2, 2]), axis: int(1) }, { keep_dims: b(false) }),
  ),
  single('Sum: no axes', 'Sum', { x, axes: ints([]) }),
  single('ArgMax', 'ArgMax', { x, axis: int(1) }),
  single('ArgMin: from the end', 'ArgMin', { x, axis: int(-1) }),
  single('TopKV2', 'TopKV2', { x, k: int(3) }, { sorted: b(true) }),
  single('Bincount', 'Bincount', { x: indexInput(5), size: int(7), weights: weight(5) }),
  single('DenseBincount', 'DenseBincount', { x: indexInput(2, 5), size: int(7), weights: weight(2, 5) }),
  single('LowerBound', 'LowerBound', { sorted: weight(2, 6), x: input(2, 3) }),
  single('UpperBound', 'UpperBound', { sorted: weight(2, 6), x: input(2, 3) }),
  ...['MaxPool', 'AvgPool', 'MaxPoolWithArgmax'].flatMap((op) =>
    (
      [
        ['same', 2, 'SAME'],
        ['valid', 1, 'VALID'],
      ] as const
    ).map(([name, batch, padding]) =>
      single(
        `${op}: ${name}`,
        op,
        { x: input(batch, 9, 8, 3) },
        { ksize: list(1, 3, 2, 1), strides: list(1, 2, 3, 1), padding: s(padding) },
      ),
    ),
  ),
  ...['MaxPool3D', 'AvgPool3D'].map((op) =>
    single(
      op,
      op,
      { x: input(1, 4, 7, 6, 2) },
      {
        ksize: list(1, 2, 3, 2, 1),
        strides: list(1, 1, 2, 2, 1),
        padding: s('VALID'),
      },
    ),
  ),
  single(
    'Dilation2D',
    'Dilation2D',
    { x: input(1, 9, 9, 3), w: weight(3, 2, 3) },
    {
      strides: list(1, 1, 1, 1),
      rates: list(1, 2, 3, 1),
      padding: s('VALID'),
    },
  ),
];
