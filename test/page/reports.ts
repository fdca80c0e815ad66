/** @file Reports of all sorts, small: what a page must be able to draw. */
import * as tf from '@tensorflow/tfjs';
import type { Report } from '../../src/core/report.ts';
import { count } from '../../src/profile/count.ts';
import { profile } from '../../src/profile/profile.ts';
import { NARROW, narrowWorkload } from '../support/narrow-zoo.ts';
import { nestedModel } from '../report/reports.ts';

const PEAKS = { multiplyAddsPerSecond: 4e9, bytesPerSecond: 8e9, launchMs: 0.001 };

/** With times and peaks: every panel has something to show. */
export async function timedReport(): Promise<Report> {
  const report = await profile(nestedModel(), { runs: 3 });
  return { ...report, peaks: PEAKS };
}

/** With a first pass as on a GPU: figures of each kind, on the calls that ran. */
export async function firstRunReport(): Promise<Report> {
  const report = await profile(nestedModel(), { runs: 0 });
  const partsMs = {
    shaders: 40,
    uploads: 8,
    kernels: 16,
    hostKernels: 0.25,
    readbacks: 2,
    outputs: 5,
    javascript: 3,
    tracing: 1,
  };
  return {
    ...report,
    firstRun: {
      wallMs: 75.5,
      partsMs,
      shaders: [
        { entry: 0, shaders: 3, ms: 24, isForNewShape: false },
        { entry: 1, shaders: 1, ms: 12, isForNewShape: true },
        { entry: null, shaders: 1, ms: 4, isForNewShape: false },
      ],
      cacheGrowth: 5,
      weights: { tensors: 4, bytes: 1024 },
      others: { tensors: 1, bytes: 64 },
      kernelCalls: report.total.calls,
      programs: 9,
      readbacks: [
        { scope: 0, kernel: 'TopK', shape: [1, 8], dtype: 'float32', isSync: true, times: 2, ms: 2 },
      ],
      hostKernels: [{ entry: 1, calls: 1, ms: 0.25 }],
      memory: { beforeBytes: 0, peakBytes: 4096, afterBytes: 4096, keptBytes: 1024 },
    },
  };
}

export async function functionReport(): Promise<Report> {
  const [a, b] = [tf.ones<tf.Rank.R2>([8, 16]), tf.ones<tf.Rank.R2>([16, 4])];
  try {
    return await profile(() => tf.matMul(a, b), { runs: 1 });
  } finally {
    tf.dispose([a, b]);
  }
}

export async function trainingReport(): Promise<Report> {
  const model = tf.sequential({
    name: 'trained',
    layers: [
      tf.layers.dense({ name: 'hidden', units: 6, activation: 'relu', inputShape: [5] }),
      tf.layers.dense({ name: 'out', units: 2 }),
    ],
  });
  const [x, y] = [tf.ones([4, 5]), tf.ones([4, 2])];
  const optimizer = tf.train.sgd(0.1);
  const loss = (): tf.Scalar => tf.losses.meanSquaredError(y, model.predict(x) as tf.Tensor) as tf.Scalar;
  try {
    return count(() => optimizer.minimize(loss), { models: [model] });
  } finally {
    tf.dispose([x, y]);
    model.dispose();
  }
}

/** A kernel that has no formula. */
export function unknownReport(): Report {
  const x = tf.ones([8, 16]);
  const custom = { kernelName: 'NobodyKnows', backendName: 'cpu' };
  tf.registerKernel({
    ...custom,
    kernelFunc: ({ inputs }) => tf.backend().write(new Float32Array(1), [1], 'float32') && inputs['x']!,
  });
  try {
    return count(() => tf.tidy(() => tf.engine().runKernel('NobodyKnows', { x: tf.relu(x) })));
  } finally {
    tf.unregisterKernel(custom.kernelName, custom.backendName);
    x.dispose();
  }
}

/** The nine networks of the zoo, in a few channels. */
export const networkNames = Object.keys(NARROW);

export const networkReport = (name: string): Promise<Report> =>
  profile(narrowWorkload(name, { imageSize: 32, classes: 10 }), { runs: 0 });
