/**
 * @file Findings: each rule has a real small model in which it speaks, and real ones in which it must be silent.
 * Reports come from real runs. Where a rule reads times, the real report gets times of the test's own, since a test
 * must not depend on how fast a machine is.
 */
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KernelCall } from '../../src/core/kernel-call.ts';
import type { Finding, Report } from '../../src/core/report.ts';
import { totalOperations } from '../../src/core/ops.ts';
import { countsOf } from '../../src/core/work.ts';
import { count } from '../../src/profile/count.ts';
import { profile } from '../../src/profile/profile.ts';
import { findingsOf } from '../../src/findings/rules.ts';
import { useBackend } from '../support/backend.ts';
import { artifactsOf, FLOAT, loopAndBranch, matMul, placeholder } from '../support/graph-def.ts';
import {
  attention,
  countRun,
  countStep,
  executedDepthwise,
  normed,
  sequential,
  sharedLayer,
  threeOutputs,
  timed,
} from './reports.ts';

beforeAll(() => useBackend('wasm'));

const found = (report: Report, rule: string): Finding | undefined =>
  findingsOf(report).find((finding) => finding.rule === rule);
const pathsOf = ({ layers }: Report, finding: Finding | undefined): string[] =>
  (finding?.rows ?? []).map((row) => layers[row]!.path.join('/'));

/** Each operation takes as long as any other: no kernel takes more than its part. */
function evenly(report: Report): Report {
  const costs = new Map(report.calls.map((call, i) => [call, report.costs[i]!]));
  return timed(report, (call) => {
    const cost = costs.get(call)!;
    return cost.state === 'counted' ? totalOperations(countsOf(cost.work)) : 0;
  });
}
const kernelMs =
  (times: Readonly<Record<string, number>>, otherMs = 1) =>
  ({ kernel }: KernelCall): number =>
    times[kernel] ?? otherMs;

const spoke = new Set<string>();
const wereSilent = new Set<string>();
function speaks(report: Report, rule: string): Finding {
  const finding = found(report, rule);
  expect(finding, rule).toBeDefined();
  for (const text of [finding!.what, finding!.cause]) expect(text).toMatch(/^[A-Z0-9].*\.$/);
  expect(finding!.remedy).toMatch(/^(?:[A-Z0-9].*\.)?$/);
  expect(finding!.rows.every((row) => report.layers[row] !== undefined)).toBe(true);
  expect(JSON.parse(JSON.stringify(finding))).toEqual(finding);
  spoke.add(rule);
  return finding!;
}
function isSilent(report: Report, rule: string): void {
  expect(found(report, rule), rule).toBeUndefined();
  wereSilent.add(rule);
}

const plain = (): tf.Sequential =>
  sequential(tf.layers.dense({ name: 'fc', units: 3, inputShape: [4], activation: 'relu' }));

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

describe('repeated-layer', () => {
  it('counts what is repeated', () => {
    const report = countRun(threeOutputs());
    const finding = speaks(report, 'repeated-layer');
    const [steps, units, inputs, gates, extraRuns] = [5, 3, 4, 4, 2];
    expect(finding.evidence).toMatchObject({
      layers: ['encoder'],
      surplusMultiplyAdds: extraRuns * steps * gates * units * (inputs + units),
    });
    expect(pathsOf(report, finding)).toEqual(['encoder']);
  });

  it('is silent where a layer runs as often as it is used', () => {
    const model = threeOutputs();
    isSilent(
      countRun(model, (input) => model.getLayer('encoder').apply(input)),
      'repeated-layer',
    );
    isSilent(countRun(sharedLayer()), 'repeated-layer');
  });

  it('is silent where a batch is split', () => {
    const model = plain();
    const batch = tf.ones([70, 4]);
    isSilent(
      count(() => model.predict(batch), { models: [model] }),
      'repeated-layer',
    );
  });
});

describe('unused-parameters', () => {
  const twoHeads = (): tf.LayersModel => {
    const input = tf.input({ shape: [4] });
    const heads = ['left', 'right'].map(
      (name) => tf.layers.dense({ name, units: 3 }).apply(input) as tf.SymbolicTensor,
    );
    return tf.model({ inputs: input, outputs: heads });
  };

  it('names weights that were not read', () => {
    const model = twoHeads();
    const left = tf.model({ inputs: model.inputs, outputs: model.outputs[0]! });
    const report = countRun(model, (input) => left.predict(input));
    const finding = speaks(report, 'unused-parameters');
    expect(finding.evidence).toMatchObject({ parameters: 4 * 3 + 3, share: 0.5 });
    expect(pathsOf(report, finding)).toEqual(['right']);
  });

  it('is silent where all are read, and where no model ran', () => {
    const model = twoHeads();
    isSilent(countRun(model), 'unused-parameters');
    isSilent(
      countRun(model, () => tf.ones([2])),
      'unused-parameters',
    );
  });

  it('does not take a graph’s integers for parameters', async () => {
    const model = await tf.loadGraphModel({
      load: async () =>
        artifactsOf({
          nodes: [
            placeholder('x', [2, 3]),
            matMul('a/MatMul', 'x', 'W'),
            { name: 'a/Relu', op: 'Relu', input: ['a/MatMul'], attr: FLOAT },
          ],
          weights: [
            { name: 'W', shape: [3, 2], dtype: 'float32', values: [1, 2, 3, 4, 5, 6] },
            { name: 'table', shape: [9], dtype: 'int32', values: [1, 2, 3, 4, 5, 6, 7, 8, 9] },
          ],
        }),
    });
    const input = tf.ones([2, 3]);
    isSilent(
      count(() => model.predict(input), { models: [model] }),
      'unused-parameters',
    );
  });
});

