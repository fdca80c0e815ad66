/** @file Passes whose kernels the clock of the webgpu backend is held against. */
import * as tf from '@tensorflow/tfjs';
import type { KernelTimer, KernelTimes } from '../../../src/timing/kernel-timer.ts';
import type { Tracer } from '../../../src/trace/tracer.ts';

/** 2,048 programs fit into one set of queries. */
export const MANY = 2 * 2048 + 52;
const SIDE = 32;

/** What tfjs computes on the host, as shapes are: so few elements are not sent to the GPU. */
export const ON_HOST = 'Prod';

/** Kernels of one program, of several, of none, and one on the host. */
export function small(): tf.Tensor {
  const a = tf.ones([SIDE, SIDE]);
  const product = tf.matMul(a, a);
  tf.prod(tf.tensor1d([SIDE, SIDE], 'int32'));
  return tf.add(tf.mean(tf.reshape(tf.neg(product), [SIDE * SIDE])), 1);
}

/** More programs than fit into two sets. */
export function many(): tf.Tensor {
  let x = tf.tanh<tf.Tensor>(tf.ones([1]));
  for (let i = 2; i < MANY; i++) x = tf.tanh(x);
  return tf.relu(x);
}

export interface Pass {
  readonly names: readonly string[];
  readonly times: KernelTimes;
}

/** Runs `work` once, traced and timed. */
export async function pass(timer: KernelTimer, tracer: Tracer, work: () => tf.Tensor): Promise<Pass> {
  const stop = tracer.start();
  let out: tf.Tensor;
  try {
    out = tf.tidy(work);
  } finally {
    stop();
  }
  await out.data();
  out.dispose();
  const { entries, calls } = tracer.takePass();
  const times = await timer.collect();
  return { names: entries.map(({ call }) => calls[call]!.kernel), times: times ?? new Map() };
}
