/** @file Real reports in which rules find something, or must not. */
import * as tf from '@tensorflow/tfjs';
import type { KernelCall } from '../../src/core/kernel-call.ts';
import type { Report, Time } from '../../src/core/report.ts';
import { startExecuted } from '../../src/executed/index.ts';
import { count, type CountOptions } from '../../src/profile/count.ts';

/** Counts one `predict`, or whatever `run` does with the input. */
export function countRun(
  model: tf.LayersModel,
  run: (input: tf.Tensor) => unknown = (input) => model.predict(input),
  options: CountOptions = {},
): Report {
  const input = tf.ones([1, ...model.inputs[0]!.shape.slice(1).map((size) => size ?? 1)]);
  try {
    return count(() => run(input), { models: [model], ...options });
  } finally {
    input.dispose();
  }
}

const asTime = (meanMs: number): Time => ({ meanMs, madMs: 0, firstMs: meanMs, runs: 10 });

/** They make nothing. */
const VIEWS = new Set(['Reshape', 'Identity']);

/**
 * A real report with times of our own, which are the same on every machine: a kernel call takes what `msOf` says, a
 * view takes none.
 */
export function timed(report: Report, msOf: (call: KernelCall) => number): Report {
  const times = report.entries.map(({ call: index, calls }) => {
    const call = report.calls[index]!;
    return VIEWS.has(call.kernel) ? 0 : calls * msOf(call);
  });
  const totalMs = times.reduce((sum, ms) => sum + ms, 0);
  return {
    ...report,
    entryTimes: times.map(asTime),
    total: { ...report.total, time: asTime(totalMs), unknownTimeShare: 0 },
  };
}

/** Several layers, the first of which says its input. */
export const sequential = (...layers: tf.layers.Layer[]): tf.Sequential => tf.sequential({ layers });

/** Convolution, batch norm, and what stands between them. */
export const normed = (
  between: readonly tf.layers.Layer[],
  activation: 'linear' | 'relu' = 'linear',
): tf.Sequential =>
  sequential(
    tf.layers.conv2d({ filters: 8, kernelSize: 3, inputShape: [12, 12, 3], activation, useBias: false }),
    ...between,
    tf.layers.batchNormalization(),
    tf.layers.reLU(),
  );

/** An encoder whose three outputs are used. */
export function threeOutputs(): tf.LayersModel {
  const input = tf.input({ shape: [5, 4] });
  const outputs = tf.layers.lstm({ name: 'encoder', units: 3, returnState: true }).apply(input);
  return tf.model({ inputs: input, outputs: outputs as tf.SymbolicTensor[] });
}

/** One layer that is used twice, as the architecture asks for. */
export function sharedLayer(): tf.LayersModel {
  const input = tf.input({ shape: [4] });
  const dense = tf.layers.dense({ name: 'shared', units: 4 });
  return tf.model({ inputs: input, outputs: dense.apply(dense.apply(input)) as tf.SymbolicTensor });
}

/** Depthwise, `size`×`size`, on an instrumented wasm backend. */
export async function executedDepthwise(size: number, depthMultiplier = 1, channels = 16): Promise<Report> {
  const executed = await startExecuted();
  let model: tf.LayersModel | undefined;
  try {
    model = sequential(
      tf.layers.depthwiseConv2d({
        kernelSize: size,
        depthMultiplier,
        padding: 'same',
        inputShape: [14, 14, channels],
      }),
    );
    return countRun(model, undefined, { executed });
  } finally {
    // The backend goes, and with it whatever is on it.
    model?.dispose();
    await executed.stop();
    await tf.setBackend('wasm');
  }
}

/** One step of training on one example: what `fit` does in a batch, without its metrics. */
export function countStep(model: tf.LayersModel): Report {
  const optimizer = tf.train.sgd(0.1);
  return countRun(model, (input) =>
    optimizer.minimize(() => tf.sum(model.apply(input, { training: true }) as tf.Tensor)),
  );
}

/** A product of each of `heads` matrices with another, after dense layers on one. */
export class Scores extends tf.layers.Layer {
  static readonly className = 'Scores';
  override computeOutputShape([batch, heads, rows]: number[]): tf.Shape {
    return [batch!, heads!, rows!, rows!];
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    return tf.matMul(x, x, false, true);
  }
}

/** Tokens of one head or several: a dense layer, then scores of each token with each other. */
export const attention = (heads: number): tf.Sequential =>
  sequential(
    tf.layers.dense({ name: 'qkv', units: 16, inputShape: [12 * heads, 16] }),
    tf.layers.reshape({ targetShape: [heads, 12, 16] }),
    new Scores({ name: 'scores' }),
  );