describe('batch-norm-unfolded', () => {
  const NORM_MS = { FusedBatchNorm: 5 };

  it('sees it right after a convolution, untimed', () => {
    const report = countRun(normed([]));
    const finding = speaks(report, 'batch-norm-unfolded');
    expect(finding.evidence).toMatchObject({ calls: 1, timeShare: null });
    expect(report.layers[finding.rows[0]!]!.className).toBe('BatchNormalization');
  });

  it('tells its share of time against its share of operations', () => {
    const report = countRun(normed([]));
    const finding = speaks(timed(report, kernelMs(NORM_MS)), 'batch-norm-unfolded');
    const [norm, slice, convolution, relu] = [5, 1, 1, 1];
    expect(finding.evidence).toMatchObject({ timeShare: norm / (norm + slice + convolution + relu) });
  });

  it('is silent where it takes no time worth mentioning', () => {
    isSilent(timed(countRun(normed([])), kernelMs({ FusedBatchNorm: 0.01 })), 'batch-norm-unfolded');
  });

  it.each([
    ['after an activation', (): Report => countRun(normed([tf.layers.reLU()]))],
    ['after a convolution with an activation', (): Report => countRun(normed([], 'relu'))],
    ['after pooling', (): Report => countRun(normed([tf.layers.maxPooling2d({ poolSize: 2 })]))],
    ['without any', (): Report => countRun(plain())],
  ])('is silent %s, which cannot be folded', (_, reportOf) => {
    isSilent(reportOf(), 'batch-norm-unfolded');
    isSilent(timed(reportOf(), kernelMs(NORM_MS)), 'batch-norm-unfolded');
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

describe('eager-input-gradient', () => {
  beforeAll(() => useBackend('cpu'));
  afterAll(() => useBackend('wasm'));

  const network = (activation: 'linear' | 'relu'): tf.Sequential =>
    sequential(
      tf.layers.conv2d({ name: 'first', filters: 4, kernelSize: 3, inputShape: [6, 6, 2], activation }),
      tf.layers.flatten(),
      tf.layers.dense({ name: 'last', units: 3 }),
    );

  it('sees that the first layer computes what nobody needs', () => {
    const report = countStep(network('linear'));
    const finding = speaks(report, 'eager-input-gradient');
    const [out, taps, cIn, cOut] = [4 * 4, 3 * 3, 2, 4];
    expect(finding.evidence).toMatchObject({ layers: ['first'], multiplyAdds: out * taps * cIn * cOut });
    expect(pathsOf(report, finding)).toEqual(['first']);
    const dense = sequential(tf.layers.dense({ name: 'fc', units: 3, inputShape: [4] }));
    expect(speaks(countStep(dense), 'eager-input-gradient').evidence).toMatchObject({ multiplyAdds: 4 * 3 });
  });

  it('is silent with an activation, and in a forward pass', () => {
    isSilent(countStep(network('relu')), 'eager-input-gradient');
    isSilent(countStep(plain()), 'eager-input-gradient');
    isSilent(countRun(network('linear')), 'eager-input-gradient');
  });
});

describe('data-dependent', () => {
  it('sees bounds, loops and branches', async () => {
    const finding = speaks(
      count(() => tf.topk(tf.ones([8]), 2)),
      'data-dependent',
    );
    expect(finding.evidence).toMatchObject({ upperBoundCalls: 1, controlFlowNodes: 0 });
    const graph = loopAndBranch(2, 3, 4, true);
    const asked = {
      ...graph,
      nodes: [...graph.nodes, placeholder('n', [], 'DT_INT32')],
      weights: graph.weights.filter(({ name }) => name !== 'n'),
    };
    const model = await tf.loadGraphModel({ load: async () => artifactsOf(asked) });
    const given = { x: tf.ones([2, 3]), n: tf.scalar(4, 'int32') };
    const report = await profile(() => model.executeAsync(given), { models: [model], runs: 0 });
    expect(pathsOf(report, speaks(report, 'data-dependent')).sort()).toEqual(['iff', 'loop']);
  });

  it('is silent where constants say how often a loop turns', async () => {
    const model = await tf.loadGraphModel({ load: async () => artifactsOf(loopAndBranch(2, 3, 4, true)) });
    isSilent(
      await profile(() => model.executeAsync(tf.ones([2, 3])), { models: [model], runs: 0 }),
      'data-dependent',
    );
  });

  it('is silent where the shapes say it all', () => {
    isSilent(countRun(plain()), 'data-dependent');
    isSilent(countRun(normed([])), 'data-dependent');
  });
});

it('nothing is found where nothing is wrong', () => {
  for (const model of [plain(), sharedLayer()]) {
    expect(findingsOf(countRun(model))).toEqual([]);
    expect(findingsOf(evenly(countRun(model)))).toEqual([]);
  }
});

it('each of the nine rules spoke once and was silent once', () => {
  expect(spoke.size).toBe(9);
  expect([...wereSilent].sort()).toEqual([...spoke].sort());
  console.log(`findings: ${spoke.size} of 9 rules spoke, ${wereSilent.size} of 9 were silent`);
});
