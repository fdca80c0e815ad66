/**
 * @file Results that tfjs gets wrong are named in reports, without a rate; sound calls are not. Where cpu is wrong too, nested
 * loops say so.
 */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { count, formatTable, type Report } from '../../../src/index.ts';
import { wrongResultOf } from '../../../src/core/wrong-results.ts';
import { startExecuted } from '../../../src/executed/index.ts';
import { timed } from '../../findings/reports.ts';
import { useBackend } from '../../support/backend.ts';
import { kernel } from './kernel.ts';

beforeAll(() => useBackend('wasm'));

function reportOf(f: () => tf.Tensor): Report {
  const report = timed(
    count(() => tf.tidy(f)),
    () => 1,
  );
  const { time } = report.total;
  return {
    ...report,
    kernels: report.kernels.map((row) => ({ ...row, time })),
    layers: report.layers.map((row) => ({ ...row, time })),
  };
}

/** The last cell of a line of a product. */
const RATE = /\d\.\d+$/;
const WIDE = { width: 400, by: 'kernel' } as const;
const [ones, ones4] = [
  (...shape: number[]): tf.Tensor => tf.ones(shape),
  (...shape: [number, number, number, number]): tf.Tensor4D => tf.ones(shape),
];
const fusedMatMul = (
  a: number[],
  b: number[],
  bias: number | null,
  activation: 'linear' | 'relu' = 'linear',
) =>
  tf.fused.matMul({ a: ones(...a), b: ones(...b), activation, ...(bias !== null && { bias: ones(bias) }) });
type Five = [number, number, number, number, number];
const conv3dTranspose = (): tf.Tensor =>
  tf.conv3dTranspose(
    tf.ones<tf.Rank.R5>([1, 2, 2, 2, 3]),
    tf.ones<tf.Rank.R5>([2, 2, 2, 4, 3]),
    [1, 4, 4, 4, 4] as Five,
    2,
    'same',
  );

/** Of 4×4×4 elements under a filter of 2×2×2, same. */
const volumeFilter = (strides: number): tf.Tensor => {
  const side = 4 / strides;
  const [x, dy] = [ones(1, 4, 4, 4, 2), ones(1, side, side, side, 3)];
  const attributes = { strides: [strides, strides, strides], pad: 'same', filterShape: [2, 2, 2, 2, 3] };
  return kernel('Conv3DBackpropFilterV2', { x, dy }, attributes);
};
const volumeMaxima = (window: number, stride: number, pad: 'same' | 'valid'): tf.Tensor => {
  const input = tf.ones<tf.Rank.R5>([1, 4, 4, 4, 2]);
  const output = tf.maxPool3d(input, window, stride, pad);
  const attributes = { filterSize: [window, window, window], strides: [stride, stride, stride], pad };
  return kernel('MaxPool3DGrad', { dy: tf.onesLike(output), input, output }, attributes);
};
const transformed = (batch: number, fillMode: 'constant' | 'reflect' | 'nearest'): tf.Tensor =>
  tf.image.transform(ones4(batch, 4, 4, 3), tf.tensor2d([[1, 0, -1, 0, 1, 0, 0, 0]]), 'nearest', fillMode);
const cropped = (
  image: [number, number, number, number],
  size: [number, number],
  method: 'nearest' | 'bilinear',
): tf.Tensor =>
  tf.image.cropAndResize(ones4(...image), tf.tensor2d([[0, 0, 1, 1]]), tf.zeros([1], 'int32'), size, method);

