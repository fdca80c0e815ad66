/**
 * @file What we use of tfjs-layers' models and layers, by their structure: no class is imported, since bundles bring
 * copies of their own.
 *
 * A layer that another one holds is a part of it: what TimeDistributed wraps, Bidirectional's two directions, a
 * recurrent layer's cell, the layers that a custom layer keeps in its fields, all layers of a model that is held. A
 * part's path is its holder's and its own name, which tfjs makes `forward_…` and `backward_…` in Bidirectional; the path
 * of a cell, which has its holder's name, ends with `cell`. Weights stay with the holder, whose theory counts them.
 */
import { layerPaths } from '../core/layer-path.ts';
import { lacks } from './lacks.ts';
import type { VariableLike } from './weights.ts';

/** A weight of a layer. */
export interface LayerWeight {
  /** The one that files hold; `name` has a suffix where another model of the process has the same. */
  readonly originalName: string;
  readonly trainable?: boolean;
  read(): VariableLike;
}

/** A tfjs layer. */
export interface LayerLike {
  readonly name: string;
  readonly trainable: boolean;
  readonly weights: readonly LayerWeight[];
  readonly trainableWeights: readonly LayerWeight[];
  getClassName(): string;
  apply(inputs: unknown, kwargs?: unknown): unknown;
  call(inputs: unknown, kwargs: unknown): unknown;
  computeMask(inputs: unknown, mask?: unknown): unknown;
  build(inputShape: unknown): void;
}

/** A tfjs LayersModel (Sequential included), by its structure. */
export interface LayersModelLike extends LayerLike {
  readonly layers: readonly LayerLike[];
  predict(inputs: unknown, options?: unknown): unknown;
  predictOnBatch(inputs: unknown): unknown;
  /** What a file would hold of the model. */
  toJSON(unused: null, returnString: false): unknown;
}

const CALLS = ['apply', 'call', 'computeMask'] as const;
const LAYER_METHODS = [...CALLS, 'build'] as const;
/** A Sequential is built by its first call, without a kernel: its layers are built when they are added. */
const MODEL_METHODS = [...CALLS, 'predict', 'predictOnBatch'] as const;

/** A custom layer may keep others in a field `layers`, but has no `predict`. */
export const isLayersModel = (value: unknown): value is LayersModelLike =>
  typeof value === 'object' &&
  value !== null &&
  'layers' in value &&
  'predict' in value &&
  Array.isArray(value.layers);

const isLayer = (value: unknown): value is LayerLike =>
  typeof value === 'object' &&
  value !== null &&
  'weights' in value &&
  [...LAYER_METHODS, 'getClassName'].every((name) => typeof Reflect.get(value, name) === 'function');

/** An InputLayer runs nothing and refuses `apply`. */
const runs = (layer: LayerLike): boolean => layer.getClassName() !== 'InputLayer';

/** A model's layers, by the steps of their paths. */
export function layersOf({ layers }: LayersModelLike): ReadonlyMap<LayerLike, readonly string[]> {
  const running = layers.filter(runs);
  const paths = layerPaths(running.map(({ name }) => name));
  return new Map(running.map((layer) => [layer, paths.get(layer.name)!]));
}

/** How deep lists, objects and maps within one another are looked through. */
const DEEPEST = 4;

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

const NONE: readonly unknown[] = [];

/** What a field holds: itself, or what is in a list, a plain object, a map or a set. */
function inField(value: unknown, depth = DEEPEST): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return NONE;
  const isCollection = Array.isArray(value) || value instanceof Map || value instanceof Set;
  if (!isCollection && !isPlain(value)) return [value];
  if (depth === 0) return NONE;
  const found: unknown[] = [];
  for (const one of isCollection ? value.values() : Object.values(value))
    for (const each of inField(one, depth - 1)) found.push(each);
  return found;
}

