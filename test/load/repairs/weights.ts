/** @file Weights of a file under other names than tfjs's. */
import * as tf from '@tensorflow/tfjs';
import { fill } from './trial.ts';

/** A weight of the file: its name there, and the model's weight whose values it holds. */
export type FileWeight = readonly [name: string, weight: string];

export interface WeightFile {
  readonly specs: tf.io.WeightsManifestEntry[];
  readonly data: ArrayBuffer;
}

/** Writes the weights of `model`, in the order of the file; a weight `''` is a scalar of the file's own. */
export function weightFile(model: tf.LayersModel, weights: readonly FileWeight[]): WeightFile {
  fill(model, 11);
  const values = new Map(model.weights.map((weight) => [weight.originalName, weight.read()]));
  const tensors = weights.map(([, weight]) => values.get(weight) ?? tf.scalar(1));
  const specs = weights.map(([name], index) => ({
    name,
    shape: tensors[index]!.shape,
    dtype: 'float32' as const,
  }));
  const data = Float32Array.from(tensors.flatMap((tensor) => [...tensor.dataSync()]));
  return { specs, data: data.buffer };
}

/** The file as `repairTopology` says that it must be read. */
export function renamed(
  { specs, data }: WeightFile,
  names: ReadonlyMap<string, string>,
  unused: readonly string[],
): Partial<tf.io.ModelArtifacts> {
  const bytesOf = ({ shape }: tf.io.WeightsManifestEntry): number =>
    4 * shape.reduce((size, dim) => size * dim, 1);
  const starts = specs.map((_, index) => specs.slice(0, index).reduce((sum, spec) => sum + bytesOf(spec), 0));
  const kept = specs
    .map((spec, index) => ({ spec, start: starts[index]! }))
    .filter(({ spec }) => !unused.includes(spec.name));
  const parts = kept.map(({ spec, start }) => data.slice(start, start + bytesOf(spec)));
  return {
    weightSpecs: kept.map(({ spec }) => ({ ...spec, name: names.get(spec.name) ?? spec.name })),
    weightData: parts,
  };
}
