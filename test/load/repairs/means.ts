/** @file What Keras's functions mean, by functions of tfjs: for values beside those of a repaired model. */
import * as tf from '@tensorflow/tfjs';

export const gelu = (x: tf.Tensor): tf.Tensor =>
  tf.mul(tf.mul(x, 0.5), tf.add(1, tf.erf(tf.div(x, Math.SQRT2))));

export const hardSigmoid = (x: tf.Tensor): tf.Tensor => tf.clipByValue(tf.add(tf.mul(x, 0.2), 0.5), 0, 1);

export const hardSwish = (x: tf.Tensor): tf.Tensor => tf.mul(x, tf.div(tf.relu6(tf.add(x, 3)), 6));

/** x·W over the last axis. */
export const times = (x: tf.Tensor, kernel: tf.Tensor): tf.Tensor =>
  tf.reshape(tf.matMul(tf.reshape(x, [-1, x.shape.at(-1)!]), kernel as tf.Tensor2D), [
    ...x.shape.slice(0, -1),
    kernel.shape[1]!,
  ]);
