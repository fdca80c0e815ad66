/** @file The closed form of in-bounds taps against a count of every output and tap. */
import { assert, integer, property, record, type Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { samePaddingBefore, tapsInside, tapsPerAxis } from '../../src/formulas/in-bounds.ts';

const size = (min: number, max: number): Arbitrary<number> => integer({ min, max });
const window = record({
  image: size(1, 20),
  outputs: size(0, 20),
  kernel: size(1, 7),
  stride: size(1, 5),
  dilation: size(1, 4),
  before: size(0, 9),
});

describe('taps inside the image', () => {
  it('equal a count by looping, on 1,000 random windows', () => {
    assert(
      property(window, (axis) => {
        let taps = 0;
        for (let y = 0; y < axis.outputs; y++) {
          for (let t = 0; t < axis.kernel; t++) {
            const position = y * axis.stride + t * axis.dilation - axis.before;
            if (position >= 0 && position < axis.image) taps++;
          }
        }
        expect(tapsInside(axis)).toBe(taps);
      }),
      { seed: 20_220, numRuns: 1000 },
    );
  });

  it('are products over the axes of a window in two dimensions', () => {
    assert(
      property(window, window, ({ before: top, ...h }, { before: left, ...w }) => {
        const pad = [
          [0, 0],
          [top, 0],
          [left, 0],
          [0, 0],
        ];
        let taps = 0;
        for (let y = 0; y < h.outputs; y++)
          for (let x = 0; x < w.outputs; x++)
            for (let u = 0; u < h.kernel; u++)
              for (let v = 0; v < w.kernel; v++) {
                const row = y * h.stride + u * h.dilation - top;
                const column = x * w.stride + v * w.dilation - left;
                if (row >= 0 && row < h.image && column >= 0 && column < w.image) taps++;
              }
        const [tapsH, tapsW] = tapsPerAxis(
          { strides: [h.stride, w.stride], pad, dilations: [h.dilation, w.dilation] },
          {
            image: [1, h.image, w.image, 3],
            outputs: [1, h.outputs, w.outputs, 5],
            kernel: [h.kernel, w.kernel],
            firstAxis: 1,
          },
        );
        expect(tapsH * tapsW).toBe(taps);
      }),
      { seed: 20_221, numRuns: 100 },
    );
  });

  it('pad "same" so that ⌈i / s⌉ windows cover the image, with the smaller half in front', () => {
    assert(
      property(window, ({ image, kernel, stride, dilation }) => {
        const before = samePaddingBefore({ image, kernel, stride, dilation });
        const reach = (kernel - 1) * dilation + 1;
        const end = (Math.ceil(image / stride) - 1) * stride + reach - before;
        const after = Math.max(end - image, 0);
        expect([0, 1]).toContain(after - before);
      }),
      { seed: 20_222, numRuns: 1000 },
    );
  });
});
