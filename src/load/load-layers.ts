/** @file A repaired layers model, loaded by tfjs; what tfjs refuses is told with the layer at which it stopped. */
import * as tf from '@tensorflow/tfjs';
import { TfjsFlopsError } from '../core/errors.ts';
import { firstLineOf } from '../core/first-line.ts';
import type { Json, Shape } from '../core/shape.ts';
import { setOwnMethod } from '../patch/own-property.ts';
import { refuseSizes } from '../session/sizes.ts';
import { readTopology } from '../theory/layers/topology.ts';
import { artifactsOf } from './artifacts.ts';
import type { ModelFile } from './opened-model.ts';
import { WAY_OUT } from './repairs/log.ts';

const isOpenShape = (shape: Json | undefined): shape is readonly (number | null)[] =>
  Array.isArray(shape) && shape.every((dim) => dim === null || typeof dim === 'number');

/** The shapes of the inputs as the file declares them, open sizes as 1; empty where it declares none. */
function declaredInputs(topology: Json): readonly Shape[] {
  const { layers, inputs } = readTopology(topology);
  const shapes = inputs.map(({ layer }) => layers.get(layer)?.config['batch_input_shape']);
  return shapes.every(isOpenShape) ? shapes.map((shape) => shape.map((dim) => dim ?? 1)) : [];
}

/** What theory cannot read is left to tfjs. */
function inputsOrNone(topology: Json): readonly Shape[] {
  try {
    return declaredInputs(topology);
  } catch {
    return [];
  }
}

type Apply = (this: tf.layers.Layer, ...args: unknown[]) => unknown;

/** Loads again, and says at which layer tfjs stops; of layers within one another the innermost. */
async function stoppingLayer(load: () => Promise<tf.LayersModel>): Promise<tf.layers.Layer | null> {
  const stopped: tf.layers.Layer[] = [];
  const prototype = tf.layers.Layer.prototype as unknown as { readonly apply: Apply };
  const { apply } = prototype;
  const watched: Apply = function (...args) {
    try {
      return apply.apply(this, args);
    } catch (error) {
      stopped.push(this);
      throw error;
    }
  };
  const restore = setOwnMethod(prototype, 'apply', watched);
  try {
    (await load()).dispose();
  } catch {
    // It is the first error that is told.
  } finally {
    restore();
  }
  return stopped[0] ?? null;
}

/** tfjs walks its layers by recursion. */
const isTooDeep = (error: unknown): boolean =>
  error instanceof RangeError && firstLineOf(error).includes('call stack');

/** The reason, where tfjs gives one. */
const reasonOf = (error: unknown): string =>
  isTooDeep(error)
    ? 'it follows the layers by recursion, and more of them depend on one another than the stack holds'
    : firstLineOf(error) || 'it gives no reason';

/**
 * @param topology the repaired one
 * @param isStrict whether weights of the file that no layer has are refused
 * @throws TfjsFlopsError `unsupported-model`, for sizes that no machine has before anything is allocated
 */
export async function loadLayers(
  file: ModelFile,
  topology: Json,
  isStrict: boolean,
): Promise<tf.LayersModel> {
  const inputs = inputsOrNone(topology);
  if (inputs.length > 0) refuseSizes(file.location, { format: 'layers', topology, inputs });
  const load = (): Promise<tf.LayersModel> =>
    tf.loadLayersModel({ load: async () => artifactsOf(file, topology) }, { strict: isStrict });
  try {
    return await load();
  } catch (error) {
    const layer = await stoppingLayer(load);
    const where =
      layer === null || isTooDeep(error)
        ? file.location
        : `layer "${layer.name}" (${layer.getClassName()}) of ${file.location}`;
    throw new TfjsFlopsError(
      'unsupported-model',
      `TensorFlow.js ${tf.version_core} does not load ${where}: ${reasonOf(error)}`,
      { remedies: [WAY_OUT], cause: error },
    );
  }
}
