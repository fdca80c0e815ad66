/**
 * @file Layers as scopes. A model runs its layers by `apply`; a nested model, and a layer that holds others, runs
 * them by `call`. Both are replaced in the layers' classes, as is `computeMask`, whose kernels belong to the layer too;
 * in the model's class also `predict`, which slices and joins batches. Replacing methods in a few classes is cheaper
 * than in hundreds of layers, pass after pass; layers of other models pass through.
 */
import { TfjsFlopsError } from '../core/errors.ts';
import type { Scope } from '../core/trace.ts';
import { setOwnMethod, undoAll } from '../patch/own-property.ts';
import {
  checkLayer,
  heldBy,
  isLayersModel,
  layersOf,
  madeTrainable,
  variablesIn,
  methodsOf,
  type LayerLike,
  type LayersModelLike,
} from './layers-model.ts';
import { scopesAround } from '../core/scope-tree.ts';
import { ROOT, type Scopes } from './scopes.ts';
import type { WeightTable } from './weights.ts';

type Method = (this: LayerLike, ...args: unknown[]) => unknown;

/** A method, and the class or layer that defines it. */
interface Watched {
  readonly owner: Readonly<Record<string, Method>>;
  readonly name: string;
  /** Its replacement, by the method that it replaces. */
  readonly byOriginal: Map<Method, Method>;
}

function ownerOf(layer: LayerLike, name: string): Watched['owner'] {
  let owner: object = layer;
  while (!Object.hasOwn(owner, name)) owner = Object.getPrototypeOf(owner) as object;
  return owner as Watched['owner'];
}

/** The scopes in which one layer stands: more than one if nested models share it. */
class Place {
  /** The first scope in which it is a layer or model; that of its first part where it is only a part. */
  home: number;
  #isPart = true;
  readonly #own = new Set<number>();
  readonly #scopes: Scopes;
  /** By the scope in which it is called. */
  readonly #nearest = new Map<number, number>();

  constructor(home: number, scopes: Scopes) {
    this.home = home;
    this.#scopes = scopes;
  }

  add({ id, kind }: Pick<Scope, 'id' | 'kind'>): void {
    this.#nearest.clear();
    this.#own.add(id);
    if (!this.#isPart || kind === 'part') return;
    this.home = id;
    this.#isPart = false;
  }

  /** The scope of the layer where it is called; `null` inside itself. */
  scopeIn(around: number): number | null {
    if (this.#own.has(around)) return null;
    let nearest = this.#nearest.get(around);
    if (nearest === undefined) this.#nearest.set(around, (nearest = this.#nearestTo(around)));
    return nearest;
  }

  /**
   * The one in the scope, or in the nearest one around it that has the layer; of several the outermost. A Sequential calls
   * the layers of a model that it begins with itself: they are in that model, wherever else it stands.
   */
  #nearestTo(around: number): number {
    const { list } = this.#scopes;
    const chains = [...this.#own].map((own) => ({ own, chain: [...scopesAround(list, own)] }));
    for (const at of scopesAround(list, around)) {
      const within = chains.filter(({ chain }) => chain.includes(at));
      const layers = within.filter(({ own }) => list[own]!.kind !== 'part' || list[own]!.parent === at);
      const found = layers.length > 0 ? layers : within;
      const [outermost] = found.toSorted((a, b) => a.chain.length - b.chain.length);
      if (outermost !== undefined) return outermost.own;
    }
    // Whoever calls it from outside of all models calls it where it stands first.
    return this.home;
  }
}

/** The place in the tree at which a layer is added. */
interface Above {
  readonly scope: number;
  readonly trainable: boolean;
  readonly isPart: boolean;
  /** The layers and models around it, outermost first: one that refers to them does not hold them. */
  readonly around: readonly LayerLike[];
  /** The scope of the layer that holds a part, outermost. */
  readonly holder?: number;
}

/** A layer or a part of one, of which tfjs may not list all weights. */
interface Held {
  readonly layer: LayerLike;
  readonly isPart: boolean;
  readonly holder: number;
  readonly trainable: boolean;
}

/**
 * Adds a scope for each model, each of its layers with their weights, and their parts. Made once per trace; `patch`
 * then watches the layers during a pass, those of models that are added meanwhile too.
 */
export class LayerScopes {
  readonly #scopes: Scopes;
  readonly #weights: WeightTable;
  readonly #places = new Map<LayerLike, Place>();
  readonly #watched: Watched[] = [];
  readonly #held: Held[] = [];
  /** What restores the methods that are replaced; `null` between passes. */
  #undo: (() => void)[] | null = null;

  constructor(scopes: Scopes, weights: WeightTable) {
    this.#scopes = scopes;
    this.#weights = weights;
  }

  /**
   * Adds a model that is in no other one.
   * @returns its scope, whose path is empty
   * @throws TfjsFlopsError `unsupported-tfjs`
   */
  add(model: LayersModelLike): number {
    const known = this.#watched.length;
    const scope = this.#add(model, [], { scope: ROOT, trainable: true, isPart: false, around: [] });
    // Last, since a layer of a model that another one refers to owns its weights itself.
    for (const held of this.#held.splice(0)) this.#addHeld(held);
    if (this.#undo !== null)
      this.#undo.push(...this.#watched.slice(known).map((watched) => this.#replace(watched)));
    return scope;
  }

  has(model: LayerLike): boolean {
    return this.#places.has(model);
  }

  /** The models, nested ones included, each with the scope in which calls of it alone are noted. */
  get models(): readonly (readonly [LayersModelLike, number])[] {
    return [...this.#places].flatMap(([layer, { home }]) =>
      isLayersModel(layer) && this.#scopes.list[home]!.kind === 'model' ? [[layer, home] as const] : [],
    );
  }

  #add(layer: LayerLike, steps: readonly string[], above: Above): number {
    checkLayer(layer);
    const isModel = isLayersModel(layer);
    const kind = above.isPart ? 'part' : isModel ? 'model' : 'layer';
    const scope = this.#scopes.add(above.scope, steps, kind, layer.getClassName());
    const place = this.#places.get(layer) ?? new Place(scope, this.#scopes);
    this.#places.set(layer, place);
    this.#find(layer);
    place.add(this.#scopes.list[scope]!);
    const trainable = above.trainable && layer.trainable;
    if (kind === 'layer') this.#addWeights(layer, scope, trainable);
    const { holder = scope } = above;
    if (!isModel) this.#held.push({ layer, isPart: above.isPart, holder, trainable });
    const around = [...above.around, layer];
    for (const [inner, steps] of isModel ? layersOf(layer) : heldBy(layer))
      if (!around.includes(inner))
        this.#add(inner, steps, {
          scope,
          trainable,
          isPart: above.isPart || !isModel,
          around,
          ...((above.isPart || !isModel) && { holder }),
        });
    return scope;
  }

  /** What custom layers keep in their fields, layers and variables, is theirs, whether or not they tell tfjs. */
  #addHeld({ layer, isPart, holder, trainable }: Held): void {
    if (isPart) this.#addWeights(layer, holder, trainable, true);
    for (const variable of variablesIn(layer)) {
      if (this.#weights.has(variable)) continue;
      const isTrainable = trainable && variable.trainable;
      const state = { trainable: isTrainable, frozen: !isTrainable && variable.trainable };
      this.#weights.add(holder, variable.name, variable, state);
    }
  }

  #addWeights(layer: LayerLike, scope: number, trainable: boolean, isHeld = false): void {
    const made = madeTrainable(layer);
    const now = new Set(trainable ? layer.trainableWeights.map((weight) => weight.read()) : []);
    for (const weight of layer.weights) {
      const variable = weight.read();
      if (isHeld && this.#weights.has(variable)) continue;
      const isTrainable = now.has(variable);
      this.#weights.add(scope, weight.originalName, variable, {
        trainable: isTrainable,
        frozen: !isTrainable && made.has(variable),
      });
    }
  }

