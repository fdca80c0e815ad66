/** @file Twins of public files: what each has, and layers and products that several of them have. */
import type * as tf from '@tensorflow/tfjs';
import type { Json, Shape } from '../../../../../src/core/shape.ts';
import { keras2, type LayerJson } from '../../keras.ts';
import { times } from '../../means.ts';

const { lambda, layer } = keras2;

export type Weights = ReadonlyMap<string, tf.Tensor>;

export interface Twin {
  readonly name: string;
  readonly sizes: Shape;
  /** The last one is the output; the input is `x`. */
  readonly layers: readonly LayerJson[];
  /** Of one example. */
  readonly multiplyAdds: number;
  readonly means: (x: tf.Tensor, weights: Weights) => tf.Tensor;
  readonly says: readonly string[];
  /** Layers that are left, where they are not as many. */
  readonly rows?: number;
}

export const dense = (name: string, from: string, units: number): LayerJson =>
  layer('Dense', name, { units, use_bias: false }, from);

/** x through a layer that `dense` makes. */
export const projected = (x: tf.Tensor, weights: Weights, name: string): tf.Tensor =>
  times(x, weights.get(`${name}/kernel`)!);

export const slicing = (name: string, from: string, slice_spec: Json): LayerJson => ({
  ...lambda('__operators__.getitem', name, from, { slice_spec }),
  class_name: 'SlicingOpLambda',
});
