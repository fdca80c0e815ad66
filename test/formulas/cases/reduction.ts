/** @file Reductions, scans, pools, norms: expected numbers by hand. */
import type { OpCounts } from '../../../src/core/ops.ts';
import { callOf, f32, tensor, type FormulaCase } from '../formula-case.ts';

const [a, b, c] = [3, 4, 5];

/** [a, b, c] reduced over its last two axes: a outputs of b·c each. */
const reduction = (kernel: string, reduction: Partial<OpCounts>): FormulaCase => ({
  name: kernel,
  call: callOf(kernel, { x: f32(a, b, c) }, f32(a), {}),
  expected: { reduction },
});
const others = b * c - 1;

/** [a, b, c] scanned along b: a·c lines of length b. */
const scan = (kernel: 'Cumsum' | 'Cumprod', op: 'adds' | 'multiplies', exclusive: boolean): FormulaCase => ({
  name: `${kernel}${exclusive ? ', exclusive' : ''}`,
  call: callOf(kernel, { x: f32(a, b, c) }, f32(a, b, c), { axis: exclusive ? -2 : 1, exclusive }),
  expected: { reduction: { [op]: a * c * (b - (exclusive ? 2 : 1)) } },
});

const [n, h, w, channels] = [2, 5, 4, 6];
const [kh, kw, kd] = [3, 2, 4];
const out = n * h * w * channels;
const image = f32(n, h, w, channels);
const volume = f32(n, kd, h, w, channels);
const x = f32(n, 2 * h, 2 * w, channels);
const x3 = f32(n, 2 * kd, 2 * h, 2 * w, channels);
const window2 = { filterSize: [kh, kw], strides: 2, pad: 'same' };
const window3 = { filterSize: [kd, kh, kw], strides: [2, 2, 2], pad: 'same' };
const square = { filterSize: kh, strides: 2, pad: 'same' };
const volumes = out * kd;

const POOLS: readonly FormulaCase[] = [
  {
    name: 'AvgPool 3×2',
    call: callOf('AvgPool', { x }, image, window2),
    expected: { pooling: { adds: out * (kh * kw - 1), divides: out } },
  },
  {
    name: 'AvgPool 3×3 by a number',
    call: callOf('AvgPool', { x }, image, square),
    expected: { pooling: { adds: out * (kh * kh - 1), divides: out } },
  },
  {
    name: 'AvgPool3D 4×3×2',
    call: callOf('AvgPool3D', { x: x3 }, volume, window3),
    expected: { pooling: { adds: volumes * (kd * kh * kw - 1), divides: volumes } },
  },
  {
    name: 'MaxPool 3×2',
    call: callOf('MaxPool', { x }, image, window2),
    expected: { pooling: { comparisons: out * (kh * kw - 1) } },
  },
  {
    name: 'MaxPool3D by a number',
    call: callOf('MaxPool3D', { x: x3 }, volume, square),
    expected: { pooling: { comparisons: volumes * (kh ** 3 - 1) } },
  },
  {
    name: 'MaxPoolWithArgmax 3×2',
    call: callOf('MaxPoolWithArgmax', { x }, [image, tensor('int32', n, h, w, channels)], window2),
    expected: { pooling: { comparisons: out * (kh * kw - 1) } },
  },
  {
    name: 'AvgPoolGrad 3×2',
    call: callOf('AvgPoolGrad', { dy: image, input: x }, x, { filterSize: [kh, kw] }),
    expected: { pooling: { adds: out * kh * kw, divides: out } },
  },
  {
    name: 'AvgPool3DGrad by a number',
    call: callOf('AvgPool3DGrad', { dy: volume, input: x3 }, x3, { filterSize: kh }),
    expected: { pooling: { adds: volumes * kh ** 3, divides: volumes } },
  },
  {
    name: 'MaxPoolGrad 3×2',
    call: callOf('MaxPoolGrad', { dy: image, input: x, output: image }, x, { filterSize: [kh, kw] }),
    expected: { pooling: { comparisons: out * (kh * kw - 1), adds: out } },
  },
  {
    name: 'MaxPool3DGrad 4×3×2',
    call: callOf('MaxPool3DGrad', { dy: volume, input: x3, output: volume }, x3, {
      filterSize: [kd, kh, kw],
    }),
    expected: { pooling: { comparisons: volumes * (kd * kh * kw - 1), adds: volumes } },
  },
  {
    name: 'Dilation2D 3×2',
    call: callOf('Dilation2D', { x, filter: f32(kh, kw, channels) }, image, {}),
    expected: { pooling: { adds: out * kh * kw, comparisons: out * (kh * kw - 1) } },
  },
  ...(['Dilation2DBackpropInput', 'Dilation2DBackpropFilter'] as const).map((kernel) => ({
    name: kernel,
    call: callOf(kernel, { x, filter: f32(kh, kw, channels), dy: image }, x, {}),
    expected: { pooling: { adds: out * kh * kw + out, comparisons: out * (kh * kw - 1) } },
  })),
];