  /** Finds the methods of a layer where they are: in its class, in one above, or in itself. */
  #find(layer: LayerLike): void {
    for (const name of methodsOf(layer)) {
      const owner = ownerOf(layer, name);
      // The mask that all layers inherit runs no kernel.
      if (name === 'computeMask' && !(name in (Object.getPrototypeOf(owner) as object))) continue;
      if (this.#watched.some((known) => known.owner === owner && known.name === name)) continue;
      this.#watched.push({ owner, name, byOriginal: new Map() });
    }
  }

  /** Watches the layers. @returns what restores their methods, and those of their classes */
  patch(): () => void {
    const undo = (this.#undo = this.#watched.map((watched) => this.#replace(watched)));
    return () => {
      this.#undo = null;
      undoAll(undo);
    };
  }

  #replace({ owner, name, byOriginal }: Watched): () => void {
    const original = owner[name]!;
    // Made once for each method: V8's optimised code stays valid from pass to pass.
    let method = byOriginal.get(original);
    if (method === undefined) {
      method = name === 'build' ? this.#refuse(original) : this.#watch(original, name !== 'computeMask');
      byOriginal.set(original, method);
    }
    return setOwnMethod(owner, name, method);
  }

  #watch(original: Method, isCall: boolean): Method {
    const scopes = this.#scopes;
    const places = this.#places;
    return function (this: LayerLike, ...args) {
      // `apply` runs `call`, which may run its class's parent's: one call of the layer.
      const from = scopes.layer;
      const scope = places.get(this)?.scopeIn(from) ?? null;
      if (scope === null) return original.apply(this, args);
      if (scopes.onInputs !== null && scopes.list[scope]!.kind !== 'part') scopes.onInputs(args[0]);
      const before = scopes.current;
      scopes.current = scope;
      try {
        const outputs = original.apply(this, args);
        if (isCall) scopes.noteCall(scope, from, args[0], outputs);
        return outputs;
      } finally {
        scopes.current = before;
      }
    };
  }

  /** Initialisers run kernels that belong to no pass: models build their layers before they run, layers alone may not. */
  #refuse(original: Method): Method {
    const places = this.#places;
    return function (this: LayerLike, ...args) {
      if (!places.has(this) || isLayersModel(this)) return original.apply(this, args);
      throw new TfjsFlopsError(
        'invalid-input',
        `Layer "${this.name}" is built by its first call, which would count its initialisers`,
        { remedies: ['run the model once before it is counted'] },
      );
    };
  }
}
