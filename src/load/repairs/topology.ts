/**
 * @file Repairs Keras models that the official converter writes as layers models and that tfjs-layers 4.22 refuses or
 * reads past: only where the meaning is certain and a tfjs layer says exactly the same. Anything else is refused.
 */
import { TfjsFlopsError } from '../../core/errors.ts';
import type { Json } from '../../core/shape.ts';
import { repairLayerScale, repairStochasticDepth } from './applications.ts';
import { repairCalls, rewire } from './calls.ts';
import { repairIdentity, repairOperation, repairSubtract, refuseUnknown } from './classes.ts';
import { repairSeparable, refuseGroups, sayDilation } from './convolution.ts';
import { copyOf, fieldsAt, isFields, listAt, textAt, type Fields } from './fields.ts';
import { repairActivations, repairInitializers, repairRegularizers } from './functions.ts';
import { repairBatchShape, repairDtypePolicy, repairInputDtype } from './inputs.ts';
import { repairConv1DFormat, repairMultiplier } from './left-out.ts';
import { RepairLog, WAY_OUT } from './log.ts';
import {
  classOf,
  innerLayers,
  isModel,
  layersOf,
  nameOf,
  say,
  type File,
  type LayerRepair,
  type Model,
} from './model.ts';
import { repairNormalization } from './normalization.ts';
import { repairKeepdims } from './pooling.ts';
import { dropUnread } from './operation-layer.ts';
import { repairBidirectional, repairResetAfter, refuseResetAfter } from './recurrent.ts';
import { repairCategoryEncoding, repairCenterCrop, repairRandom, repairResizing } from './preprocessing.ts';
import { refuseOldNames, refuseReadPast, repairDataFormat, repairUpSampling } from './read-past.ts';
import { checkReferences } from './references.ts';
import { repairCausal, repairCropping1D, repairUpSampling1D, repairZeroPadding1D } from './sequences.ts';
import { repairLeakyReLU, repairReLU } from './slopes.ts';
import { placesOf } from './expected-weights.ts';
import { bare, namesOf, type FileWeight } from './weights.ts';

export interface RepairOptions {
  /** Whether tfjs's registry of classes has the name: layers, activations and initialisers are all in it. */
  readonly isKnown: (className: string) => boolean;
  /** The manifest's entries; `null` where no weights are read. */
  readonly weights: readonly FileWeight[] | null;
}

export interface Repaired {
  /** A copy; equal to the argument where nothing had to be repaired. */
  readonly topology: Json;
  /** One sentence per kind of repair, with the layers it affected. */
  readonly repairs: readonly string[];
  /** The file's name → the name that tfjs-layers gives the weight; names that agree are left out. */
  readonly weightNames: ReadonlyMap<string, string>;
  /** Entries of the file that belong to no weight of the model and have to be left out. */
  readonly unusedWeights: readonly string[];
}

