/** @file Ops of arithmetic kernels that the grid leaves out, on sizes that fill vectors and sizes that do not. */
import * as tf from '@tensorflow/tfjs';
import { filled, integers, op, type Fill, type NamedOp } from './tensors.ts';

const UNARY = [
  'neg square reciprocal abs floor ceil round sign sqrt rsqrt relu relu6 leakyRelu elu sigmoid step',
  'isNaN isInf isFinite sum mean max min prod argMax argMin cumsum cumprod softmax onesLike zerosLike',
  'clone exp expm1 log log1p erf sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh selu softplus',
].flatMap((names) => names.split(' '));
const BINARY = [
  'add sub mul div squaredDifference maximum minimum floorDiv mod pow atan2',
  'equal notEqual less lessEqual greater greaterEqual',
].flatMap((names) => names.split(' '));

/** Pairs of shapes that broadcast, innermost axes alike and not. */
const BROADCASTS: readonly (readonly [number[], number[]])[] = [
  [[3, 5, 7], [7]],
  [
    [3, 5, 7],
    [5, 1],
  ],
  [
    [3, 5, 7],
    [3, 1, 7],
  ],
  [
    [3, 1, 7],
    [1, 5, 1],
  ],
  [[], [3, 5, 7]],
  [
    [3, 5, 7],
    [1, 5, 7],
  ],
  [
    [3, 5, 1, 1],
    [3, 5, 7, 3],
  ],
  [
    [1, 2, 1, 2, 1, 3],
    [1, 2, 1, 2, 1, 3],
  ],
  [
    [1, 2, 1, 2, 1, 2, 3],
    [1, 2, 1, 2, 1, 2, 3],
  ],
  [
    [0, 3],
    [1, 3],
  ],
];

/** Ops on values of one kind. */
export function arithmeticOps(fill: Fill): readonly NamedOp[] {
  const t = (shape: number[]): tf.Tensor => filled(fill, shape);
  const image = (): tf.Tensor4D => t([2, 4, 5, 3]) as tf.Tensor4D;
  const volume = (): tf.Tensor5D => t([2, 4, 5, 6, 3]) as tf.Tensor5D;
  return [
    ...[1, 3, 4, 7, 16, 19, 33].flatMap((n) => [
      ...UNARY.map((name): NamedOp => [`${name} ${n}`, () => op(name)(t([n]))]),
      ...BINARY.map((name): NamedOp => [`${name} ${n}`, () => op(name)(t([n]), t([n]))]),
    ]),
    ...BROADCASTS.flatMap(([a, b]) =>
      ['add', 'sub', 'squaredDifference'].map((name): NamedOp => [
        `${name} [${a.join()}] [${b.join()}]`,
        () => op(name)(t(a), t(b)),
      ]),
    ),
    ...['add', 'sub', 'mul', 'squaredDifference', 'maximum', 'minimum', 'equal'].map((name): NamedOp => [
      `${name} of integers`,
      () => op(name)(integers([21]), integers([21])),
    ]),
    ...['neg', 'round', 'abs', 'sum', 'mean', 'cumsum', 'relu', 'max'].map((name): NamedOp => [
      `${name} of integers`,
      () => op(name)(integers([21])),
    ]),
    ['sums along axes', () => [[0], [1], [2], [0, 2], [1, 2]].map((axes) => tf.sum(t([3, 5, 7]), axes))],
    ['means along axes', () => [[0], [1], [2], [0, 2], [1, 2]].map((axes) => tf.mean(t([3, 5, 7]), axes))],
    ['sums of nothing', () => [tf.sum(t([0, 3]), 0), tf.mean(t([0, 3]), 0), tf.sum(tf.scalar(1))]],
    [
      'scans',
      () => [0, 1, 2].flatMap((axis) => [true, false].map((ex) => tf.cumsum(t([3, 5, 1]), axis, ex))),
    ],
    ['backward scans', () => [0, 1].map((axis) => tf.cumsum(integers([3, 5]), axis, true, true))],
    ['addN', () => [1, 2, 5].map((n) => tf.addN(Array.from({ length: n }, () => t([3, 7]))))],
    ['addN of integers', () => tf.addN([integers([3, 7]), integers([3, 7]), integers([3, 7])])],
    ['softmax of rows', () => [1, 2, 5, 16, 21, 64].map((n) => tf.softmax(t([3, n])))],
    ...[[7], [8], [9], [3, 3, 7], [1]].flatMap((shape): NamedOp[] => {
      const x = (): tf.Tensor4D => t([2, 3, 3, shape.at(-1) === 1 ? 7 : shape.at(-1)!]) as tf.Tensor4D;
      const of = (): tf.Tensor1D => t(shape) as tf.Tensor1D;
      return [
        [`batchNorm ${shape.join()}`, () => tf.batchNorm(x(), of(), of(), of(), of())],
        [`batchNorm ${shape.join()}, no offset`, () => tf.batchNorm(x(), of(), of(), undefined, of())],
        [`batchNorm ${shape.join()}, no scale`, () => tf.batchNorm(x(), of(), of(), of())],
        [`batchNorm ${shape.join()}, neither`, () => tf.batchNorm(x(), of(), of())],
      ];
    }),
    [
      'batchNorm of nothing',
      () => tf.batchNorm(t([0, 1, 1, 3]) as tf.Tensor4D, t([3]) as tf.Tensor1D, t([3]) as tf.Tensor1D),
    ],
    ['prelu', () => [[7], [5, 7], [3, 5, 7], [5, 1], [1]].map((alpha) => tf.prelu(t([3, 5, 7]), t(alpha)))],
    ['clipByValue', () => tf.clipByValue(t([21]), -1, 1)],
    ['linspace', () => [1, 2, 9].map((n) => tf.linspace(0, 1, n))],
    ['range', () => tf.range(0, 9)],
    [
      'avgPool3d',
      () =>
        [1, 2].flatMap((s) =>
          (['same', 'valid'] as const).map((pad) => tf.avgPool3d(volume(), [2, 3, 2], s, pad)),
        ),
    ],
    ['maxPool3d', () => tf.maxPool3d(volume(), [2, 3, 2], 1, 'same')],
    ['maxPoolWithArgmax', () => tf.maxPoolWithArgmax(image(), 2, 2, 'same')],
    [
      'pools of 1×1',
      () => [1, 2].flatMap((s) => [tf.avgPool(image(), 1, s, 'valid'), tf.maxPool(image(), 1, s, 'valid')]),
    ],
    ['matMul, both factors repeat', () => tf.matMul(t([2, 1, 3, 5]), t([1, 3, 5, 4]))],
    ['scatterND', () => tf.scatterND(tf.tensor2d([0, 2, 2], [3, 1], 'int32'), t([3, 4]), [5, 4])],
    [
      'scatterND of integers',
      () => tf.scatterND(tf.tensor2d([0, 2, 2], [3, 1], 'int32'), integers([3, 4]), [5, 4]),
    ],
  ];
}
