/** @file One call of each arithmetic kernel of the wasm backend, those on single elements and lists here. */
import * as tf from '@tensorflow/tfjs';
import { gradient, integers, ramp, type KernelCase, type KernelGroup } from './case.ts';
import { CONVOLUTIONS, IMAGES, NORMALISATION, POOLS } from './windows.ts';

const N = 1_024;
type Unary = (x: tf.Tensor1D) => unknown;
type Binary = (a: tf.Tensor1D, b: tf.Tensor1D) => unknown;

const unary = (kernel: string, op: Unary, from = -2, to = 2): KernelCase => ({
  kernel,
  per: 'output',
  note: `${from} … ${to}`,
  prepare() {
    const x = ramp<tf.Rank.R1>([N], from, to);
    return () => op(x);
  },
});

const binary = (kernel: string, op: Binary, from = 0.5, to = 2): KernelCase => ({
  kernel,
  per: 'output',
  note: `${from} … ${to}`,
  prepare() {
    const a = ramp<tf.Rank.R1>([N], from, to);
    const b = ramp<tf.Rank.R1>([N], to, from);
    return () => op(a, b);
  },
});

const logical = (kernel: string, op: Binary): KernelCase => ({
  kernel,
  per: 'output',
  note: 'bool',
  prepare() {
    const a = tf.tensor1d(
      Array.from({ length: N }, (_, i) => i % 2 === 0),
      'bool',
    );
    const b = tf.tensor1d(
      Array.from({ length: N }, (_, i) => i % 3 === 0),
      'bool',
    );
    return () => op(a, b);
  },
});

const [ROWS, COLUMNS] = [64, 48];
const reduction = (kernel: string, op: (x: tf.Tensor2D) => unknown): KernelCase => ({
  kernel,
  per: 'input',
  note: 'along the last axis',
  prepare() {
    const x = ramp<tf.Rank.R2>([ROWS, COLUMNS], 0.5, 1.5);
    return () => op(x);
  },
});

const ACTIVATIONS: KernelGroup = {
  title: 'Activations',
  cases: [
    unary('Relu', tf.relu),
    unary('Relu6', tf.relu6, -2, 8),
    unary('LeakyRelu', tf.leakyRelu),
    {
      kernel: 'Prelu',
      per: 'output',
      note: '-2 … 2',
      prepare() {
        const [x, alpha] = [ramp<tf.Rank.R2>([64, 16]), ramp<tf.Rank.R2>([1, 16], 0.1, 0.2)];
        return () => tf.prelu(x, alpha);
      },
    },
    unary('Elu', tf.elu),
    unary('EluGrad', gradient(tf.elu)),
    unary('Selu', tf.selu),
    unary('Sigmoid', tf.sigmoid),
    unary('Softplus', tf.softplus),
    unary('Step', tf.step),
    unary('Tanh', tf.tanh),
    unary('Erf', tf.erf),
    { ...reduction('Softmax', (x) => tf.softmax(x)), per: 'output' },
  ],
};

const UNARY: KernelGroup = {
  title: 'One input per element',
  cases: [
    unary('Neg', tf.neg),
    unary('Abs', tf.abs),
    unary('Sign', tf.sign),
    unary('Square', tf.square),
    unary('Reciprocal', tf.reciprocal, 0.5, 2),
    unary('Sqrt', tf.sqrt, 0.5, 2),
    unary('Rsqrt', tf.rsqrt, 0.5, 2),
    unary('Exp', tf.exp),
    unary('Expm1', tf.expm1),
    unary('Log', tf.log, 0.5, 2),
    unary('Log1p', tf.log1p, 0.5, 2),
    unary('Sin', tf.sin),
    unary('Cos', tf.cos),
    unary('Tan', tf.tan),
    unary('Asin', tf.asin, -1, 1),
    unary('Acos', tf.acos, -1, 1),
    unary('Atan', tf.atan),
    unary('Sinh', tf.sinh),
    unary('Cosh', tf.cosh),
    unary('Asinh', tf.asinh),
    unary('Acosh', tf.acosh, 1.5, 4),
    unary('Atanh', tf.atanh, -0.9, 0.9),
    unary('Floor', tf.floor),
    unary('Ceil', tf.ceil),
    unary('Round', tf.round),
    unary('ClipByValue', (x) => tf.clipByValue(x, -1, 1)),
    unary('IsNan', tf.isNaN),
    unary('IsInf', tf.isInf),
    unary('IsFinite', tf.isFinite),
    logical('LogicalNot', (a) => tf.logicalNot(a)),
  ],
};

const BINARY: KernelGroup = {
  title: 'Two inputs per element',
  cases: [
    binary('Add', tf.add),
    binary('Sub', tf.sub),
    binary('Multiply', tf.mul),
    binary('RealDiv', tf.div),
    binary('FloorDiv', tf.floorDiv),
    binary('Mod', tf.mod),
    binary('SquaredDifference', tf.squaredDifference),
    binary('Maximum', tf.maximum),
    binary('Minimum', tf.minimum),
    binary('Pow', tf.pow),
    binary('Atan2', tf.atan2),
    binary('AddN', (a, b) => tf.addN([a, b])),
    binary('Equal', tf.equal),
    binary('NotEqual', tf.notEqual),
    binary('Less', tf.less),
    binary('LessEqual', tf.lessEqual),
    binary('Greater', tf.greater),
    binary('GreaterEqual', tf.greaterEqual),
    logical('LogicalAnd', (a, b) => tf.logicalAnd(a, b)),
    logical('LogicalOr', (a, b) => tf.logicalOr(a, b)),
    // The op is composed of others.
    logical('LogicalXor', (a, b) => tf.engine().runKernel('LogicalXor', { a, b })),
    binary('Select', (a, b) => tf.where(tf.lessEqual(a, b), a, b)),
    {
      kernel: 'BitwiseAnd',
      per: 'output',
      note: 'int32',
      prepare() {
        const a = integers(Array.from({ length: N }, (_, i) => i));
        return () => tf.bitwiseAnd(a, a);
      },
    },
  ],
};