/** The repairs of a layer, in this order: a later one reads what an earlier one wrote. */
export const LAYER_REPAIRS: Readonly<Record<string, LayerRepair>> = {
  repairBatchShape,
  repairDtypePolicy,
  repairInputDtype,
  repairOperation,
  repairIdentity,
  repairRandom,
  repairLayerScale,
  repairStochasticDepth,
  repairResizing,
  repairCenterCrop,
  repairCategoryEncoding,
  repairSubtract,
  repairZeroPadding1D,
  repairCropping1D,
  repairUpSampling1D,
  refuseOldNames,
  refuseReadPast,
  repairDataFormat,
  repairUpSampling,
  repairConv1DFormat,
  repairCausal,
  repairNormalization,
  repairSeparable,
  repairMultiplier,
  refuseGroups,
  sayDilation,
  repairLeakyReLU,
  repairReLU,
  repairResetAfter,
  refuseResetAfter,
  repairBidirectional,
  repairKeepdims,
  repairActivations,
  repairInitializers,
  repairRegularizers,
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
 * @param layerRepairs what is done to each layer, for tests that break one
 * @throws TfjsFlopsError `unsupported-model`: the first layer that cannot be repaired, and the way out; `invalid-model`
 *   where a call names no layer
 */
export function repairTopology(
  topology: Json,
  { isKnown, weights }: RepairOptions,
  layerRepairs: Readonly<Record<string, LayerRepair>> = LAYER_REPAIRS,
): Repaired {
  const copy = copyOf(topology);
  const root = isFields(copy) ? configOf(copy) : {};
  const version = versionOf(isFields(copy) ? copy : {});
  const isKeras3 = version === '' ? hasKeras3Signs(topology) : version.startsWith('3');
  const writer = version.startsWith('tfjs-layers') ? 'tfjs-layers' : `Keras ${isKeras3 ? 3 : 2}`;
  const file: File = {
    isKnown,
    isKeras3,
    isOfTfjs: writer === 'tfjs-layers',
    weightShapes: new Map(weights?.map(({ name, shape }) => [bare(name), shape])),
    log: new RepairLog(),
    named: `model.json is ${writer}`,
  };
  if (!isModel(classOf(root)))
    throw new TfjsFlopsError(
      'unsupported-model',
      `${file.named}; its class is "${classOf(root)}", not Sequential, Model or Functional`,
      { remedies: [WAY_OUT] },
    );
  const config = listed(root);
  const places = placesOf(config, '');
  repairModel(root, [], file, Object.values(layerRepairs));
  const { weightNames, unusedWeights } = namesOf(config, nameOf(root), places, weights ?? [], file);
  const repairs = file.log.sentences();
  const [first] = weightNames;
  if (first)
    repairs.push(`${weightNames.size} weights of the file named as tfjs does, as ${first[0]} is ${first[1]}`);
  if (unusedWeights.length > 0)
    repairs.push(`${unusedWeights.length} weights of the file left out: no layer of the model has them`);
  return { topology: copy, repairs, weightNames, unusedWeights };
}

const KERAS_3_SIGNS = ['"__keras_tensor__"', '"batch_shape"', '"DTypePolicy"'];

const hasKeras3Signs = (topology: Json): boolean => {
  const text = JSON.stringify(topology);
  return KERAS_3_SIGNS.some((sign) => text.includes(sign));
};

/** Version of the Keras that wrote the file; empty where the file does not give it. */
const versionOf = (topology: Fields): string =>
  textAt(topology, 'keras_version') || textAt(configOf(topology), 'keras_version');

function repairModel(
  layer: Fields,
  path: readonly string[],
  file: File,
  repairs: readonly LayerRepair[],
): void {
  const model: Model = {
    file,
    path,
    config: listed(layer),
    isSequential: classOf(layer) === 'Sequential',
    tensors: new Map(),
    shapes: new Map(),
    moved: new Map(),
    sized: new Set(),
  };
  for (const inner of layersOf(model)) {
    // Layers of a Sequential refer to none.
    if (!model.isSequential && textAt(inner, 'name') === '') inner['name'] = nameOf(inner);
    repairInner(inner, model, repairs);
  }
  repairCalls(model);
  checkReferences(model);
  for (const inner of layersOf(model)) for (const repair of repairs) repair(inner, model);
  rewire(model);
  dropUnread(model);
}

/** Nested models first, so that their shapes can be read; layers that a wrapper holds have no calls of their own. */
function repairInner(layer: Fields, model: Model, repairs: readonly LayerRepair[]): void {
  const path = [...model.path, nameOf(layer)];
  writeName(layer, model);
  if (isModel(classOf(layer))) return repairModel(layer, path, model.file, repairs);
  for (const inner of innerLayers(layer)) {
    repairInner(inner, { ...model, path }, repairs);
    if (isModel(classOf(inner))) continue;
    const alone: Model = { ...model, path, config: { layers: [inner] }, isSequential: true };
    for (const repair of repairs) repair(inner, alone);
    if (listAt(alone.config, 'layers').length > 1)
      throw new TfjsFlopsError(
        'unsupported-model',
        `${model.file.named}; "${path.join('.')}" wraps two layers`,
        { remedies: [WAY_OUT] },
      );
  }
}

/**
 * A layer's name stands beside its config, where other layers look for it, and in it, where tfjs takes it from. Where one
 * of them is missing, tfjs waits for the layer for ever, or makes a name up under which neither weights nor rows are found.
 */
function writeName(layer: Fields, model: Model): void {
  const name = nameOf(layer);
  const { config } = layer;
  if (name === '' || !isFields(config)) return;
  if (textAt(config, 'name') !== '') return;
  config['name'] = name;
  say(layer, model, "the layer's name written into its config");
}
