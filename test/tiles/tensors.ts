/** @file Tensors to run kernels on, and a way to call ops by name. */
import * as tf from '@tensorflow/tfjs';
import { sizeOf } from '../../src/core/shape.ts';

/** How tensors are filled: kernels of closed form must not care. */
export type Fill = (index: number) => number;

/** Everything that a branch might look for. */
const SPECIAL = [0, -0, 1, -1, 0.5, -0.5, 3, -3, 20, -20, 90, -90, 1e-40, 1e30, Infinity, -Infinity, NaN];
export const ordinary: Fill = (index) => Math.sin(index + 1) * 3;
export const special: Fill = (index) => SPECIAL[index % SPECIAL.length]!;

export const filled = (fill: Fill, shape: number[]): tf.Tensor =>
  tf.tensor(
    Float32Array.from({ length: sizeOf(shape) }, (_, index) => fill(index)),
    shape,
  );

/** 0, 1, 2 … below a limit, and again. */
export const integers = (shape: number[], below = 3): tf.Tensor =>
  tf.tensor(
    Int32Array.from({ length: sizeOf(shape) }, (_, index) => index % below),
    shape,
    'int32',
  );

export const flags = (): tf.Tensor => integers([5], 2).cast('bool');

type AnyOp = (...x: tf.Tensor[]) => tf.Tensor;

/** @throws Error if tfjs has none of that name */
export function op(name: string): AnyOp {
  const found = (tf as unknown as Record<string, AnyOp | undefined>)[name];
  if (found === undefined) throw new Error(`tfjs has no op ${name}.`);
  return found;
}

/** `tf.grads`, which tfjs types as taking a function of tensors of any rank, as no op is. */
export const gradients = tf.grads as unknown as (
  f: (...x: never[]) => tf.Tensor,
) => (x: tf.Tensor[]) => tf.Tensor[];

export type NamedOp = readonly [name: string, run: () => unknown];
