/**
 * @file Mends Keras models that the official converter writes as layers models and that tfjs-layers 4.22 refuses or
 * reads past: only where the meaning is certain and a tfjs layer says exactly the same. Anything else is refused.
 */
import { TfjsFlopsError } from '../../core/errors.ts';
import type { Json } from '../../core/shape.ts';
import { mendCalls, rewire } from './calls.ts';
import { mendIdentity, mendOperation, refuseUnknown } from './classes.ts';
import { mendSeparable, refuseGroups } from './convolution.ts';
import { copyOf, fieldsAt, isFields, listAt, textAt, type Fields } from './fields.ts';
import { mendActivations, mendInitializers, mendRegularizers } from './functions.ts';
import { mendBatchShape, mendDtypePolicy, mendInputDtype } from './inputs.ts';
import { MendLog, WAY_OUT } from './log.ts';
import {
  classOf,
  innerLayers,
  isModel,
  layersOf,
  nameOf,
  type File,
  type LayerMend,
  type Model,
} from './model.ts';
import { mendNormalization } from './normalization.ts';
import { mendKeepdims } from './pooling.ts';
import { mendBidirectional, refuseResetAfter } from './recurrent.ts';
import { mendLeakyReLU, mendReLU } from './slopes.ts';
import { placesOf } from './expected-weights.ts';
import { namesOf, type Entry } from './weights.ts';

export interface MendOptions {
  /** Whether tfjs's registry of classes has the name: layers, activations and initialisers are all in it. */
  readonly isKnown: (className: string) => boolean;
  /** The manifest's entries; `null` where no weights are read. */
  readonly weights: readonly Entry[] | null;
}

export interface Mended {
  /** A copy; equal to the argument where nothing had to be mended. */
  readonly topology: Json;
  /** One sentence a kind of mend, with the layers that it befell. */
  readonly mends: readonly string[];
  /** The file's name → the name that tfjs-layers gives the weight; names that agree are left out. */
  readonly weightNames: ReadonlyMap<string, string>;
  /** Entries of the file that belong to no weight of the model and have to be left out. */
  readonly unusedWeights: readonly string[];
}

/** In this order: a later one reads what an earlier one wrote. */
export const LAYER_MENDS: Readonly<Record<string, LayerMend>> = {
  mendBatchShape,
  mendDtypePolicy,
  mendInputDtype,
  mendOperation,
  mendIdentity,
  mendNormalization,
  mendSeparable,
  refuseGroups,
  mendLeakyReLU,
  mendReLU,
  refuseResetAfter,
  mendBidirectional,
  mendKeepdims,
  mendActivations,
  mendInitializers,
  mendRegularizers,
  refuseUnknown,
};

const configOf = (topology: Fields): Fields =>
  isFields(topology['model_config']) ? topology['model_config'] : topology;

/** The list of layers, also where a Sequential model of old has it for its config. */
function listed(model: Fields): Fields {
  const { config } = model;
  return Array.isArray(config) ? { layers: config } : fieldsAt(model, 'config');
}

/**
 * @param topology `modelTopology` of a `model.json`; it is not changed
 * @param layerMends what is done to each layer, for tests that break one
 * @throws TfjsFlopsError `unsupported-model`: the first layer that cannot be mended, and the way out; `invalid-model`
 *   where a call names no layer
 */
export function mendTopology(
  topology: Json,
  { isKnown, weights }: MendOptions,
  layerMends: Readonly<Record<string, LayerMend>> = LAYER_MENDS,
): Mended {
  const copy = copyOf(topology);
  const root = isFields(copy) ? configOf(copy) : {};
  const version = versionOf(isFields(copy) ? copy : {});
  const isKeras3 = version === '' ? hasKeras3Signs(topology) : version.startsWith('3');
  const writer = version.startsWith('tfjs-layers') ? 'tfjs-layers' : `Keras ${isKeras3 ? 3 : 2}`;
  const file: File = { isKnown, isKeras3, log: new MendLog(), named: `model.json is ${writer}` };
  if (!isModel(classOf(root)))
    throw new TfjsFlopsError(
      'unsupported-model',
      `${file.named}; its class is "${classOf(root)}", not Sequential, Model or Functional. ${WAY_OUT}`,
    );
  const config = listed(root);
  const places = placesOf(config, '');
  mendModel(root, [], file, Object.values(layerMends));
  const { weightNames, unusedWeights } = namesOf(config, nameOf(root), places, weights ?? [], file);
  const mends = file.log.sentences();
  const [first] = weightNames;
  if (first)
    mends.push(`${weightNames.size} weights of the file named as tfjs does, as ${first[0]} is ${first[1]}`);
  if (unusedWeights.length > 0)
    mends.push(`${unusedWeights.length} weights of the file left out: no layer of the model has them`);
  return { topology: copy, mends, weightNames, unusedWeights };
}

const KERAS_3_SIGNS = ['"__keras_tensor__"', '"batch_shape"', '"DTypePolicy"'];

const hasKeras3Signs = (topology: Json): boolean => {
  const text = JSON.stringify(topology);
  return KERAS_3_SIGNS.some((sign) => text.includes(sign));
};

/** Of the library that wrote the file; empty where it does not say. */
const versionOf = (topology: Fields): string =>
  textAt(topology, 'keras_version') || textAt(configOf(topology), 'keras_version');

function mendModel(layer: Fields, path: readonly string[], file: File, mends: readonly LayerMend[]): void {
  const model: Model = {
    file,
    path,
    config: listed(layer),
    isSequential: classOf(layer) === 'Sequential',
    tensors: new Map(),
    shapes: new Map(),
    moved: new Map(),
  };
  for (const inner of layersOf(model)) mendInner(inner, model, mends);
  mendCalls(model);
  for (const inner of layersOf(model)) for (const mend of mends) mend(inner, model);
  rewire(model);
}

/** Nested models first, so that their shapes can be read; layers that a wrapper holds have no calls of their own. */
function mendInner(layer: Fields, model: Model, mends: readonly LayerMend[]): void {
  const path = [...model.path, nameOf(layer)];
  if (isModel(classOf(layer))) return mendModel(layer, path, model.file, mends);
  for (const inner of innerLayers(layer)) {
    mendInner(inner, { ...model, path }, mends);
    if (isModel(classOf(inner))) continue;
    const alone: Model = { ...model, path, config: { layers: [inner] }, isSequential: true };
    for (const mend of mends) mend(inner, alone);
    if (listAt(alone.config, 'layers').length > 1)
      throw new TfjsFlopsError(
        'unsupported-model',
        `${model.file.named}; "${path.join('.')}" wraps two layers. ${WAY_OUT}`,
      );
  }
}
