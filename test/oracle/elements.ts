/**
 * @file Element operations, reductions and pools as the cpu backend executes them, beside their formulas: equal
 * where nothing is named, else apart by a closed form with its reason.
 */
import * as tf from '@tensorflow/tfjs';
import { sizeOf } from '../../src/core/shape.ts';
import type { Executed } from './ledger.ts';

export interface ElementCase {
  readonly kernel: string;
  readonly run: () => tf.Tensor;
  /** What the backend executes beyond the formula; less where negative. */
  readonly beyond?: Executed;
  readonly why?: string;
}

const [ROWS, N] = [4, 10];
const ELEMENTS = ROWS * N;
const [BATCH, H, W, CHANNELS] = [2, 8, 6, 3];
const PIXELS = BATCH * H * W * CHANNELS;

/** Steps of equal size, made without a kernel. */
const ramp = (shape: readonly number[], from: number, to: number): tf.Tensor => {
  const size = sizeOf(shape);
  const step = (to - from) / (size - 1);
  return tf.tensor(
    Float32Array.from({ length: size }, (_, i) => from + i * step),
    [...shape],
  );
};
const positive = (): tf.Tensor => ramp([ROWS, N], 0.1, 3);
const negative = (): tf.Tensor => ramp([ROWS, N], -3, -0.1);
const image = (): tf.Tensor4D => ramp([BATCH, H, W, CHANNELS], -1, 1) as tf.Tensor4D;
const channels = (): tf.Tensor1D => ramp([CHANNELS], 0.5, 1) as tf.Tensor1D;

const unary = (kernel: string, op: (x: tf.Tensor) => tf.Tensor, x = positive): ElementCase => ({
  kernel,
  run: () => op(x()),
});
const binary = (kernel: string, op: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): ElementCase => ({
  kernel,
  // A row against all: broadcasting is in the output's size.
  run: () => op(positive(), ramp([1, N], 1, 2)),
});

const BEGINS_AT_ZERO = 'the sum begins at 0, so that its first element is added as well';

const AGREEING: readonly ElementCase[] = [
  binary('Add', tf.add),
  binary('Sub', tf.sub),
  binary('Multiply', tf.mul),
  binary('RealDiv', tf.div),
  binary('FloorDiv', tf.floorDiv),
  binary('Pow', tf.pow),
  binary('SquaredDifference', tf.squaredDifference),
  binary('Maximum', tf.maximum),
  binary('Minimum', tf.minimum),
  binary('Less', tf.less),
  binary('Equal', tf.equal),
  unary('Square', tf.square),
  unary('Reciprocal', tf.reciprocal),
  unary('Abs', tf.abs),
  unary('Sign', tf.sign),
  unary('Floor', tf.floor),
  unary('Step', tf.step),
  unary('Exp', tf.exp),
  unary('Log', tf.log),
  unary('Sqrt', tf.sqrt),
  unary('Tanh', tf.tanh),
  unary('Sin', tf.sin),
  unary('Relu', tf.relu),
  unary('Relu6', tf.relu6),
  // Below 0, where these do all that their formulas count.
  unary('LeakyRelu', tf.leakyRelu, negative),
  unary('Elu', tf.elu, negative),
  { kernel: 'Prelu', run: () => tf.prelu(negative(), ramp([1, N], 0.1, 0.2)) },
  { kernel: 'Cumsum', run: () => tf.cumsum(positive(), 1) },
  { kernel: 'ResizeBilinear', run: () => tf.image.resizeBilinear(image(), [9, 9]) },
];

const POOL = { window: 3 * 3, outputs: BATCH * H * W * CHANNELS };
/** Taps of 3 rows, or columns, at stride 1, less one at either end. */
const TAPS = BATCH * (3 * H - 2) * (3 * W - 2) * CHANNELS;

const APART: readonly ElementCase[] = [
  {
    kernel: 'Softmax',
    run: () => tf.softmax(positive() as tf.Tensor2D),
    beyond: { comparisons: ROWS, adds: ROWS },
    why: `the maximum begins at the first element, which is compared with itself; ${BEGINS_AT_ZERO}`,
  },
  { kernel: 'Sum', run: () => tf.sum(positive(), 1), beyond: { adds: ROWS }, why: BEGINS_AT_ZERO },
  {
    kernel: 'Mean',
    run: () => tf.mean(positive(), 1),
    beyond: { adds: ROWS, divides: ELEMENTS - ROWS },
    why: `each element is divided before it is added, not their sum once; ${BEGINS_AT_ZERO}`,
  },
  {
    kernel: 'AddN',
    run: () => tf.addN([positive(), positive()]),
    beyond: { adds: ELEMENTS },
    why: BEGINS_AT_ZERO,
  },
  {
    kernel: 'Prod',
    run: () => tf.prod(positive(), 1),
    beyond: { multiplies: ROWS },
    why: 'the product begins at 1, so that its first element is multiplied as well',
  },
  {
    kernel: 'Max',
    run: () => tf.max(positive(), 1),
    beyond: { comparisons: ROWS },
    why: 'the maximum begins at the first element, which is compared with itself',
  },
  {
    kernel: 'Cumsum',
    run: () => tf.cumsum(positive(), 1, true),
    beyond: { adds: ROWS },
    why: 'exclusive: the first sum is 0 + the first element',
  },
  {
    kernel: 'Sigmoid',
    run: () => tf.sigmoid(positive()),
    beyond: { adds: ELEMENTS },
    why: 'the negation of x',
  },
  {
    kernel: 'Neg',
    run: () => tf.neg(positive()),
    beyond: { adds: -ELEMENTS, multiplies: ELEMENTS },
    why: 'x is multiplied by −1',
  },
  {
    kernel: 'Rsqrt',
    run: () => tf.rsqrt(positive()),
    beyond: { divides: ELEMENTS },
    why: 'the formula takes 1 / √x for one function',
  },
  {
    kernel: 'Selu',
    run: () => tf.selu(negative() as tf.Tensor2D),
    beyond: { multiplies: -ELEMENTS },
    why: 'scale·α is one constant',
  },
  {
    kernel: 'FusedBatchNorm',
    run: () => tf.batchNorm(image(), channels(), channels(), channels(), channels()),
    beyond: {
      adds: PIXELS - CHANNELS,
      divides: PIXELS - CHANNELS,
      transcendentals: PIXELS - CHANNELS,
    },
    why: '√(variance + ε) and its division once per element, not once per channel',
  },
  {
    kernel: 'AvgPool',
    run: () => tf.avgPool(image(), 3, 1, 'same'),
    beyond: { adds: TAPS - POOL.outputs * (POOL.window - 1) },
    why: `taps on padding are skipped; ${BEGINS_AT_ZERO}`,
  },
  {
    kernel: 'MaxPool',
    run: () => tf.maxPool(image(), 3, 1, 'same'),
    beyond: { comparisons: TAPS - POOL.outputs * (POOL.window - 1) },
    why: 'taps on padding are skipped; the maximum begins at −∞',
  },
];

/** Some kernels stand in both: what they do depends on values, attributes or padding. */
export const ELEMENT_CASES: readonly ElementCase[] = [...AGREEING, ...APART];