describe('a wrong result', () => {
  it.each<[string, string, () => tf.Tensor]>([
    ['transposed volume', 'Conv3DBackpropInputV2', conv3dTranspose],
    ['a batch of fused products with a bias', '_FusedMatMul', () => fusedMatMul([2, 3, 4], [2, 4, 5], 5)],
    [
      'a batch of long products with relu',
      '_FusedMatMul',
      () => fusedMatMul([2, 3, 60], [2, 60, 5], null, 'relu'),
    ],
    ['a doubly broadcast product', 'BatchMatMul', () => tf.matMul(ones(2, 1, 3, 4), ones(1, 3, 4, 5))],
    [
      'a product of a batch that repeats inside',
      'BatchMatMul',
      () => tf.matMul(ones(2, 3, 3, 4), ones(2, 1, 4, 5)),
    ],
    ['stride 3 under 2×2, same', 'Conv2D', () => tf.conv2d(ones4(1, 4, 6, 2), ones4(2, 2, 2, 2), 3, 'same')],
    [
      'stride 3 under 1×6, depthwise',
      'DepthwiseConv2dNative',
      () => tf.depthwiseConv2d(ones4(1, 2, 1, 3), ones4(1, 6, 3, 1), 3, 'same'),
    ],
    ['slopes that repeat inside', 'Prelu', () => tf.prelu(ones(3, 5, 2), ones(3, 5, 1))],
    ["a volume's filter under stride 2", 'Conv3DBackpropFilterV2', () => volumeFilter(2)],
    ["a volume's maxima, windows of 2", 'MaxPool3DGrad', () => volumeMaxima(2, 2, 'valid')],
    ['a reflected transformation', 'Transform', () => transformed(1, 'reflect')],
    [
      'a turned image of six channels',
      'RotateWithOffset',
      () => tf.image.rotateWithOffset(ones4(1, 4, 4, 6), 1),
    ],
    [
      'a turned image with a fill of a half',
      'RotateWithOffset',
      () => tf.image.rotateWithOffset(ones4(1, 4, 4, 3), 1, 0.5),
    ],
    [
      'indices for each of two batches',
      'GatherV2',
      () => tf.gather(ones(2, 4, 3), tf.zeros([2, 3], 'int32'), 1, 1),
    ],
    [
      'every second of whole numbers',
      'StridedSlice',
      () => tf.stridedSlice(tf.zeros([6], 'int32'), [0], [6], [2]),
    ],
    ['a step of whole numbers', 'Step', () => tf.step(tf.zeros([4], 'int32'))],
    ['a crop of one pixel width', 'CropAndResize', () => cropped([1, 5, 1, 2], [3, 1], 'nearest')],
  ])('%s: is named, no rate', (_, kernel, f) => {
    const report = reportOf(f);
    const text = formatTable(report, WIDE);
    expect(text).toMatch(new RegExp(`WRONG RESULT +${kernel}: .*\\(1 call\\)`));
    const line = text.split('\n').find((each) => each.startsWith(kernel))!;
    expect(line).not.toMatch(RATE);
  });

  it.each<[string, () => tf.Tensor]>([
    ['a fused product with a bias', () => fusedMatMul([3, 4], [4, 5], 5)],
    ['a batch of one row with a bias', () => fusedMatMul([2, 1, 4], [2, 4, 5], 5)],
    ['a batch of short products with relu', () => fusedMatMul([2, 3, 48], [2, 48, 5], null, 'relu')],
    ['a batch without a bias', () => tf.matMul(ones(2, 3, 4), ones(2, 4, 5))],
    ['one factor for a whole batch', () => tf.matMul(ones(2, 3, 3, 4), ones(1, 1, 4, 5))],
    ['1×1 with stride 2, same', () => tf.conv2d(ones4(1, 8, 8, 2), ones4(1, 1, 2, 2), 2, 'same')],
    ['3×3 with stride 2, same', () => tf.conv2d(ones4(1, 8, 8, 2), ones4(3, 3, 2, 2), 2, 'same')],
    ['2×2 with stride 3, valid', () => tf.conv2d(ones4(1, 4, 6, 2), ones4(2, 2, 2, 2), 3, 'valid')],
    [
      'a volume, forward',
      () => tf.conv3d(tf.ones<tf.Rank.R5>([1, 4, 4, 4, 2]), tf.ones<tf.Rank.R5>([2, 2, 2, 2, 3]), 1, 'same'),
    ],
    ['slopes for each channel', () => tf.prelu(ones(3, 5, 2), ones(2))],
    ['a cumulative sum', () => tf.cumsum(ones(3, 5), 1)],
    ["a volume's filter under stride 1", () => volumeFilter(1)],
    ["a volume's maxima, windows of 3 around each element", () => volumeMaxima(3, 1, 'same')],
    ['a clamped transformation', () => transformed(1, 'nearest')],
    ['a transformed batch', () => transformed(2, 'constant')],
    ['a turned image of three channels', () => tf.image.rotateWithOffset(ones4(1, 4, 4, 3), 1, [1, 2, 3])],
    ['indices for all batches', () => tf.gather(ones(2, 4, 3), tf.zeros([3], 'int32'), 1)],
    ['as many indices as batches', () => tf.gather(ones(2, 4, 3), tf.zeros([2, 2], 'int32'), 1, 1)],
    ['every second of fractions', () => tf.stridedSlice(ones(6), [0], [6], [2])],
    ['a slice of whole numbers', () => tf.stridedSlice(tf.zeros([6], 'int32'), [1], [4], [1])],
    ['a step of fractions', () => tf.step(ones(4))],
    ['a reversed vector', () => tf.reverse(ones(4))],
    ['a crop of two pixels width', () => cropped([1, 5, 1, 2], [3, 2], 'nearest')],
  ])('%s is none, and has a rate', (_, f) => {
    const report = reportOf(f);
    const text = formatTable(report, WIDE);
    expect(text).not.toContain('WRONG RESULT');
    const products = report.kernels.filter(({ counted }) => counted.multiplyAdds > 0);
    for (const { kernel } of products)
      expect(text.split('\n').find((each) => each.startsWith(kernel))).toMatch(RATE);
  });

  it('is no measured term: nothing depends on the data', async () => {
    const executed = await startExecuted();
    try {
      const wrong = formatTable(
        count(() => tf.tidy(conv3dTranspose), { executed }),
        WIDE,
      );
      expect(wrong).toContain('(wrong result)');
      expect(wrong).not.toContain('measured');
      const sound = formatTable(
        count(() => tf.tidy(() => tf.erf(ones(9))), { executed }),
        WIDE,
      );
      expect(sound).toContain('measured terms depend on the data');
    } finally {
      await executed.stop();
    }
  });

  it('is none on cpu where cpu is right', async () => {
    await tf.setBackend('cpu');
    expect(formatTable(reportOf(conv3dTranspose), WIDE)).not.toContain('WRONG RESULT');
    const doubly = reportOf(() => tf.matMul(ones(2, 1, 3, 4), ones(1, 3, 4, 5)));
    expect(formatTable(doubly, WIDE)).toContain('WRONG RESULT');
    await tf.setBackend('wasm');
  });

  it.each<[string, string, () => tf.Tensor]>([
    ['a transformed batch', 'Transform', () => transformed(2, 'constant')],
    [
      'a gradient of a resized image that is no square',
      'ResizeBilinearGrad',
      () =>
        kernel(
          'ResizeBilinearGrad',
          { images: ones4(1, 2, 3, 1), dy: ones4(1, 4, 6, 1) },
          { alignCorners: false },
        ),
    ],
    [
      'a gradient of a resized batch',
      'ResizeNearestNeighborGrad',
      () =>
        kernel(
          'ResizeNearestNeighborGrad',
          { images: ones4(2, 2, 2, 1), dy: ones4(2, 4, 4, 1) },
          { alignCorners: false },
        ),
    ],
    [
      'marks of one axis',
      'DenseBincount',
      () => tf.denseBincount(tf.zeros<tf.Rank.R1>([3], 'int32'), tf.ones<tf.Rank.R1>([3]), 4, true),
    ],
  ])('of %s is one on cpu, not on wasm', async (_, name, f) => {
    expect(formatTable(reportOf(f), WIDE)).not.toContain('WRONG RESULT');
    await tf.setBackend('cpu');
    expect(formatTable(reportOf(f), WIDE)).toMatch(new RegExp(`WRONG RESULT +${name}: `));
    await tf.setBackend('wasm');
  });

  it('of reversed flags is one on wasm, where it overwrites memory', () => {
    const flags = { shape: [4], dtype: 'bool', origin: 'value' } as const;
    const call = { kernel: 'Reverse', inputs: { x: flags }, outputs: [flags], attrs: {} } as const;
    expect(wrongResultOf('wasm', call)).toContain('overwritten');
    expect(wrongResultOf('cpu', call)).toBeNull();
  });

  it.each(['cpu', 'wasm'])('of a doubly broadcast product is one on %s, by nested loops', async (backend) => {
    await tf.setBackend(backend);
    const [a, b] = [
      [[1], [2]],
      [3, 4, 5],
    ];
    const product = tf.tidy(() =>
      tf
        .matMul(tf.tensor(a.flat(), [2, 1, 1, 1]), tf.tensor(b, [1, 3, 1, 1]))
        .dataSync()
        .slice(),
    );
    const expected = a.flat().flatMap((x) => b.map((y) => x * y));
    expect([...product]).not.toEqual(expected);
    await tf.setBackend('wasm');
  });
});
