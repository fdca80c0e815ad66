/**
 * @file Layers as scopes. A model runs its layers by `apply`, a nested model runs its own by `call`: both are
 * replaced on each layer instance, and `computeMask`, whose kernels belong to the layer too; on the model itself
 * also `predict`, which slices and joins batches.
 */
import { TfjsFlopsError } from '../core/errors.ts';
import type { Scopes } from './scopes.ts';
import type { VariableLike, WeightTable } from './weights.ts';

interface LayerWeight {
  readonly name: string;
  read(): VariableLike;
}

/** What we use of a tfjs layer: no class is imported, since bundles bring copies of their own. */
export interface LayerLike {
  readonly name: string;
  readonly trainable: boolean;
  readonly weights: readonly LayerWeight[];
  readonly trainableWeights: readonly LayerWeight[];
  getClassName(): string;
  apply(inputs: unknown, kwargs?: unknown): unknown;
  call(inputs: unknown, kwargs: unknown): unknown;
  computeMask(inputs: unknown, mask?: unknown): unknown;
}

/** A tfjs LayersModel (Sequential included), by its structure. */
export interface LayersModelLike extends LayerLike {
  readonly layers: readonly LayerLike[];
  predict(inputs: unknown, options?: unknown): unknown;
  predictOnBatch(inputs: unknown): unknown;
}

const LAYER_METHODS = ['apply', 'call', 'computeMask'] as const;
const MODEL_METHODS = [...LAYER_METHODS, 'predict', 'predictOnBatch'] as const;

export const isLayersModel = (value: unknown): value is LayersModelLike =>
  typeof value === 'object' && value !== null && 'layers' in value && Array.isArray(value.layers);

const methodsOf = (layer: LayerLike): readonly string[] =>
  isLayersModel(layer) ? MODEL_METHODS : LAYER_METHODS;

/** @throws TfjsFlopsError `unsupported-tfjs` when a layer lacks what we replace or read */
function check(layer: LayerLike): void {
  const isMissing = (name: string): boolean => typeof Reflect.get(layer, name) !== 'function';
  const missing = [...methodsOf(layer), 'getClassName'].filter(isMissing);
  if (!Array.isArray(layer.weights)) missing.push('weights');
  if (missing.length === 0) return;
  throw new TfjsFlopsError(
    'unsupported-tfjs',
    `Layer "${layer.name}" has no ${missing.join(', ')}. Layers of TensorFlow.js 4.22 and later 4.x are supported; check the version.`,
  );
}

type Method = (...args: unknown[]) => unknown;

/** One layer instance and the scopes in which it stands: more than one if nested models share it. */
class Place {
  readonly layer: LayerLike;
  /** Where it stands first. */
  readonly home: number;
  readonly own = new Set<number>();
  readonly byParent = new Map<number, number>();
  /** By the method that it replaces. */
  readonly watched = new Map<Method, Method>();

  constructor(layer: LayerLike, home: number) {
    this.layer = layer;
    this.home = home;
  }

  add(parent: number, scope: number): void {
    this.byParent.set(parent, scope);
    this.own.add(scope);
  }
}

/**
 * Adds a scope for each model and each of its layers, with their weights. With several models each model's name
 * comes first in its paths. Made once per trace; `patch` then watches the layers during a pass.
 */
export class LayerScopes {
  readonly #scopes: Scopes;
  readonly #weights: WeightTable;
  readonly #places = new Map<LayerLike, Place>();

  constructor(models: readonly LayersModelLike[], scopes: Scopes, weights: WeightTable) {
    this.#scopes = scopes;
    this.#weights = weights;
    for (const model of models) this.#add(model, scopes.current, models.length === 1 ? '' : model.name, true);
  }

  /** The scope in which a model's own calls are noted. */
  scopeOf(model: LayersModelLike): number {
    return this.#places.get(model)!.home;
  }