/** The layers that a layer keeps in its fields, alone or in lists, objects and maps, by the steps of their paths. */
export function heldBy(holder: LayerLike): ReadonlyMap<LayerLike, readonly string[]> {
  const held = new Map<LayerLike, readonly string[]>();
  const names = new Set<string>();
  for (const [field, value] of Object.entries(holder)) {
    // Bidirectional runs two copies of it.
    if (field === 'layer' && 'forwardLayer' in holder) continue;
    for (const layer of inField(value)) {
      if (!isLayer(layer) || held.has(layer) || !runs(layer)) continue;
      const steps = field === 'cell' ? [field] : layer.name.split('.');
      const isTaken = names.has(steps.join('.'));
      held.set(layer, isTaken ? [...steps, String(held.size + 1)] : steps);
      names.add(steps.join('.'));
    }
  }
  return held;
}

/** A `tf.Variable`. */
interface OwnVariable extends VariableLike {
  readonly name: string;
  readonly trainable: boolean;
}

const isVariable = (value: unknown): value is OwnVariable =>
  typeof value === 'object' &&
  value !== null &&
  'dataId' in value &&
  'assign' in value &&
  typeof Reflect.get(value, 'trainable') === 'boolean';

/** The variables that a custom layer keeps in its fields, alone or in lists, objects and maps, without telling tfjs. */
export const variablesIn = (layer: LayerLike): readonly OwnVariable[] =>
  Object.values(layer).flatMap((value: unknown) => inField(value).filter(isVariable));

export const methodsOf = (layer: LayerLike): readonly string[] =>
  isLayersModel(layer) ? MODEL_METHODS : LAYER_METHODS;

/** @throws TfjsFlopsError `unsupported-tfjs` when a layer lacks what we replace or read */
export function checkLayer(layer: LayerLike): void {
  const isMissing = (name: string): boolean => typeof Reflect.get(layer, name) !== 'function';
  const missing = [...methodsOf(layer), 'getClassName'].filter(isMissing);
  if (!Array.isArray(layer.weights)) missing.push('weights');
  if (missing.length > 0) throw lacks(`Layer "${layer.name}"`, missing);
}

/** The variables that a layer, or a layer inside it, made trainable, whether or not they still are. */
export function madeTrainable(layer: LayerLike, seen = new Set<object>()): Set<VariableLike> {
  const found = new Set<VariableLike>();
  if (seen.has(layer)) return found;
  seen.add(layer);
  const held: unknown = Reflect.get(layer, '_trainableWeights');
  for (const weight of Array.isArray(held) ? (held as LayerWeight[]) : []) found.add(weight.read());
  for (const inner of (isLayersModel(layer) ? layersOf(layer) : heldBy(layer)).keys())
    for (const variable of madeTrainable(inner, seen)) found.add(variable);
  return found;
}

/**
 * Of the variables that a layer, or a layer inside it, made trainable, whether each still is: a model that is frozen as a
 * whole freezes the variables of its layers, and the layers still say that they are trainable.
 */
export function stillTrainable(layer: LayerLike, around: readonly LayerLike[] = []): readonly boolean[] {
  if (around.includes(layer)) return [];
  const within = [...around, layer];
  const isTrainable = within.every(({ trainable }) => trainable);
  const held: unknown = Reflect.get(layer, '_trainableWeights');
  const own = (Array.isArray(held) ? (held as LayerWeight[]) : []).map(
    (weight) => isTrainable && weight.trainable !== false,
  );
  return [...own, ...[...heldBy(layer).keys()].flatMap((inner) => stillTrainable(inner, within))];
}

/** A symbolic tensor builds a model and runs none. */
export const isSymbolic = (value: unknown): boolean =>
  [value].flat().some((item) => typeof item === 'object' && item !== null && 'sourceLayer' in item);

/** A Sequential builds itself by its first call; its layers are built when they are added, or by that call. */
export const isBuilt = ({ layers }: LayersModelLike): boolean =>
  layers.every((layer) => (isLayersModel(layer) ? isBuilt(layer) : Reflect.get(layer, 'built') !== false));
