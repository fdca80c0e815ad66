/**
 * @file What the kernel table is made from: a call of a kernel, and small makers of them. Values are steps of equal size
 * over a stated range, so that kernels whose work depends on their data print the same numbers each time.
 */
import * as tf from '@tensorflow/tfjs';
import { sizeOf } from '../../src/core/shape.ts';

export interface KernelCase {
  readonly kernel: string;
  /** What the counts are divided by: the formula's multiply-adds, or the elements of the first output or input. */
  readonly per: 'multiply-add' | 'output' | 'input';
  /** The range of the values, and other parameters that the shapes do not show. */
  readonly note?: string;
  /** Makes tensors on the current backend, and returns a function that runs the kernel on them. */
  readonly prepare: () => () => unknown;
}

export interface KernelGroup {
  readonly title: string;
  readonly cases: readonly KernelCase[];
}

/** A tensor of values from `from` to `to` in steps of equal size. */
export function ramp<R extends tf.Rank>(shape: tf.ShapeMap[R], from = -2, to = 2): tf.Tensor<R> {
  const size = sizeOf(shape);
  return tf.tensor(
    Float32Array.from({ length: size }, (_, i) => from + (i * (to - from)) / Math.max(size - 1, 1)),
    shape,
  );
}

/** Runs a gradient kernel as tfjs does, after the forward pass; only the gradient kernel is printed. */
export const gradient = <T extends tf.Tensor>(f: (x: T) => tf.Tensor): ((x: T) => unknown) => {
  const grad = tf.grad(f as unknown as (x: tf.Tensor) => tf.Tensor);
  return (x) => grad(x);
};

export const integers = (values: readonly number[]): tf.Tensor1D => tf.tensor1d([...values], 'int32');
