/** @file Reports to save: small ones of every kind, timed ones among them. */
import * as tf from '@tensorflow/tfjs';
import { zooWorkload } from '../../models/index.ts';
import type { Report } from '../../src/core/report.ts';
import { count } from '../../src/profile/count.ts';
import { profile } from '../../src/profile/profile.ts';
import { scope } from '../../src/trace/user-scope.ts';
import { nestedModel } from '../report/reports.ts';

/** A step of gradient descent of two dense layers: phases, updates, variables. */
export function trainingReport(): Report {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ name: 'hidden', units: 4, inputShape: [3], activation: 'relu' }),
      tf.layers.dense({ name: 'out', units: 2 }),
    ],
  });
  const optimizer = tf.train.sgd(0.1);
  const [x, y] = [tf.ones([5, 3]), tf.zeros([5, 2])];
  try {
    return count(
      () =>
        optimizer.minimize(() => tf.losses.meanSquaredError(y, model.predict(x) as tf.Tensor) as tf.Scalar),
      { models: [model] },
    );
  } finally {
    tf.dispose([x, y]);
    model.dispose();
    optimizer.dispose();
  }
}

/** A function without a model: a kernel whose work is unknown, and a scope of the caller's. */
export function functionReport(): Report {
  const [a, b] = [tf.ones([3, 4]), tf.ones([4, 5])];
  try {
    return count(() => tf.tidy(() => scope('tail', () => tf.matMul(a, b).relu()).add(tf.scalar(1))), {
      name: 'function',
      kernelFormulas: { Relu: { state: 'unknown', why: 'nobody says' } },
    });
  } finally {
    tf.dispose([a, b]);
  }
}

/** Two runs, timed: a model inside a model, and a shared layer. */
export async function timedReport(): Promise<Report> {
  const model = nestedModel();
  try {
    return await profile(model, { runs: 2 });
  } finally {
    model.dispose();
  }
}

export const zooReport = (name: string): Promise<Report> =>
  profile(zooWorkload(name, { imageSize: 32, classes: 10 }), { runs: 1 });
