/**
 * @file Results that tfjs gets wrong: the list is whole over the grid of `validate --kernels`, says nothing of sound calls,
 * and is named in reports, without a rate. Where cpu is wrong too, nested loops say so.
 */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { count, formatTable, type Report } from '../../src/index.ts';
import { checkOutputs } from '../../src/validate/kernels/outputs.ts';
import { startExecuted } from '../../src/executed/index.ts';
import { timed } from '../findings/reports.ts';
import { useBackend } from '../support/backend.ts';

beforeAll(() => useBackend('wasm'));

const CASES = 2_600;

describe('the list of wrong results', () => {
  it(`is whole over ${CASES} random calls: outputs of wasm against cpu`, async () => {
    const check = await checkOutputs(CASES);
    console.log(
      `${check.cases} calls, ${check.listedDifferent} of ${check.listed} listed differ, in ${check.wrongKernels.join(', ')}`,
    );
    expect(check.unlisted).toEqual([]);
    // A product that is never negative hides a clamp, a kernel of one element its order.
    expect(check.listedDifferent / check.listed).toBeGreaterThan(0.85);
    expect(check.wrongKernels).toEqual([
      'Conv2D',
      'Conv3DBackpropInputV2',
      'DepthwiseConv2dNative',
      'FusedConv2D',
      'FusedDepthwiseConv2D',
      'Prelu',
      '_FusedMatMul',
    ]);
  });

  it('is checked: without a kernel on it, its differences are unlisted', async () => {
    const check = await checkOutputs(
      400,
      () => {},
      () => null,
    );
    expect(check.listed).toBe(0);
    expect(check.unlisted.length).toBeGreaterThan(20);
  });
});

/** A report of one call, every row 1 ms long. */
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
const RATE = /\d\.\d$/;
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

describe('what depends on values', () => {
  it('is told by docs/limits.md: windows of negative numbers alone give the smallest normal number on wasm', async () => {
    await tf.setBackend('wasm');
    const [volume, image] = [tf.neg(tf.ones([1, 2, 2, 2, 1])), tf.neg(tf.ones([1, 2, 2, 1]))];
    const results = [
      tf.maxPool3d(volume as tf.Tensor5D, 2, 2, 'valid'),
      tf.dilation2d(image as tf.Tensor4D, tf.zeros([2, 2, 1]), 1, 'valid'),
    ];
    for (const result of results) expect([...(await result.data())]).toEqual([2 ** -126]);
    tf.dispose([volume, image, ...results]);
  });
});
