/** @file Rules on kernels: windows, batched products, kernels without a formula, slow ones: a real small model in which each speaks, and real ones in which it is silent. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../../src/core/report.ts';
import { countsOf } from '../../../src/core/work.ts';
import { count } from '../../../src/profile/count.ts';
import { profile } from '../../../src/profile/profile.ts';
import {
  attention,
  countRun,
  executedDepthwise,
  normed,
  sequential,
  sharedLayer,
  threeOutputs,
  timed,
} from '../reports.ts';
import { isSilent, kernelMs, pathsOf, plain, speaks } from '../speech.ts';

export function describeKernels(): void {
  // First, since it replaces the backend, on which nothing may be left.
  describe('depthwise-kernel-size', () => {
    it('names windows that execute a multiple of their formula', async () => {
      const finding = speaks(await executedDepthwise(7), 'depthwise-kernel-size');
      const formula = 14 * 14 * 16 * 7 * 7;
      expect(finding.evidence).toMatchObject({ windows: ['7×7'], multiplyAdds: formula });
      // A tile has eight columns, of which one is used; a few multiplies are the bookkeeping of a hash table.
      const { executedMultiplies } = finding.evidence as { executedMultiplies: number };
      expect(executedMultiplies - 8 * formula).toBeGreaterThanOrEqual(0);
      expect(executedMultiplies - 8 * formula).toBeLessThan(8);
      expect(speaks(await executedDepthwise(3, 2), 'depthwise-kernel-size').what).toContain(
        '3×3 with 2 filters a channel',
      );
    });

    it.each([1, 2])('names the tile of channels, not the window, for 3×3 on %i', async (channels) => {
      const finding = speaks(await executedDepthwise(3, 1, channels), 'depthwise-kernel-size');
      const [outputs, taps, tile] = [14 * 14, 3 * 3, 4];
      expect(finding.evidence).toMatchObject({ multiplyAdds: outputs * taps * channels });
      expect((finding.evidence['executedMultiplies'] as number) - outputs * taps * tile).toBeLessThan(8);
      expect(finding.what).toContain(`(3×3 on ${channels} channel`);
      expect(finding.cause).toMatch(/^The depthwise kernels of XNNPACK compute several channels at a time/);
      expect(finding.remedy).toContain('a multiple of 4 channels');
      // What it advises: four channels cost what one does.
      isSilent(await executedDepthwise(3, 1, 4), 'depthwise-kernel-size');
    });

    it('names the window where it has no kernel, however few channels there are', async () => {
      const { cause, remedy } = speaks(await executedDepthwise(7, 1, 1), 'depthwise-kernel-size');
      expect(cause).toContain('3, 4, 9 and 25 taps');
      expect(remedy).not.toContain('multiple of 4 channels');
    });

    it('is silent for windows that have a kernel, and without executed counts', async () => {
      isSilent(await executedDepthwise(3), 'depthwise-kernel-size');
      isSilent(await executedDepthwise(5), 'depthwise-kernel-size');
      isSilent(await executedDepthwise(2), 'depthwise-kernel-size');
      isSilent(await executedDepthwise(3, 1, 6), 'depthwise-kernel-size');
      isSilent({ ...(await executedDepthwise(7)), entryExecuted: [] }, 'depthwise-kernel-size');
    });
  });

  describe('unknown-kernels', () => {
    it('names kernels without a formula, their calls and their share of time', async () => {
      tf.registerKernel({
        kernelName: 'NobodysKernel',
        backendName: 'wasm',
        kernelFunc: ({ inputs }) => {
          const { x } = inputs;
          tf.backend().incRef(x!.dataId);
          return { dataId: x!.dataId, shape: x!.shape, dtype: x!.dtype };
        },
      });
      try {
        const run = (): tf.Tensor => tf.engine().runKernel('NobodysKernel', { x: tf.ones([2]) });
        const finding = speaks(
          count(() => [run(), run()]),
          'unknown-kernels',
        );
        expect(finding.evidence).toEqual({ kernels: ['NobodysKernel'], calls: 2, timeShare: null });
        const report = await profile(run, { runs: 2 });
        expect(speaks(report, 'unknown-kernels').what).toContain('100 % of kernel time');
      } finally {
        tf.unregisterKernel('NobodysKernel', 'wasm');
      }
      for (const model of [plain(), sharedLayer(), threeOutputs(), normed([]), attention(3)])
        isSilent(countRun(model), 'unknown-kernels');
    });
  });

  describe('slow-batched-matmul', () => {
    /** Batched products at a share of the rate of dense ones. */
    const atRate = (report: Report, share: number): Report => {
      const costs = new Map(report.calls.map((call, i) => [call, report.costs[i]!]));
      return timed(report, (call) => {
        const cost = costs.get(call)!;
        const isBatched = (call.attrs as { transposeB?: boolean }).transposeB === true;
        return cost.state === 'counted' ? countsOf(cost.work).multiplyAdds / (isBatched ? share : 1) : 0;
      });
    };

    it('compares the rates of batched and dense products', () => {
      const report = countRun(attention(3));
      const finding = speaks(atRate(report, 0.4), 'slow-batched-matmul');
      expect(pathsOf(report, finding)).toEqual(['scores']);
      const { batchedPerSecond, densePerSecond } = finding.evidence as Record<string, number>;
      expect(batchedPerSecond! / densePerSecond!).toBeCloseTo(0.4, 10);
      speaks(atRate(countRun(attention(1)), 0.4), 'slow-batched-matmul');
    });

    it('is silent at half the rate, untimed, without batches, and elsewhere than on wasm', () => {
      const report = countRun(attention(3));
      isSilent(atRate(report, 0.6), 'slow-batched-matmul');
      isSilent(report, 'slow-batched-matmul');
      isSilent(atRate(countRun(plain()), 0.1), 'slow-batched-matmul');
      isSilent({ ...atRate(report, 0.4), backend: 'webgpu' }, 'slow-batched-matmul');
    });
  });

  describe('slow-kernel', () => {
    const layerNorm = (): tf.Sequential =>
      sequential(
        tf.layers.dense({ units: 32, inputShape: [24, 32] }),
        tf.layers.layerNormalization({ name: 'norm' }),
      );

    it('names the kernel and the class of the layer, with the cause where it is known', () => {
      const report = countRun(layerNorm());
      const finding = speaks(timed(report, kernelMs({ Tile: 5 })), 'slow-kernel');
      expect(finding.what).toMatch(/^Tile takes \d+ % of kernel time for 0\.0 % .*LayerNormalization\.$/);
      expect(finding.remedy).toContain('graph model');
      expect(pathsOf(report, finding)).toEqual(['norm']);
    });

    it('finds it in a real profile of a real layer norm', async () => {
      const model = sequential(tf.layers.layerNormalization({ name: 'norm', inputShape: [197, 768] }));
      const report = await profile(model, { runs: 3 });
      expect(speaks(report, 'slow-kernel').what).toContain('Tile takes');
    });

    it('is silent where time goes where the work is, where calls are short, and where nothing was timed', () => {
      const report = countRun(layerNorm());
      isSilent(timed(report, kernelMs({ Tile: 0.1, _FusedMatMul: 30 })), 'slow-kernel');
      isSilent(timed(report, kernelMs({ Tile: 0.005 }, 0.001)), 'slow-kernel');
      isSilent(report, 'slow-kernel');
    });

    it('leaves batch norm to the rule that knows its cause, and only then', () => {
      const times = kernelMs({ FusedBatchNorm: 50 });
      isSilent(timed(countRun(normed([])), times), 'slow-kernel');
      expect(speaks(timed(countRun(normed([tf.layers.reLU()])), times), 'slow-kernel').what).toContain(
        'FusedBatchNorm',
      );
    });
  });
}
