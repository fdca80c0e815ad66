/**
 * @file What findings say where the machine's peaks are known: how far from them a kernel is, and therefore why it takes
 * its time. Reports are real; times and peaks are the test's own, but for the one at the end.
 */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { zooWorkload } from '../../models/index.ts';
import type { Finding, Peaks, Report } from '../../src/core/report.ts';
import { profile } from '../../src/profile/profile.ts';
import { findingsOf } from '../../src/findings/rules.ts';
import { startClock } from '../../src/backends/clock.ts';
import { measurePeaks } from '../../src/timing/peaks.ts';
import { useBackend } from '../support/backend.ts';
import { attention, countRun, normed, sequential, timed } from './reports.ts';

beforeAll(() => useBackend('wasm'));

const PEAKS: Peaks = { multiplyAddsPerSecond: 1e10, bytesPerSecond: 1e9, launchMs: 1e-3 };

const found = (report: Report, rule: string, peaks: Peaks | null): Finding | undefined =>
  findingsOf({ ...report, peaks }).find((finding) => finding.rule === rule);

const SLOW_MS = 10;
/** One kernel takes nearly all of the time. */
const slowIn = (report: Report, kernel: string): Report =>
  timed(report, (call) => (call.kernel === kernel ? SLOW_MS : 1e-3));

describe('batch-norm-unfolded', () => {
  const report = (): Report => slowIn(countRun(normed([])), 'FusedBatchNorm');

  it('says how much of what memory allows is reached', () => {
    // Convolution of 12×12, 3×3, valid: 10×10 with 8 channels; scale, offset, mean and variance.
    const [elements, channels, statistics] = [10 * 10 * 8, 8, 4];
    const bytes = 4 * (2 * elements + statistics * channels);
    const roofShare = (1e3 * bytes) / PEAKS.bytesPerSecond / SLOW_MS;
    const finding = found(report(), 'batch-norm-unfolded', PEAKS)!;
    expect(finding.evidence['attainableShare']).toBeCloseTo(roofShare, 12);
    expect(finding.evidence['limiter']).toBe('memory');
    expect(finding.what).toContain(
      `of the operations, at ${(100 * roofShare).toFixed(1)} % of what memory allows here: 1 call`,
    );
  });

  it('says nothing of it where peaks are not known', () => {
    const finding = found(report(), 'batch-norm-unfolded', null)!;
    expect(finding.what).toContain('of the operations: 1 call');
    expect(finding.evidence).not.toHaveProperty('attainableShare');
  });
});

describe('slow-kernel', () => {
  const [height, channels] = [16, 4];
  const report = (): Report =>
    slowIn(
      countRun(
        sequential(
          tf.layers.conv2d({
            filters: channels,
            kernelSize: 5,
            inputShape: [height, height, 8],
            padding: 'same',
          }),
          tf.layers.upSampling2d({ size: [2, 2] }),
        ),
      ),
      'ResizeNearestNeighbor',
    );
  const bytes = 4 * (1 + 2 * 2) * height * height * channels;
  /** Peaks with which the kernel is at that share of what binds it. */
  const at = (share: number, bound: 'memory' | 'launch'): Peaks =>
    bound === 'memory'
      ? { ...PEAKS, bytesPerSecond: (1e3 * bytes) / (share * SLOW_MS) }
      : { ...PEAKS, launchMs: share * SLOW_MS };

  it.each([
    [0.04, 'memory', '4.0 % of what memory allows here', /^The kernel itself is slow/],
    [0.49, 'memory', '49 % of what memory allows here', /^The kernel itself is slow/],
    [0.51, 'memory', '51 % of what memory allows here', /^It moves its bytes about as fast/],
    [0.49, 'launch', '49 % of what launching allows here', /^The kernel itself is slow/],
    [0.8, 'launch', '80 % of what launching allows here', /^Its calls are so small/],
  ] as const)('at %d of what %s allows tells a cause of its own', (share, bound, text, cause) => {
    const finding = found(report(), 'slow-kernel', at(share, bound))!;
    expect(finding.what).toMatch(new RegExp(`, at ${text}\\.$`));
    expect(finding.cause).toMatch(cause);
    const [hog] = finding.evidence['kernels'] as unknown as [{ attainableShare: number; limiter: string }];
    expect(hog.attainableShare).toBeCloseTo(share, 12);
    expect(hog.limiter).toBe(bound);
    for (const sentence of [finding.what, finding.cause, finding.remedy])
      expect(sentence).toMatch(/^[A-Z0-9].*\.$/);
  });

  it('tells its general cause where peaks are not known', () => {
    const finding = found(report(), 'slow-kernel', null)!;
    expect(finding.what).toMatch(/of the operations, most of it in UpSampling2D\.$/);
    expect(finding.cause).toMatch(/^Its time goes into moving data/);
    expect(JSON.stringify(finding.evidence)).not.toContain('attainableShare');
  });
});

describe('slow-batched-matmul', () => {
  const [tokens, width, heads] = [12, 16, 2];
  /** Scores of several heads alone: no dense product to compare with. */
  const alone = (): Report => {
    const x = tf.ones([1, heads, tokens, width]);
    try {
      const model = attention(heads);
      return countRun(model, () => tf.matMul(x, x, false, true));
    } finally {
      x.dispose();
    }
  };
  const rateOf = (ms: number): number => (1e3 * heads * tokens * tokens * width) / ms;

  it('compares with the measured peak where the pass has no dense product', () => {
    const report = timed(alone(), () => SLOW_MS);
    const peaks = { ...PEAKS, multiplyAddsPerSecond: 4 * rateOf(SLOW_MS) };
    const finding = found(report, 'slow-batched-matmul', peaks)!;
    expect(finding.what).toMatch(/ran at [\d.]+ G\/s, dense ones reach [\d.]+ G\/s here, and took/);
    expect(finding.evidence['densePerSecond']).toBeCloseTo(peaks.multiplyAddsPerSecond, 6);
    expect(found(report, 'slow-batched-matmul', { ...peaks, multiplyAddsPerSecond: rateOf(SLOW_MS) })).toBe(
      undefined,
    );
    expect(found(report, 'slow-batched-matmul', null)).toBe(undefined);
  });

  it('compares with the dense products of the pass where there are some', () => {
    const report = timed(countRun(attention(heads)), ({ kernel }) =>
      kernel === 'BatchMatMul' ? SLOW_MS : 1e-2,
    );
    const peaks = { ...PEAKS, multiplyAddsPerSecond: 1e15 };
    expect(found(report, 'slow-batched-matmul', peaks)!.what).toMatch(/dense ones at [\d.]+ G\/s, and took/);
  });
});

it('MobileNetV2 on wasm spends its time in batch norm, far below what memory allows', async () => {
  const report = await profile(zooWorkload('mobilenet-v2', { imageSize: 128 }), { runs: 3 });
  const finding = found(report, 'batch-norm-unfolded', await measurePeaks(startClock, { budgetMs: 600 }))!;
  const {
    timeShare,
    operationShare,
    attainableShare: roofShare,
    limiter,
  } = finding.evidence as Record<string, number>;
  expect(timeShare).toBeGreaterThan(3 * operationShare!);
  expect(roofShare).toBeLessThan(0.5);
  expect(limiter).toBe('memory');
  expect(finding.what).toMatch(
    /^Batch norm takes \d+ % of kernel time for [\d.]+ % of the operations, at [\d.]+ % of what memory allows here: 52 calls right after a convolution\.$/,
  );
});
