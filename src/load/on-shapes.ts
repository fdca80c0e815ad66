/** @file A model that is loaded to be counted without a run: its weights are shapes, of whatever size. */
import * as tf from '@tensorflow/tfjs';
import type { DType } from '../core/shape.ts';
import { setOwnMethod } from '../patch/own-property.ts';
import { activeShapes } from '../shape/active.ts';
import type { ShapeBackend } from '../shape/backend.ts';
import type { ModelFile } from './opened-model.ts';

interface Initializer {
  readonly apply: (shape: readonly number[], dtype: DType) => tf.Tensor;
}

/** What a layer makes its weights with; tfjs types it as protected. */
interface Weighing {
  readonly addWeight: (
    this: object,
    name: string,
    shape: readonly number[],
    dtype: DType,
    ...rest: unknown[]
  ) => unknown;
}

/** Loads a layers model; on the shape backend none of its weights is initialised. */
export async function withoutInitialising<T>(load: () => Promise<T>): Promise<T> {
  const shapes = activeShapes();
  if (shapes === null) return load();
  const initializer: Initializer = { apply: (shape, dtype) => shapes.unknown(shape, dtype) };
  const prototype = tf.layers.Layer.prototype as unknown as Weighing;
  const { addWeight } = prototype;
  const restore = setOwnMethod(prototype, 'addWeight', function (this: object, name, shape, dtype, ...rest) {
    const [_initializer, regularizer, trainable, constraint] = rest;
    return addWeight.call(
      this,
      name,
      shape,
      dtype,
      initializer,
      regularizer,
      trainable,
      constraint,
      () => initializer,
    );
  });
  try {
    return await load();
  } finally {
    restore();
  }
}

/** A graph takes its weights ready-made; tfjs types it as private. */
interface Loading {
  loadWithWeightMap(artifacts: tf.io.ModelArtifacts, weights: Readonly<Record<string, tf.Tensor>>): boolean;
}

/** Values that tfjs decodes, as the model has them. */
function decoded(spec: tf.io.WeightsManifestEntry, bytes: Uint8Array, shapes: ShapeBackend): tf.Tensor {
  const { isOpening } = shapes;
  shapes.isOpening = false;
  try {
    return tf.io.decodeWeights(bytes.slice().buffer, [spec])[spec.name]!;
  } finally {
    shapes.isOpening = isOpening;
  }
}

/** A graph on the shape backend, with the values that its file gave alone. */
export async function graphOnShapes(file: ModelFile, shapes: ShapeBackend): Promise<tf.GraphModel> {
  const { trainingConfig: _training, weightsManifest: _manifest, ...rest } = file.json;
  const artifacts = { ...rest, modelTopology: file.topology } as tf.io.ModelArtifacts;
  const weights = file.weightSpecs.map((spec) => {
    const bytes = file.fewBytes?.get(spec.name);
    const tensor =
      bytes === undefined ? shapes.unknown(spec.shape, spec.dtype) : decoded(spec, bytes, shapes);
    return [spec.name, tensor] as const;
  });
  const model = new tf.GraphModel({ load: async () => artifacts });
  (model as unknown as Loading).loadWithWeightMap(artifacts, Object.fromEntries(weights));
  return model;
}
