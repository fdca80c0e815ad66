/** @file One kernel, called as a backend has it. */
import * as tf from '@tensorflow/tfjs';

export const kernel = (name: string, inputs: Record<string, tf.Tensor>, attributes: object): tf.Tensor =>
  tf.engine().runKernel(name, inputs, attributes as tf.NamedAttrMap) as tf.Tensor;
