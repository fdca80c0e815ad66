/**
 * @file Variables that a layer reads and nobody lists: a custom layer keeps them, or layers that have them, in a closure, a
 * private field or an object of a class of its own; a function keeps them without any layer. The first layer that reads one
 * while it runs forward owns it, unless it is an input that the layer was given, as an image that is trained; of what is
 * read outside layers, the scope that the user opened, or the root.
 */
import type { NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import { scopesAround } from '../core/scope-tree.ts';
import { ROOT, type Scopes } from './scopes.ts';
import type { KernelObserver } from './tap.ts';
import { tapeEngine } from './tape-engine.ts';
import type { VariableLike, WeightTable } from './weights.ts';

interface Registered extends VariableLike {
  readonly name: string;
  readonly trainable: boolean;
}

/** Whose kernels may read variables of their own. */
const OWNERS: ReadonlySet<string> = new Set(['layer', 'user', 'root']);

/** To be observed before what records, which looks up what a weight is. */
export class UnlistedVariables implements KernelObserver {
  readonly #scopes: Scopes;
  readonly #weights: WeightTable;
  readonly #byData = new Map<object, Registered>();
  /** Those that there are now and no layer owns: of an optimizer, of other models, or of a layer that tells nobody. */
  constructor(scopes: Scopes, weights: WeightTable) {
    this.#scopes = scopes;
    this.#weights = weights;
    for (const variable of Object.values(tapeEngine().registeredVariables) as Registered[])
      if (!weights.has(variable)) this.#byData.set(variable.dataId, variable);
  }

  get isEmpty(): boolean {
    return this.#byData.size === 0;
  }

  /** Watches what layers are given. @returns what ends that */
  patch(): () => void {
    this.#scopes.onInputs = (inputs) => {
      for (const input of Array.isArray(inputs) ? (inputs as unknown[]) : [inputs])
        this.#byData.delete((input as { readonly dataId?: object } | null | undefined)?.dataId ?? this);
    };
    return () => (this.#scopes.onInputs = null);
  }

  enter(): void {}
  leave(): void {}

  record(_kernel: number, inputs: NamedTensorInfoMap | readonly TensorInfo[]): void {
    for (const input of Object.values(inputs)) {
      const variable = input === undefined ? undefined : this.#byData.get(input.dataId);
      if (variable !== undefined) this.#own(variable);
    }
  }

  #own(variable: Registered): void {
    const { phase, current, list } = this.#scopes;
    const around = [...scopesAround(list, current)].map((scope) => list[scope]!);
    // A part's are its holder's; of what a model itself or a graph's node reads nothing is known.
    const owner = around.find(({ kind }) => kind !== 'part') ?? list[ROOT]!;
    if (phase !== 'forward' || !OWNERS.has(owner.kind)) return;
    if (this.#weights.has(variable)) return;
    const { name, trainable } = variable;
    this.#weights.add(owner.id, name, variable, { trainable, frozen: false });
  }
}
