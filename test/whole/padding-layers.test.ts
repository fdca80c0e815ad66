/**
 * @file A padding that is a layer or a kernel of its own: the next convolution's taps on its zeros are told from those on
 * real elements. With a convolution's own padding the same network has the same in-bounds count.
 */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { count, formatTable, type Report } from '../../src/index.ts';
import { useBackend } from '../support/backend.ts';

beforeAll(() => useBackend('cpu'));

const { layers: L } = tf;

const runModel = (layers: tf.layers.Layer[], input: number[]): Report => {
  const model = tf.sequential({ layers });
  const x = tf.zeros(input);
  const report = count(() => model.predict(x), { models: [model] });
  tf.dispose(x);
  model.dispose();
  return report;
};
const runOp = (f: () => tf.Tensor): Report => count(f);

/** Taps of `outputs` windows of size k, stride s and dilation d, on `size` elements behind `before` zeros. */
function taps(
  size: number,
  {
    k,
    s = 1,
    d = 1,
    before,
    outputs,
  }: Record<string, number> & { k: number; before: number; outputs: number },
): number {
  let sum = 0;
  for (let y = 0; y < outputs; y++)
    for (let t = 0; t < k; t++) {
      const at = y * s + t * d - before;
      if (at >= 0 && at < size) sum++;
    }
  return sum;
}

