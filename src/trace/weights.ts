/**
 * @file Which tensors are a model's variables, by identity of the variable: a layer that two scopes share owns its
 * variables once, in the first of them.
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
  /** The data under which it is found. */
  data: object;
  isRead: boolean;
}

export class WeightTable {
  readonly #owned = new Map<VariableLike, Owned>();
  /** True spares the look-up of every input where no model is watched. */
  isEmpty = true;
  /** An assignment gives a variable new data: see `refresh` and `moved`. */
  readonly #byData = new Map<object, Owned>();
  readonly #passedOn = new WeakSet<object>();
  /** False spares the look-up where nothing was passed on, as on cpu and wasm. */
  #anyPassedOn = false;

  add(
    scope: number,
    name: string,
    variable: VariableLike,
    state: { trainable: boolean | null; frozen: boolean },
  ): void {
    const owner = this.#owned.get(variable);
    if (owner !== undefined) {
      owner.alsoIn.push(scope);
      return;
    }
    const data = variable.dataId;
    const owned = { name, variable, scope, alsoIn: [], ...state, data, isRead: false };
    this.#owned.set(variable, owned);
    this.#byData.set(data, owned);
    this.isEmpty = false;
  }

  has(variable: VariableLike): boolean {
    return this.#owned.has(variable);
  }

  /** The scope that owns the variable. */
  scopeOf(variable: VariableLike): number | undefined {
    return this.#owned.get(variable)?.scope;
  }

  /** Looks up the variable's data anew, after an assignment. */
  moved(variable: VariableLike): void {
    const owned = this.#owned.get(variable);
    if (owned !== undefined) this.#move(owned);
  }

  /** Looks up the data of all variables anew, before a pass. */
  refresh(): void {
    for (const owned of this.#owned.values()) if (owned.data !== owned.variable.dataId) this.#move(owned);
  }

  #move(owned: Owned): void {
    if (this.#byData.get(owned.data) === owned) this.#byData.delete(owned.data);
    owned.data = owned.variable.dataId;
    this.#byData.set(owned.data, owned);
  }

  /** True when the data is a variable's, which is then marked as read. */
  noteRead(data: object): boolean {
    const owned = this.#byData.get(data);
    if (owned === undefined) return this.#anyPassedOn && this.#passedOn.has(data);
    owned.isRead = true;
    return true;
  }

  /** Whether the data is a variable's, or one's elements under another name. */
  holds(data: object): boolean {
    return this.#byData.has(data) || this.#passedOn.has(data);
  }

  /** Notes outputs that hold a weight's elements, unchanged, under new data. */
  passOn(outputs: TensorInfo | readonly TensorInfo[]): void {
    for (const { dataId } of Array.isArray(outputs) ? (outputs as TensorInfo[]) : [outputs as TensorInfo]) {
      if (this.#byData.has(dataId)) continue;
      this.#passedOn.add(dataId);
      this.#anyPassedOn = true;
    }
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
      read: owned.isRead,
      diskBytes: diskBytes?.get(owned.name) ?? null,
    }));
  }
}
