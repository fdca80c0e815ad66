/** @file Sweeps against single counts, against products of dimensions, and with faults planted between what is run. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { networkWorkload, vit, zooWorkload } from '../../models/index.ts';
import { countShapes } from '../../src/profile/count-shapes.ts';
import type { Workload } from '../../src/core/workload.ts';
import { growthSentences } from '../../src/sweep/sentences.ts';
import { runSweep } from '../../src/sweep/run.ts';
import type { Sweep } from '../../src/core/sweep.ts';

beforeAll(() => tf.setBackend('cpu'));

const range = (from: number, to: number, step: number): readonly number[] =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step);

const [patch, depth, width, heads, mlp, classes] = [4, 2, 6, 2, 10, 3];
const small = { patch, depth, width, heads, mlp, classes };

const tokens = (imageSize: number): number => (imageSize / patch) ** 2 + 1;

/** As the textbook has it, biases left out. */
function multiplyAdds(imageSize: number, batch: number): number {
  const N = tokens(imageSize);
  const block = N * width * 3 * width + 2 * N * N * width + N * width * width + 2 * N * width * mlp;
  return batch * ((N - 1) * patch * patch * 3 * width + depth * block + width * classes);
}

const vits = (sizes: readonly number[], batches: readonly number[]): Promise<Sweep> =>
  runSweep({
    title: 'vit',
    axes: [
      { name: 'image-size', values: sizes, squareOf: 'tokens' },
      { name: 'batch', values: batches },
    ],
    at: ([imageSize, batch]) => zooWorkload('vit', { ...small, imageSize: imageSize!, batch: batch! }),
    refusesAll: true,
  });

describe('a sweep', () => {
  it('of two axes is their product, each point the count of the model there', async () => {
    const sweep = await vits([4, 8, 16], [1, 5]);
    expect(sweep.points.map(({ at }) => Object.values(at))).toEqual(
      [4, 8, 16].flatMap((size) => [1, 5].map((batch) => [size, batch])),
    );
    for (const { at, source, ...point } of sweep.points) {
      const { total, memory } = await countShapes(
        zooWorkload('vit', { ...small, imageSize: at['image-size']!, batch: at['batch']! }),
      );
      expect(source).toBe('shapes');
      expect(point).toEqual({
        multiplyAdds: multiplyAdds(at['image-size']!, at['batch']!),
        parameters: total.parameters.trainable,
        peakBytes: memory!.peakBytes,
        why: null,
      });
      expect(point.multiplyAdds).toBe(total.counted.multiplyAdds);
    }
    expect(sweep.residual).toBe(0);
  });

  it('of 200 points runs a few, and has all of them right', async () => {
    const sweep = await vits(range(4, 160, 4), range(1, 5, 1));
    const run = sweep.points.filter(({ source }) => source === 'shapes');
    expect(sweep.points).toHaveLength(40 * 5);
    expect(run.length).toBeLessThan(40);
    for (const { at, multiplyAdds: counted, parameters } of sweep.points) {
      const { 'image-size': size, batch } = at as { 'image-size': number; batch: number };
      expect(counted).toBe(multiplyAdds(size, batch));
      expect(parameters! - width * tokens(size)).toBe(sweep.points[0]!.parameters! - width * tokens(4));
    }
  });

  it('has no peak where it moves to another layer at once with two axes', async () => {
    const [depths, batches, sizes] = [range(1, 8, 1), range(1, 9, 1), range(32, 96, 16)];
    const dimensions = { patch: 16, width: 192, heads: 3 };
    const { points } = await runSweep({
      title: 'vit',
      axes: [
        { name: 'depth', values: depths },
        { name: 'batch', values: batches },
        { name: 'image-size', values: sizes, squareOf: 'tokens' },
      ],
      at: ([deep, batch, imageSize]) =>
        zooWorkload('vit', { ...dimensions, depth: deep!, batch: batch!, imageSize: imageSize! }),
      refusesAll: true,
    });
    expect(points).toHaveLength(8 * 9 * 5);
    const derived = points.filter(({ source }) => source === 'polynomial');
    expect(derived.length).toBeGreaterThan(300);
    // At depth 1 and batch 2 the peak is in other layers from 80 pixels on.
    for (const { at, peakBytes } of derived.filter((point) => point.at['depth'] === 1)) {
      const { memory } = await countShapes(
        zooWorkload('vit', { ...dimensions, depth: 1, batch: at['batch']!, imageSize: at['image-size']! }),
      );
      expect([null, memory!.peakBytes]).toContain(peakBytes);
    }
  });

  it('has the trainable parameters, as the table of one count has', async () => {
    const sizes = range(32, 224, 96);
    const { points } = await runSweep({
      title: 'mobilenet-v2',
      axes: [{ name: 'image-size', values: sizes, squareOf: 'pixels' }],
      at: ([imageSize]) => zooWorkload('mobilenet-v2', { imageSize: imageSize! }),
      refusesAll: true,
    });
    expect(points.map(({ parameters }) => parameters)).toEqual(sizes.map(() => 3_504_872));
  });

  it('has a row and a reason for what cannot be', async () => {
    const { points } = await vits([4, 6, 8], [1]);
    expect(points.map(({ source }) => source)).toEqual(['shapes', 'impossible', 'shapes']);
    expect(points[1]).toMatchObject({
      multiplyAdds: null,
      why: `6 is not a multiple of ${patch} pixels, the patch size of vit`,
    });
  });

  it('says how counts grow from the first point that can be', async () => {
    const { growth } = await vits([6, 8], [1, 2, 3]);
    expect(growth.map(({ axis, others, degree }) => [axis, others, degree])).toEqual([
      ['batch', { 'image-size': 8 }, 1],
    ]);
  });

  it('fails with the reason where nothing can be', async () => {
    await expect(vits([5, 6], [1])).rejects.toThrow(`imageSize: 5 is not a multiple of ${patch} pixels`);
  });

  it('says that a count is too large', async () => {
    const { points } = await vits(range(4, 40_000, 400), [1]);
    const exact = points.filter(({ at }) => multiplyAdds(at['image-size']!, at['batch']!) < 2 ** 53);
    expect(exact.length).toBeGreaterThan(30);
    expect(points.filter(({ source }) => source !== 'impossible')).toEqual(exact);
    expect(points.at(-1)!.why).toContain('over 2^53 − 1');
  });

  /** One network at one size alone: no polynomial may pass over it. */
  const withOdd = (odd: (size: number) => boolean): Promise<Sweep> =>
    runSweep({
      title: 'odd',
      axes: [{ name: 'image-size', values: range(4, 200, 4) }],
      at: ([imageSize]): Workload =>
        networkWorkload({
          name: 'odd',
          title: 'odd',
          spec: {},
          inputShape: [1, imageSize!, imageSize!, 3],
          build: () => vit({ ...small, depth: odd(imageSize!) ? 3 : 1, imageSize: imageSize! }),
        }),
      refusesAll: true,
    });

  it.each<[string, (size: number) => boolean]>([
    ['the upper half', (size) => size > 100],
    ['the first', (size) => size === 4],
    ['the last', (size) => size === 200],
    ['every second', (size) => size % 8 === 0],
    ['a third', (size) => size > 66 && size < 134],
  ])('runs every point where %s is another network', async (_, odd) => {
    const { points, growth } = await withOdd(odd);
    expect(points.every(({ source }) => source === 'shapes')).toBe(true);
    const [size, count] = [points[30]!.at['image-size']!, points[30]!.multiplyAdds];
    expect(count).toBe(
      multiplyAdds(size, 1) + (odd(size) ? 1 : -1) * ((multiplyAdds(size, 1) - withoutBlocks(size)) / depth),
    );
    expect(growth[0]!.degree).toBeNull();
  });

  const withoutBlocks = (size: number): number =>
    (tokens(size) - 1) * patch * patch * 3 * width + width * classes;
});

