/**
 * @file Who made the tensors of a pass that are still there later. A tensor is known by itself, so that a view has a maker
 * of its own; a variable that is assigned to stays the one that it was.
 */
import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import type { LeakMaker } from '../core/leaks.ts';
import { setOwnMethod } from '../patch/own-property.ts';
import type { Outputs } from './distinct-call.ts';
import { engine } from './engine.ts';
import type { Scopes } from './scopes.ts';
import { kernelName, type KernelObserver } from './tap.ts';
import { tapeEngine } from './tape-engine.ts';
import { bytesAlive } from './tracked-bytes.ts';

interface Maker {
  readonly scope: number;
  readonly kernel: string | null;
}

const listOf = (outputs: Outputs): readonly TensorInfo[] =>
  Array.isArray(outputs) ? (outputs as readonly TensorInfo[]) : [outputs as TensorInfo];

/** Variables have `assign`, in every copy of tfjs. */
const isVariable = (tensor: Tensor): boolean => 'assign' in tensor;

/** `engine().disposeVariables()` does not tell the variables. */
const isAlive = (tensor: Tensor): boolean =>
  !tensor.isDisposed && engine().state.tensorInfo.has(tensor.dataId);

export class Makers implements KernelObserver {
  readonly #scopes: Scopes;
  readonly #since: number;
  readonly #made = new Map<Tensor, Maker>();
  /** What the kernel that ran last gave, of which the engine makes tensors next. */
  #last: { readonly maker: Maker; readonly outputs: readonly TensorInfo[] } | null = null;

  /** @param since the number of the first tensor that the pass makes */
  constructor(scopes: Scopes, since: number) {
    this.#scopes = scopes;
    this.#since = since;
  }

  /** Watches the engine count its tensors. @returns what restores its method */
  patch(): () => void {
    const shared = tapeEngine();
    const original = shared.trackTensor;
    return setOwnMethod(shared, 'trackTensor', (tensor, backend) => {
      original.call(shared, tensor, backend);
      this.#track(tensor as Tensor);
    });
  }

  enter(): void {}

  leave(): void {}

  record(kernel: number, _inputs: unknown, _attrs: unknown, outputs: Outputs): void {
    const maker = { scope: this.#scopes.current, kernel: kernelName(kernel) };
    const made = listOf(outputs);
    this.#last = { maker, outputs: made };
    // Those of tfjs-node are tensors already, which the engine has counted.
    for (const output of made) if (this.#made.has(output as Tensor)) this.#made.set(output as Tensor, maker);
  }

  #track(tensor: Tensor): void {
    if (tensor.id < this.#since || this.#made.has(tensor)) return;
    const last = isVariable(tensor) ? null : this.#last;
    const isOfKernel = last?.outputs.some(({ dataId }) => dataId === tensor.dataId) ?? false;
    this.#made.set(tensor, isOfKernel ? last!.maker : { scope: this.#scopes.current, kernel: null });
  }

  /** These are their caller's. */
  returned(tensors: readonly Tensor[]): void {
    for (const tensor of tensors) this.#made.delete(tensor);
  }

  /** Those that are alive now, by scope and kernel. */
  alive(): readonly LeakMaker[] {
    const byMaker = new Map<string, LeakMaker>();
    for (const [tensor, { scope, kernel }] of this.#made) {
      if (!isAlive(tensor)) continue;
      const isKept = tensor.kept || isVariable(tensor);
      const key = `${scope} ${isKept} ${kernel ?? ''}`;
      const { tensors, bytes } = byMaker.get(key) ?? { tensors: 0, bytes: 0 };
      const all = (bytes ?? Number.NaN) + bytesAlive(tensor);
      byMaker.set(key, {
        scope,
        kernel,
        isKept,
        tensors: tensors + 1,
        bytes: Number.isFinite(all) ? all : null,
      });
    }
    return [...byMaker.values()];
  }
}