describe('zeros of a padding layer', () => {
  it("ResNet-50's stem: 7×7, stride 2, 224 pixels behind ZeroPadding2D 3", () => {
    const report = runModel(
      [
        L.zeroPadding2d({ inputShape: [224, 224, 3], padding: 3 }),
        L.conv2d({ filters: 64, kernelSize: 7, strides: 2 }),
      ],
      [1, 224, 224, 3],
    );
    const inside = taps(224, { k: 7, s: 2, before: 3, outputs: 112 }) ** 2 * 3 * 64;
    expect(report.total.inBounds).toBe(inside);
    expect(report.total.onZeros).toBe((112 * 7) ** 2 * 3 * 64 - inside);
    expect(report.total.onZeros).toBe(1_799_424);
    expect(formatTable(report)).toContain('1,799,424 the zeros of a padding layer');
  });

  it("MobileNet's depthwise, stride 2, behind ZeroPadding2D of one side, equals explicit padding", () => {
    const report = runModel(
      [
        L.zeroPadding2d({
          inputShape: [8, 6, 5],
          padding: [
            [0, 1],
            [0, 1],
          ],
        }),
        L.depthwiseConv2d({ kernelSize: 3, strides: 2, useBias: false }),
      ],
      [2, 8, 6, 5],
    );
    expect(report.total.inBounds).toBe(2 * (4 * 3 - 1) * (3 * 3 - 1) * 5);
    expect(report.total.onZeros).toBe(2 * (12 * 9 - 11 * 8) * 5);
  });

  it('a convolution that also pads itself: both are told apart', () => {
    const report = runModel(
      [
        L.zeroPadding2d({ inputShape: [4, 4, 2], padding: 1 }),
        L.conv2d({ filters: 3, kernelSize: 3, padding: 'same' }),
      ],
      [1, 4, 4, 2],
    );
    const [real, padded] = [
      taps(4, { k: 3, before: 2, outputs: 6 }),
      taps(6, { k: 3, before: 1, outputs: 6 }),
    ];
    expect([real, padded]).toEqual([12, 16]);
    const { counted, inBounds, onZeros } = report.total;
    expect(counted.multiplyAdds).toBe(6 * 6 * 9 * 2 * 3);
    expect([inBounds, onZeros]).toEqual([real ** 2 * 6, (padded ** 2 - real ** 2) * 6]);
  });

  it('PadV2 of a line, seen through the reshapes of conv1d', () => {
    const report = runOp(() => {
      const padded = tf.pad(tf.ones<tf.Rank.R3>([2, 9, 3]), [
        [0, 0],
        [2, 0],
        [0, 0],
      ]);
      return tf.conv1d(padded, tf.ones([3, 3, 4]), 1, 'valid');
    });
    expect(report.total.inBounds).toBe(2 * taps(9, { k: 3, before: 2, outputs: 9 }) * 3 * 4);
  });

  it('PadV2 of channels and of a volume', () => {
    const padChannels = runOp(() =>
      tf.conv2d(
        tf.pad(tf.ones<tf.Rank.R4>([1, 5, 5, 2]), [
          [0, 0],
          [0, 0],
          [0, 0],
          [1, 3],
        ]),
        tf.ones<tf.Rank.R4>([1, 1, 6, 4]),
        1,
        'valid',
      ),
    );
    expect(padChannels.total.inBounds).toBe(5 * 5 * 2 * 4);
    const volume = runOp(() =>
      tf.conv3d(
        tf.pad(tf.ones<tf.Rank.R5>([1, 3, 4, 5, 2]), [
          [0, 0],
          [1, 1],
          [1, 0],
          [0, 2],
          [0, 0],
        ]),
        tf.ones<tf.Rank.R5>([2, 2, 2, 2, 3]),
        1,
        'valid',
      ),
    );
    const inside =
      taps(3, { k: 2, before: 1, outputs: 4 }) *
      taps(4, { k: 2, before: 1, outputs: 4 }) *
      taps(5, { k: 2, before: 0, outputs: 6 });
    expect(volume.total.inBounds).toBe(inside * 2 * 3);
  });

  it('SpaceToBatchND: a dilated convolution in disguise touches what the dilated one does', () => {
    for (const [size, dilation, k] of [
      [10, 2, 3],
      [11, 3, 3],
      [7, 2, 2],
    ] as const) {
      const before = Math.floor(((k - 1) * dilation) / 2);
      const reach = (k - 1) * dilation - before;
      const fill = (dilation - ((size + before + reach) % dilation)) % dilation;
      const [x, w] = [tf.ones<tf.Rank.R4>([2, size, size, 3]), tf.ones<tf.Rank.R4>([k, k, 3, 4])];
      const dilated = runOp(() => tf.conv2d(x, w, 1, 'same', 'NHWC', dilation));
      const dealt = runOp(() => {
        const sides = [before, reach + fill];
        const deal = tf.spaceToBatchND(x, [dilation, dilation], [sides, sides]);
        return tf.batchToSpaceND(
          tf.conv2d(deal, w, 1, 'valid'),
          [dilation, dilation],
          [
            [0, fill],
            [0, fill],
          ],
        );
      });
      // Outputs that are cropped afterwards are computed too; their taps on real elements count.
      const cropped = taps(size, { k, d: dilation, before, outputs: size + fill }) ** 2 * 2 * 3 * 4;
      expect(dealt.total.inBounds).toBe(cropped);
      if (fill === 0) expect(dealt.total.inBounds).toBe(dilated.total.inBounds);
      tf.dispose([x, w]);
    }
  });

  it('are not supposed where they are not: another constant, arithmetic between, mirrored borders', () => {
    const x = tf.ones<tf.Rank.R4>([1, 6, 6, 2]);
    const w = tf.ones<tf.Rank.R4>([3, 3, 2, 2]);
    const sides: [number, number][] = [
      [0, 0],
      [1, 1],
      [1, 1],
      [0, 0],
    ];
    const dense = 6 * 6 * 9 * 2 * 2;
    for (const padded of [
      () => tf.pad(x, sides, 1),
      () => tf.add(tf.pad(x, sides), 1) as tf.Tensor4D,
      () => tf.mirrorPad(x, sides, 'reflect'),
    ]) {
      const { total } = runOp(() => tf.conv2d(padded(), w, 1, 'valid'));
      expect([total.inBounds, total.onZeros]).toEqual([dense, 0]);
    }
    const { total } = runOp(() => tf.conv2d(tf.pad(x, sides), w, 1, 'valid'));
    expect(total.inBounds).toBe((6 * 3 - 2) ** 2 * 2 * 2);
    tf.dispose([x, w]);
  });

  it('in a training step: the gradient of the filter meets the same taps', () => {
    const x = tf.ones<tf.Rank.R4>([1, 6, 6, 2]);
    const grad = tf.grad((w: tf.Tensor) =>
      tf.conv2d(
        tf.pad(x, [
          [0, 0],
          [1, 1],
          [1, 1],
          [0, 0],
        ]),
        w as tf.Tensor4D,
        1,
        'valid',
      ),
    );
    const { total } = runOp(() => grad(tf.ones([3, 3, 2, 2])));
    const conv = total.counted.multiplyAdds / (6 * 6 * 9 * 2 * 2);
    expect(conv).toBe(2);
    expect(total.inBounds).toBe(2 * (6 * 3 - 2) ** 2 * 2 * 2);
    tf.dispose(x);
  });
});