describe('growth', () => {
  it('is exact, with the layers that make it', async () => {
    const { growth } = await vits(range(4, 40, 4), [1, 8]);
    const [bySize, byBatch] = growth;
    expect([bySize!.degree, byBatch!.degree]).toEqual([4, 1]);
    const groups = bySize!.groups.map(({ degree, layers }) => [
      degree,
      layers.map(({ name }) => name).toSorted(),
    ]);
    expect(groups).toEqual([
      [4, ['blocks.*.attn.apply', 'blocks.*.attn.scores']],
      [2, ['blocks.*.attn.proj', 'blocks.*.attn.qkv', 'blocks.*.mlp.fc*', 'patch_embed']],
      [0, ['head']],
    ]);
    // depth · N² · width, N = (s/p)² + 1.
    const scores = bySize!.groups[0]!.layers.find(({ name }) => name.endsWith('scores'))!;
    const w = depth * width;
    expect(scores.coefficients!.map((value) => Number(value.toFixed(4)))).toEqual(
      [w, 0, (2 * w) / patch ** 2, 0, w / patch ** 4].map((value) => Number(value.toFixed(4))),
    );
    expect(growthSentences(bySize!)[0]).toBe(
      'multiply-adds grow at batch 1 as image-size⁴, quadratic in tokens, exactly: a polynomial of degree 4 through all 10 points counted',
    );
    expect(growthSentences(byBatch!)[0]).toContain('grow at image-size 4 linear in batch, exactly');
    expect(byBatch!.exponents[0]!.exponent).toBeCloseTo(1, 12);
  });

  it('is by no polynomial where strides round sizes up', async () => {
    const { growth, points } = await runSweep({
      title: 'cnn',
      axes: [{ name: 'image-size', values: range(8, 20, 1), squareOf: 'pixels' }],
      at: ([imageSize]) => zooWorkload('mobilenet-v1', { width: 1 / 8, classes, imageSize: imageSize! }),
      refusesAll: true,
    });
    expect(points.every(({ source }) => source === 'shapes')).toBe(true);
    expect(growth[0]!.degree).toBeNull();
    expect(growthSentences(growth[0]!)[0]).toContain('by no polynomial, as where strides round sizes up');
    expect(growth[0]!.exponents.map(({ from, to }) => [from, to])).toEqual([
      [8, 14],
      [14, 20],
    ]);
  });
});
