/** @file Layers of which only the variables are known: a kernel that reads one belongs to its layer, any other to none. */
import type { NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import { ROOT, type Scopes } from './scopes.ts';
import type { KernelObserver } from './tap.ts';
import type { VariableLike, WeightTable } from './weights.ts';

/** Variables that were made for one layer, by their names in it. */
export interface NamedVariables {
  readonly layer: string;
  readonly variables: readonly {
    readonly name: string;
    readonly variable: VariableLike & { readonly trainable?: boolean };
  }[];
}

/** To be observed before what records: it says in which scope the kernel ran. */
export class VariableScopes implements KernelObserver {
  readonly #scopes: Scopes;
  readonly #weights: WeightTable;
  readonly #byData = new Map<object, NamedVariables>();
  /** Layers whose variables were read: others have no row. */
  readonly #scopeOf = new Map<NamedVariables, number>();

  constructor(scopes: Scopes, weights: WeightTable, layers: readonly NamedVariables[]) {
    this.#scopes = scopes;
    this.#weights = weights;
    for (const layer of layers)
      for (const { variable } of layer.variables) this.#byData.set(variable.dataId, layer);
  }

  enter(): void {}
  leave(): void {}

  record(_kernel: number, inputs: NamedTensorInfoMap | readonly TensorInfo[]): void {
    this.#scopes.current = this.#scopeOfInputs(inputs);
  }

  #scopeOfInputs(inputs: NamedTensorInfoMap | readonly TensorInfo[]): number {
    for (const input of Object.values(inputs)) {
      const layer = input === undefined ? undefined : this.#byData.get(input.dataId);
      if (layer !== undefined) return this.#scopeOf.get(layer) ?? this.#add(layer);
    }
    return ROOT;
  }

  #add(layer: NamedVariables): number {
    const scope = this.#scopes.add(ROOT, [layer.layer], 'layer', '');
    this.#scopeOf.set(layer, scope);
    for (const { name, variable } of layer.variables)
      this.#weights.add(scope, name, variable, { trainable: variable.trainable ?? null, frozen: false });
    return scope;
  }
}
