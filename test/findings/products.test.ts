/** @file Products one by one: advised only where measured, and then it gives the same numbers. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { findingsOf } from '../../src/findings/rules.ts';
import { gainApart, productOf, type Product } from '../../src/findings/one-by-one.ts';
import { PRODUCT_TIMES } from '../../src/findings/product-times.ts';
import type { Finding } from '../../src/core/report.ts';
import { countsOf } from '../../src/core/work.ts';
import { count } from '../../src/profile/count.ts';
import { useBackend } from '../support/backend.ts';
import { timed } from './reports.ts';

beforeAll(() => useBackend('wasm'));

const product = (batch: number, m: number, k: number, n: number, isTransposed = false): Product => ({
  batch,
  m,
  k,
  n,
  isTransposed,
});

describe('what is faster apart', () => {
  it.each([
    [product(2048, 4, 4, 4)],
    [product(512, 8, 8, 8)],
    [product(64, 16, 16, 16)],
    [product(192, 49, 32, 49)],
    [product(8, 16, 64, 16)],
    // Neighbours: more, smaller ones; beyond what was measured; sizes between one that gains and one that loses.
    [product(4096, 4, 4, 4)],
    [product(2, 8, 8, 8)],
    [product(192, 49, 32, 49, true)],
    [product(3, 2000, 2000, 2000)],
    [product(100, 64, 64, 64)],
    [product(1, 8, 8, 8, true)],
  ])('%#: no measurement says so', (asked) => expect(gainApart(asked)).toBeNull());

  it.each([
    [product(12, 128, 64, 128)],
    [product(3, 64, 64, 64)],
    // Neighbours: fewer; larger; transposed.
    [product(6, 128, 64, 128)],
    [product(3, 100, 64, 100)],
    [product(12, 197, 64, 197, true)],
    [product(1, 256, 64, 256, true)],
  ])('%#: a measurement says so', (asked) => expect(gainApart(asked)).toBeGreaterThanOrEqual(1.2));

  it('the table agrees with itself: no product is called faster that was measured to be slower', () => {
    const slower = PRODUCT_TIMES.filter(({ togetherMs, apartMs }) => apartMs > togetherMs);
    expect(slower.length).toBeGreaterThan(10);
    for (const measured of slower) expect(gainApart(measured)).toBeNull();
  });
});

describe('the finding', () => {
  /** Batched products at a tenth of the rate of dense ones. */
  function foundFor(a: tf.Tensor, b: tf.Tensor, transposeB = false): Finding {
    const [x, y] = [tf.ones<tf.Rank.R2>([64, 64]), tf.ones<tf.Rank.R2>([64, 64])];
    const report = count(() => [tf.matMul(a, b, false, transposeB), tf.matMul(x, y)]);
    const costs = new Map(report.calls.map((call, i) => [call, report.costs[i]!]));
    const slow = timed(report, (call) => {
      const cost = costs.get(call)!;
      const { batch, isTransposed } = productOf({ call })!;
      const work = cost.state === 'counted' ? countsOf(cost.work).multiplyAdds : 0;
      return (batch > 1 || isTransposed ? 10 : 1) * work;
    });
    return findingsOf(slow).find(({ rule }) => rule === 'slow-batched-matmul')!;
  }

  it.each([
    [2048, 4, 4, 4],
    [512, 8, 8, 8],
    [64, 16, 16, 16],
    [192, 49, 32, 49],
  ])('names no remedy for %i of %i×%i×%i', (batch, m, k, n) => {
    const finding = foundFor(tf.ones([batch, m, k]), tf.ones([batch, k, n]));
    expect(finding.what).toContain('1 batched or transposed matrix product ran');
    expect(finding.remedy).toBe('');
  });

  it('names what was measured to help, and that gives the same product', () => {
    const a = tf.randomUniform<tf.Rank.R3>([3, 64, 64], 0, 1, 'float32', 1);
    const b = tf.randomUniform<tf.Rank.R3>([3, 64, 64], 0, 1, 'float32', 2);
    expect(foundFor(a, b).remedy).toMatch(
      /^Where you can change the code, multiply the matrices of a batch one by one and stack the results: measured, that is [\d.]+ times as fast or more for 3 of 64×64×64\.$/,
    );
    expect(foundFor(a, b, true).remedy).toContain('transpose first, multiply the matrices');
    const apart = tf.stack(
      a.unstack().map((single, i) => tf.matMul(single, b.unstack()[i]!.transpose() as tf.Tensor2D)),
    );
    const [one, other] = [apart, tf.matMul(a, b, false, true)].map((result) => result.dataSync());
    expect(Math.max(...one!.map((value, i) => Math.abs(value - other![i]!)))).toBeLessThan(1e-4);
  });

  it('a single transposed product is told to transpose, and not to stack', () => {
    const x = tf.ones([197, 197]);
    expect(foundFor(x, x, true).remedy).toMatch(/^Where you can change the code, transpose first: measured/);
  });
});