const perChannel = f32(channels);
const radius = 2;
const neighbours = 2 * radius + 1;
const [rows, row] = [6, 10];

const NORMS: readonly FormulaCase[] = [
  {
    name: 'FusedBatchNorm with scale and offset',
    call: callOf(
      'FusedBatchNorm',
      { x: image, mean: perChannel, variance: perChannel, scale: perChannel, offset: perChannel },
      image,
      {},
    ),
    expected: {
      // per element − mean, · factor, + offset; per channel + ε, root, scale / root
      normalisation: {
        adds: 2 * out + channels,
        multiplies: out,
        transcendentals: channels,
        divides: channels,
      },
    },
  },
  {
    name: 'FusedBatchNorm without scale and offset',
    call: callOf('FusedBatchNorm', { x: image, mean: perChannel, variance: perChannel }, image, {}),
    expected: {
      normalisation: { adds: out + channels, multiplies: out, transcendentals: channels, divides: channels },
    },
  },
  {
    name: 'FusedBatchNorm as layer norm uses it, a variance for each element',
    call: callOf(
      'FusedBatchNorm',
      { x: image, mean: image, variance: image, scale: image, offset: image },
      image,
      {},
    ),
    expected: { normalisation: { adds: 2 * out + out, multiplies: out, transcendentals: out, divides: out } },
  },
  {
    name: 'LRN radius 2',
    call: callOf('LRN', { x: image }, image, { depthRadius: radius }),
    expected: {
      normalisation: {
        multiplies: out * neighbours + out, // squares, α
        adds: out * (neighbours - 1) + out, // their sum, + bias
        transcendentals: out, // ^β
        divides: out,
      },
    },
  },
  {
    name: 'LRNGrad radius 2',
    call: callOf('LRNGrad', { x: image, y: image, dy: image }, image, { depthRadius: radius }),
    expected: {
      normalisation: {
        multiplies: out * neighbours + out + out + 3 * out, // n: squares, α; dy·y; dy·n^−β, 2αβ·x·Σ
        adds: out * (neighbours - 1) + out + out * (neighbours - 1) + out, // n; Σ; the difference
        transcendentals: out,
        divides: out,
      },
    },
  },
  ...['Softmax', 'LogSoftmax'].map((kernel): FormulaCase => {
    const isLog = kernel === 'LogSoftmax';
    return {
      name: `${kernel} of 2·3 rows of 10`,
      call: callOf(kernel, { logits: f32(2, 3, row) }, f32(2, 3, row), {}),
      expected: {
        softmax: {
          comparisons: rows * (row - 1), // max
          adds: rows * row + rows * (row - 1) + (isLog ? rows * row : 0), // − max, Σ, − log Σ
          transcendentals: rows * row + (isLog ? rows : 0), // exp, log
          divides: isLog ? 0 : rows * row,
        },
      },
    };
  }),
];

export const REDUCTION_CASES: readonly FormulaCase[] = [
  reduction('Sum', { adds: a * others }),
  reduction('Prod', { multiplies: a * others }),
  reduction('Mean', { adds: a * others, divides: a }),
  ...['Max', 'Min', 'ArgMax', 'ArgMin', 'All', 'Any'].map((kernel) =>
    reduction(kernel, { comparisons: a * others }),
  ),
  {
    name: 'Sum over an empty axis',
    call: callOf('Sum', { x: f32(a, 0) }, f32(a), {}),
    expected: {},
  },
  scan('Cumsum', 'adds', false),
  scan('Cumsum', 'adds', true),
  scan('Cumprod', 'multiplies', false),
  scan('Cumprod', 'multiplies', true),
  ...POOLS,
  ...NORMS,
];
