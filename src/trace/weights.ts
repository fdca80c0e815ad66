/**
 * @file Which tensors are a model's variables, by identity of the variable: a layer that two scopes share owns
 * its variables once, in the scope that comes first.
 */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Weight } from '../core/parameters.ts';
import type { DType, Shape } from '../core/shape.ts';

/** What we use of a tf.Variable. */
export interface VariableLike {
  readonly dataId: object;
  readonly shape: Shape;
  readonly dtype: string;
}

interface Owned {
  readonly name: string;
  readonly variable: VariableLike;
  readonly scope: number;
  readonly alsoIn: number[];
  readonly trainable: boolean | null;
  readonly frozen: boolean;
}

export class WeightTable {
  readonly #owned = new Map<VariableLike, Owned>();
  /** Spares the look-up of every input where no model is watched. */
  isEmpty = true;
  /** An assignment gives a variable new data: see `refresh` and `moved`. */
  #byData = new WeakMap<object, Owned>();
  readonly #passedOn = new WeakSet<object>();
  /** Spares the look-up where nothing was passed on, as on cpu and wasm. */
  #anyPassedOn = false;
  readonly #read = new Set<Owned>();
  readonly #everRead = new Set<Owned>();

  add(
    scope: number,
    name: string,
    variable: VariableLike,
    state: { trainable: boolean | null; frozen: boolean },
  ): void {
    const owner = this.#owned.get(variable);
    if (owner === undefined) this.#owned.set(variable, { name, variable, scope, alsoIn: [], ...state });
    else owner.alsoIn.push(scope);
  }

  has(variable: VariableLike): boolean {
    return this.#owned.has(variable);
  }

  /** The scope that owns the variable. */
  scopeOf(variable: VariableLike): number | undefined {
    return this.#owned.get(variable)?.scope;
  }

  /** The variable was assigned to: looks up its data anew. */
  moved(variable: VariableLike): void {
    const owned = this.#owned.get(variable);
    if (owned !== undefined) this.#byData.set(variable.dataId, owned);
  }

  /** Looks up the data of all variables anew, before a pass. */
  refresh(): void {
    this.#byData = new WeakMap([...this.#owned.values()].map((owned) => [owned.variable.dataId, owned]));
    this.isEmpty = this.#owned.size === 0;
  }

  /** True when the data is a variable's, which is then marked as read. */
  noteRead(data: object): boolean {
    const owned = this.#byData.get(data);
    if (owned === undefined) return this.#anyPassedOn && this.#passedOn.has(data);
    this.#read.add(owned);
    return true;
  }

  /** A kernel wrote a weight's elements, as they are, under new data. */
  passOn(outputs: TensorInfo | readonly TensorInfo[]): void {
    for (const { dataId } of Array.isArray(outputs) ? (outputs as TensorInfo[]) : [outputs as TensorInfo]) {
      if (this.#byData.has(dataId)) continue;
      this.#passedOn.add(dataId);
      this.#anyPassedOn = true;
    }
  }

  /** Names of the variables read since the last call. */
  takeRead(): readonly string[] {
    const names = [...this.#owned.values()].filter((owned) => this.#read.has(owned)).map(({ name }) => name);
    for (const owned of this.#read) this.#everRead.add(owned);
    this.#read.clear();
    return names;
  }

  /** @param diskBytes by the name of the weight, where the model came from a file */
  list(diskBytes?: ReadonlyMap<string, number>): readonly Weight[] {
    return [...this.#owned.values()].map((owned) => ({
      name: owned.name,
      shape: [...owned.variable.shape],
      dtype: owned.variable.dtype as DType,
      scope: owned.scope,
      alsoIn: owned.alsoIn,
      trainable: owned.trainable,
      frozen: owned.frozen,
      read: this.#everRead.has(owned),
      diskBytes: diskBytes?.get(owned.name) ?? null,
    }));
  }
}