  #add(layer: LayerLike, parent: number, name: string, parentTrainable: boolean): void {
    check(layer);
    const kind = isLayersModel(layer) ? 'model' : 'layer';
    const scope = this.#scopes.add(parent, name === '' ? [] : name.split('.'), kind, layer.getClassName());
    const place = this.#places.get(layer) ?? new Place(layer, scope);
    this.#places.set(layer, place);
    place.add(parent, scope);
    const trainable = parentTrainable && layer.trainable;
    if (!isLayersModel(layer)) this.#addWeights(layer, scope, trainable);
    else
      for (const inner of layer.layers)
        // An InputLayer runs nothing and refuses `apply`.
        if (inner.getClassName() !== 'InputLayer') this.#add(inner, scope, inner.name, trainable);
  }

  #addWeights(layer: LayerLike, scope: number, trainable: boolean): void {
    const made = madeTrainable(layer);
    const now = new Set(trainable ? layer.trainableWeights.map((weight) => weight.read()) : []);
    for (const weight of layer.weights) {
      const variable = weight.read();
      const isTrainable = now.has(variable);
      this.#weights.add(scope, weight.name, variable, {
        trainable: isTrainable,
        frozen: !isTrainable && made.has(variable),
      });
    }
  }

  /** Watches the layers; returns what gives them back their own methods. */
  patch(): () => void {
    const undo: (() => void)[] = [];
    for (const place of this.#places.values())
      for (const method of methodsOf(place.layer)) undo.push(this.#replace(place, method));
    return () => {
      for (const restore of undo.toReversed()) restore();
    };
  }

  #replace(place: Place, method: string): () => void {
    const layer = place.layer as unknown as Record<string, Method>;
    const isOwn = Object.hasOwn(layer, method);
    const original = layer[method]!;
    // Made once for each method: optimised code stays good from pass to pass.
    let watched = place.watched.get(original);
    if (watched === undefined) {
      watched = this.#watch(place, original, method !== 'computeMask');
      place.watched.set(original, watched);
    }
    layer[method] = watched;
    return () => {
      if (isOwn) layer[method] = original;
      else Reflect.deleteProperty(layer, method);
    };
  }

  #watch({ layer, home, own, byParent }: Place, original: Method, isCall: boolean): Method {
    const scopes = this.#scopes;
    return (...args) => {
      const before = scopes.current;
      // `apply` runs `call`, which may run its class's parent's: one call of the layer.
      if (own.has(layerScope(scopes, before))) return original.apply(layer, args);
      const scope = byParent.get(before) ?? home;
      scopes.current = scope;
      try {
        const outputs = original.apply(layer, args);
        if (isCall) scopes.noteCall(scope, args[0], outputs);
        return outputs;
      } finally {
        scopes.current = before;
      }
    };
  }
}

/** The scope itself, or the one in which a caller opened it. */
function layerScope(scopes: Scopes, current: number): number {
  let scope = current;
  while (scopes.list[scope]!.kind === 'user') scope = scopes.list[scope]!.parent!;
  return scope;
}

/**
 * The variables that a layer, or a layer inside it, made trainable, whether or not they still are. tfjs keeps
 * them in `_trainableWeights`; wrappers and recurrent layers hold others in these fields.
 */
function madeTrainable(layer: object, seen = new Set<object>()): Set<VariableLike> {
  const found = new Set<VariableLike>();
  if (seen.has(layer)) return found;
  seen.add(layer);
  const held: unknown = Reflect.get(layer, '_trainableWeights');
  for (const weight of Array.isArray(held) ? (held as LayerWeight[]) : []) found.add(weight.read());
  for (const field of ['layer', 'cell', 'cells', 'forwardLayer', 'backwardLayer', 'layers']) {
    const value: unknown = Reflect.get(layer, field);
    for (const inner of Array.isArray(value) ? value : [value])
      if (typeof inner === 'object' && inner !== null)
        for (const v of madeTrainable(inner, seen)) found.add(v);
  }
  return found;
}