const REDUCTIONS: KernelGroup = {
  title: 'Reductions and scans',
  cases: [
    reduction('Sum', (x) => tf.sum(x, -1)),
    reduction('Mean', (x) => tf.mean(x, -1)),
    reduction('Prod', (x) => tf.prod(x, -1)),
    reduction('Max', (x) => tf.max(x, -1)),
    reduction('Min', (x) => tf.min(x, -1)),
    reduction('ArgMax', (x) => tf.argMax(x, -1)),
    reduction('ArgMin', (x) => tf.argMin(x, -1)),
    reduction('All', (x) => tf.all(tf.cast(x, 'bool'), -1)),
    reduction('Any', (x) => tf.any(tf.cast(x, 'bool'), -1)),
    // A negative axis makes the wasm backend of tfjs 4.22 write outside its memory.
    reduction('Cumsum', (x) => tf.cumsum(x, 1)),
    reduction('Cumprod', (x) => tf.cumprod(x, 1)),
    { ...reduction('TopK', (x) => tf.topk(x, 5)), note: 'k = 5' },
  ],
};

const BOXES = 64;
const suppression = (
  kernel: string,
  op: (boxes: tf.Tensor2D, scores: tf.Tensor1D) => unknown,
): KernelCase => ({
  kernel,
  per: 'input',
  note: '16 of 64 boxes, each overlapping its neighbours',
  prepare() {
    const corners = Array.from({ length: BOXES }, (_, i) => [
      i / BOXES,
      i / BOXES,
      (i + 4) / BOXES,
      (i + 4) / BOXES,
    ]);
    const [boxes, scores] = [tf.tensor2d(corners), ramp<tf.Rank.R1>([BOXES], 0.2, 0.9)];
    return () => op(boxes, scores);
  },
});

const OTHERS: KernelGroup = {
  title: 'Searching, scattering, sampling, making',
  cases: [
    suppression('NonMaxSuppressionV3', (boxes, scores) => tf.image.nonMaxSuppression(boxes, scores, 16)),
    suppression('NonMaxSuppressionV4', (boxes, scores) =>
      tf.image.nonMaxSuppressionPadded(boxes, scores, 16),
    ),
    suppression('NonMaxSuppressionV5', (boxes, scores) =>
      tf.image.nonMaxSuppressionWithScore(boxes, scores, 16, 0.5, 0.1, 0.5),
    ),
    {
      kernel: 'SearchSorted',
      per: 'output',
      note: 'among 1,024',
      prepare() {
        const [sorted, values] = [ramp<tf.Rank.R1>([N]), ramp<tf.Rank.R1>([256], -1, 1)];
        return () => tf.searchSorted(sorted, values);
      },
    },
    {
      kernel: 'Bincount',
      per: 'input',
      prepare() {
        const [x, weights] = [integers(Array.from({ length: N }, (_, i) => i % 16)), ramp<tf.Rank.R1>([N])];
        return () => tf.bincount(x, weights, 16);
      },
    },
    {
      kernel: 'DenseBincount',
      per: 'input',
      prepare() {
        const [x, weights] = [integers(Array.from({ length: N }, (_, i) => i % 16)), ramp<tf.Rank.R1>([N])];
        return () => tf.denseBincount(x, weights, 16);
      },
    },
    {
      kernel: 'ScatterNd',
      per: 'output',
      note: 'each place once',
      prepare() {
        const places = tf.tensor2d(
          Array.from({ length: 64 }, (_, i) => [i]),
          [64, 1],
          'int32',
        );
        const updates = ramp<tf.Rank.R2>([64, 16]);
        return () => tf.scatterND(places, updates, [64, 16]);
      },
    },
    ...(['Sum', 'Mean'] as const).map((what): KernelCase => ({
      kernel: `SparseSegment${what}`,
      per: 'input',
      note: 'segments of 4 rows',
      prepare() {
        const data = ramp<tf.Rank.R2>([64, 16]);
        const rows = integers(Array.from({ length: 64 }, (_, i) => i));
        const segments = integers(Array.from({ length: 64 }, (_, i) => Math.floor(i / 4)));
        return () => tf.sparse[`sparseSegment${what}`](data, rows, segments);
      },
    })),
    {
      kernel: 'Multinomial',
      per: 'output',
      note: '16 classes, seed 1',
      prepare() {
        const logits = ramp<tf.Rank.R1>([16]);
        return () => tf.multinomial(logits, 256, 1);
      },
    },
    { kernel: 'LinSpace', per: 'output', prepare: () => () => tf.linspace(0, 1, N) },
    { kernel: 'Range', per: 'output', prepare: () => () => tf.range(0, N) },
  ],
};

export const KERNEL_GROUPS: readonly KernelGroup[] = [
  CONVOLUTIONS,
  ACTIVATIONS,
  UNARY,
  BINARY,
  REDUCTIONS,
  POOLS,
  NORMALISATION,
  IMAGES,
  OTHERS,
];
