/**
 * @file Layers as scopes. A model runs its layers by `apply`; a nested model, and a layer that holds others, runs
 * them by `call`: both are replaced on each layer instance, and `computeMask`, whose kernels belong to the layer too;
 * on the model itself also `predict`, which slices and joins batches.
 *
 * A layer that another one holds is a part of it: what TimeDistributed wraps, Bidirectional's two directions, a
 * recurrent layer's cell, those that a custom layer keeps in its fields; of a model that is held, all layers. A part's
 * path is its holder's and its own name, which tfjs makes `forward_…` and `backward_…` in Bidirectional; that of a
 * cell, which bears its holder's name, is `cell`. Weights stay with the holder, whose theory counts them.
 */
import { TfjsFlopsError } from '../core/errors.ts';
import type { Scope } from '../core/trace.ts';
import type { Scopes } from './scopes.ts';
import type { VariableLike, WeightTable } from './weights.ts';

interface LayerWeight {
  /** The one that files hold; `name` has a suffix where another model of the process has the same. */
  readonly originalName: string;
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
  build(inputShape: unknown): void;
}

/** A tfjs LayersModel (Sequential included), by its structure. */
export interface LayersModelLike extends LayerLike {
  readonly layers: readonly LayerLike[];
  predict(inputs: unknown, options?: unknown): unknown;
  predictOnBatch(inputs: unknown): unknown;
}

const CALLS = ['apply', 'call', 'computeMask'] as const;
const LAYER_METHODS = [...CALLS, 'build'] as const;
/** A Sequential is built by its first call, without a kernel: its layers are built when they are added. */
const MODEL_METHODS = [...CALLS, 'predict', 'predictOnBatch'] as const;

/** A custom layer may keep others in a field of that name: it does not predict. */
export const isLayersModel = (value: unknown): value is LayersModelLike =>
  typeof value === 'object' &&
  value !== null &&
  'layers' in value &&
  Array.isArray(value.layers) &&
  'predict' in value;

const isLayer = (value: unknown): value is LayerLike =>
  typeof value === 'object' &&
  value !== null &&
  'weights' in value &&
  [...LAYER_METHODS, 'getClassName'].every((name) => typeof Reflect.get(value, name) === 'function');

/** An InputLayer runs nothing and refuses `apply`. */
const runs = (layer: LayerLike): boolean => layer.getClassName() !== 'InputLayer';

const layersOf = ({ layers }: LayersModelLike): ReadonlyMap<LayerLike, readonly string[]> =>
  new Map(layers.filter(runs).map((layer) => [layer, layer.name.split('.')]));

/** The layers that a layer keeps in its fields, alone or in lists, by the steps of their paths. */
function heldBy(holder: LayerLike): ReadonlyMap<LayerLike, readonly string[]> {
  const held = new Map<LayerLike, readonly string[]>();
  const names = new Set<string>();
  for (const [field, value] of Object.entries(holder)) {
    // Bidirectional runs two copies of it.
    if (field === 'layer' && 'forwardLayer' in holder) continue;
    for (const layer of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (!isLayer(layer) || held.has(layer) || !runs(layer)) continue;
      const steps = field === 'cell' ? [field] : layer.name.split('.');
      const isTaken = names.has(steps.join('.'));
      held.set(layer, isTaken ? [...steps, String(held.size + 1)] : steps);
      names.add(steps.join('.'));
    }
  }
  return held;
}

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
  /** Where it stands first, rather than as a part. */
  home: number;
  #isPart = true;
  readonly own = new Set<number>();
  readonly byParent = new Map<number, number>();
  /** By the method that it replaces. */
  readonly watched = new Map<Method, Method>();

  constructor(layer: LayerLike, home: number) {
    this.layer = layer;
    this.home = home;
  }

  add(parent: number, { id, kind }: Scope): void {
    this.byParent.set(parent, id);
    this.own.add(id);
    if (!this.#isPart || kind === 'part') return;
    this.home = id;
    this.#isPart = false;
  }
}

/** Where a layer is added. */
interface Above {
  readonly scope: number;
  readonly trainable: boolean;
  readonly isPart: boolean;
  /** The layers and models around it, outermost first: one that refers to them does not hold them. */
  readonly around: readonly LayerLike[];
}

