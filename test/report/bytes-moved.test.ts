/** @file Bytes moved: what a kernel reads, not what it could read; and a row above its roof is shown as our fault. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { count, formatTable, type Report } from '../../src/index.ts';
import { timed } from '../findings/reports.ts';
import { useBackend } from '../support/backend.ts';

beforeAll(() => useBackend('cpu'));

/** Bytes of a float or an int32. */
const F = 4;

const bytesOf = (kernel: string, f: () => unknown): number => {
  const report = count(() => tf.tidy(() => void f()));
  return report.kernels.find((row) => row.kernel === kernel)!.bytes;
};

describe('bytes moved', () => {
  const zeros = (...shape: number[]): tf.Tensor => tf.zeros(shape);
  const ints = (...values: number[]): tf.Tensor1D => tf.tensor1d(values, 'int32');

  it('of a gather are its rows and indices: 1,548 bytes of a table of 200,000 rows of 64', () => {
    const table = zeros(200_000, 64);
    const rows = 3;
    expect(bytesOf('GatherV2', () => tf.gather(table, ints(7, 1, 199_999)))).toBe(F * (2 * rows * 64 + rows));
    expect(F * (2 * rows * 64 + rows)).toBe(1_548);
    table.dispose();
  });

  it('of an embedding layer are the rows of its words', () => {
    const [vocabulary, width, words, batch] = [5_000, 16, 7, 2];
    const model = tf.sequential({
      layers: [tf.layers.embedding({ inputDim: vocabulary, outputDim: width, inputLength: words })],
    });
    const x = zeros(batch, words);
    const report = count(() => model.predict(x), { models: [model] });
    const gather = report.kernels.find(({ kernel }) => kernel === 'GatherV2')!;
    expect(gather.bytes).toBe(F * (2 * batch * words * width + batch * words));
    tf.dispose(x);
    model.dispose();
  });

  const part = 5 * 6;
  it.each<[string, () => unknown, number]>([
    ['Slice', () => tf.slice(zeros(100, 80), [3, 4], [5, 6]), 2 * part],
    ['StridedSlice', () => tf.stridedSlice(zeros(100, 80), [0, 0], [10, 12], [2, 2]), 2 * part],
    ['GatherNd', () => tf.gatherND(zeros(50, 60, 8), tf.tensor2d([[1, 2]], [1, 2], 'int32')), 2 * 8 + 2],
    [
      'BatchToSpaceND',
      () =>
        tf.batchToSpaceND(
          zeros(4, 3, 3, 2),
          [2, 2],
          [
            [1, 2],
            [2, 2],
          ],
        ),
      2 * 3 * 2 * 2,
    ],
    [
      'ResizeNearestNeighbor',
      () => tf.image.resizeNearestNeighbor(zeros(1, 40, 40, 3) as tf.Tensor4D, [4, 4]),
      2 * 4 * 4 * 3,
    ],
    [
      'ResizeBilinear',
      () => tf.image.resizeBilinear(zeros(1, 4, 4, 3) as tf.Tensor4D, [8, 8]),
      (4 * 4 + 8 * 8) * 3,
    ],
    ['ZerosLike', () => tf.zerosLike(zeros(9, 9)), 9 * 9],
    ['OneHot', () => tf.oneHot(ints(1, 2, 3), 5), 3 + 3 * 5],
    ['Tile', () => tf.tile(zeros(4, 5), [2, 3]), 4 * 5 * (1 + 2 * 3)],
    ['Concat', () => tf.concat([zeros(4, 5), zeros(6, 5)]), 2 * 10 * 5],
    ['Add', () => tf.add(zeros(7, 5), zeros(5)), 7 * 5 * 2 + 5],
  ])('of %s', (kernel, f, elements) => {
    expect(bytesOf(kernel, f)).toBe(F * elements);
  });

  it('of a convolution or a pool are what its windows touch', () => {
    const image = (side: number): tf.Tensor4D => zeros(2, side, side, 3) as tf.Tensor4D;
    const w = (k: number): tf.Tensor4D => zeros(k, k, 3, 5) as tf.Tensor4D;
    // 1×1, stride 2: every second row and column.
    expect(bytesOf('Conv2D', () => tf.conv2d(image(8), w(1), 2, 'valid'))).toBe(
      F * (2 * 4 * 4 * 3 + 3 * 5 + 2 * 4 * 4 * 5),
    );
    // 3×3, stride 2 on 8: the last row and column are behind the last window.
    expect(bytesOf('Conv2D', () => tf.conv2d(image(8), w(3), 2, 'valid'))).toBe(
      F * (2 * 7 * 7 * 3 + 9 * 3 * 5 + 2 * 3 * 3 * 5),
    );
    expect(bytesOf('Conv2D', () => tf.conv2d(image(8), w(3), 1, 'same'))).toBe(
      F * (2 * 8 * 8 * 3 + 9 * 3 * 5 + 2 * 8 * 8 * 5),
    );
    expect(bytesOf('MaxPool', () => tf.maxPool(image(9), 2, 3, 'valid'))).toBe(
      F * (2 * 6 * 6 * 3 + 2 * 3 * 3 * 3),
    );
  });

  it('of a view are none, also of a cast that keeps the data', () => {
    for (const [kernel, f] of [
      ['Reshape', () => tf.reshape(zeros(4, 5), [20])],
      ['Cast', () => tf.cast(ints(1, 2, 3), 'float32')],
      ['ExpandDims', () => tf.expandDims(zeros(4, 5))],
      ['Pack', () => tf.stack([zeros(4, 5)])],
      ['StridedSlice', () => tf.stridedSlice(zeros(1, 5), [0, 0], [1, 5], [1, 1], 0, 0, 0, 0, 1)],
      ['Concat', () => tf.concat([zeros(4, 5), zeros(0, 5)])],
      ['Transpose', () => tf.transpose(zeros(4, 1, 5), [1, 0, 2])],
    ] as const)
      expect(bytesOf(kernel, f), kernel).toBe(0);
    expect(bytesOf('Cast', () => tf.cast(zeros(6), 'int32'))).toBe(2 * 6 * F);
    expect(bytesOf('Pack', () => tf.stack([zeros(6), zeros(6)]))).toBe(2 * 2 * 6 * F);
    expect(bytesOf('Transpose', () => tf.transpose(zeros(4, 5)))).toBe(2 * 4 * 5 * F);
  });
});

describe('a row above its roof', () => {
  /** A gather of few rows, that took `ms`. */
  const gathered = (ms: number): Report => {
    const report = timed(
      count(() => tf.gather(tf.zeros([20_000, 64]), tf.tensor1d([1, 2, 3], 'int32'))),
      ({ kernel }) => (kernel === 'GatherV2' ? ms : 0),
    );
    const time = report.total.time;
    return {
      ...report,
      peaks: { multiplyAddsPerSecond: 1e9, bytesPerSecond: 1e6, launchMs: 1e-4 },
      kernels: report.kernels.map((row) => (row.kernel === 'GatherV2' ? { ...row, time } : row)),
      layers: report.layers.map((row) => ({ ...row, time })),
    };
  };
  const roofMs = 1_548 / 1e3;

  it('is named as a fault of ours', () => {
    const text = formatTable(gathered(roofMs / 2), { width: 200 });
    expect(text).toMatch(/ABOVE ROOF +GatherV2 200 %.*please report it/s);
  });

  it('is not said of one at its roof, nor of one below', () => {
    for (const ms of [roofMs, 1.2 * roofMs, 50 * roofMs])
      expect(formatTable(gathered(ms), { width: 200 })).not.toContain('ABOVE ROOF');
  });
});
