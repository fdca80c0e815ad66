/** @file What the zoo's tests ask of a model: distinct parameters, honest floats. */
import * as tf from '@tensorflow/tfjs';
import { sizeOf } from '../../src/core/shape.ts';

/** Scalars in distinct variables: a shared layer's count once. */
export const parametersOf = (weights: readonly tf.LayerVariable[]): number =>
  [...new Set(weights.map((weight) => weight.read()))].reduce((sum, { shape }) => sum + sizeOf(shape), 0);

/** Below it a float32 is denormal: slow on CPUs, up to a hundredfold. */
const SMALLEST_NORMAL = 2 ** -126;

export const isHonestFloat = (x: number): boolean =>
  Number.isFinite(x) && (x === 0 || Math.abs(x) >= SMALLEST_NORMAL);

/** The values of `tensor`, which is disposed of. */
export function take(tensor: tf.Tensor): number[] {
  const values = [...tensor.dataSync()];
  tensor.dispose();
  return values;
}

/** Output of every layer but the input, by layer name, for `image`; leaves no tensor. */
export function activations(model: tf.LayersModel, image: tf.Tensor): Map<string, Float32Array> {
  const layers = model.layers.slice(1);
  const probe = tf.model({
    inputs: model.inputs,
    outputs: layers.map((layer) => layer.output as tf.SymbolicTensor),
  });
  const outputs = probe.predict(image, { batchSize: image.shape[0] ?? 1 }) as tf.Tensor[];
  const values = outputs.map((output) => output.dataSync() as Float32Array);
  tf.dispose(outputs);
  return new Map(layers.map(({ name }, i) => [name, values[i]!]));
}