/**
 * Adds a scope for each model, each of its layers with their weights, and their parts. Made once per trace; `patch`
 * then watches the layers during a pass.
 */
export class LayerScopes {
  readonly #scopes: Scopes;
  readonly #weights: WeightTable;
  readonly #places = new Map<LayerLike, Place>();

  /**
   * @param isAlone whether nothing else is traced; else each model's name comes first in its paths
   * @throws TfjsFlopsError `unsupported-tfjs`
   */
  constructor(
    models: readonly LayersModelLike[],
    scopes: Scopes,
    weights: WeightTable,
    isAlone: boolean = models.length === 1,
  ) {
    this.#scopes = scopes;
    this.#weights = weights;
    const above: Above = { scope: scopes.current, trainable: true, isPart: false, around: [] };
    for (const model of models) this.#add(model, isAlone ? [] : model.name.split('.'), above);
  }

  /** The scope in which a model's own calls are noted. */
  scopeOf(model: LayersModelLike): number {
    return this.#places.get(model)!.home;
  }

  #add(layer: LayerLike, steps: readonly string[], above: Above): void {
    check(layer);
    const isModel = isLayersModel(layer);
    const kind = above.isPart ? 'part' : isModel ? 'model' : 'layer';
    const scope = this.#scopes.add(above.scope, steps, kind, layer.getClassName());
    const place = this.#places.get(layer) ?? new Place(layer, scope);
    this.#places.set(layer, place);
    place.add(above.scope, this.#scopes.list[scope]!);
    const trainable = above.trainable && layer.trainable;
    if (kind === 'layer') this.#addWeights(layer, scope, trainable);
    const around = [...above.around, layer];
    for (const [inner, steps] of isModel ? layersOf(layer) : heldBy(layer))
      if (!around.includes(inner))
        this.#add(inner, steps, { scope, trainable, isPart: above.isPart || !isModel, around });
  }

  #addWeights(layer: LayerLike, scope: number, trainable: boolean): void {
    const made = madeTrainable(layer);
    const now = new Set(trainable ? layer.trainableWeights.map((weight) => weight.read()) : []);
    for (const weight of layer.weights) {
      const variable = weight.read();
      const isTrainable = now.has(variable);
      this.#weights.add(scope, weight.originalName, variable, {
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
      watched =
        method === 'build'
          ? () => refuseBuilding(place.layer)
          : this.#watch(place, original, method !== 'computeMask');
      place.watched.set(original, watched);
    }
    layer[method] = watched;
    return () => {
      if (isOwn) layer[method] = original;
      else Reflect.deleteProperty(layer, method);
    };
  }

  #watch(place: Place, original: Method, isCall: boolean): Method {
    const scopes = this.#scopes;
    const { layer, own, byParent } = place;
    return (...args) => {
      const before = scopes.current;
      const around = layerScope(scopes, before);
      // `apply` runs `call`, which may run its class's parent's: one call of the layer.
      if (own.has(around)) return original.apply(layer, args);
      const scope = byParent.get(around) ?? place.home;
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

/** Initialisers are kernels too, and no part of a pass: models build their layers before they run, others may not. */
function refuseBuilding({ name }: LayerLike): never {
  throw new TfjsFlopsError(
    'invalid-input',
    `Layer "${name}" is built by its first call, which would count its initialisers. Run the model once before it is counted.`,
  );
}

/** The variables that a layer, or a layer inside it, made trainable, whether or not they still are. */
function madeTrainable(layer: LayerLike, seen = new Set<object>()): Set<VariableLike> {
  const found = new Set<VariableLike>();
  if (seen.has(layer)) return found;
  seen.add(layer);
  const held: unknown = Reflect.get(layer, '_trainableWeights');
  for (const weight of Array.isArray(held) ? (held as LayerWeight[]) : []) found.add(weight.read());
  for (const inner of (isLayersModel(layer) ? layersOf(layer) : heldBy(layer)).keys())
    for (const variable of madeTrainable(inner, seen)) found.add(variable);
  return found;
}
