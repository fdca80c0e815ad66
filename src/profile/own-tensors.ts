/** @file What passes return and may be disposed of: the tensors that they made, not those that their caller holds. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { tensorsIn } from '../session/tensors-in.ts';
import { engine } from '../trace/engine.ts';

/** The number of the next tensor: tensors are numbered in the order in which they are made. */
export function nextTensorId(): number {
  const id: unknown = Reflect.get(engine().constructor, 'nextTensorId');
  return typeof id === 'number' ? id : 0;
}

/** Variables have `assign`, in every copy of tfjs. */
const isKept = (tensor: Tensor): boolean => tensor.kept || 'assign' in tensor;

/**
 * The results of passes, disposed of one pass late: a tensor that the next pass returns again, or reads (the state of a
 * recurrent function), is its caller's. Variables, kept tensors and those that are older than the pass are never touched.
 */
export class PassResults {
  #waiting: readonly Tensor[] = [];

  /**
   * Takes the result of a pass, and disposes of what the pass before it made.
   * @param since `nextTensorId()` before the pass
   */
  take(result: unknown, since: number): void {
    const tensors = tensorsIn(result);
    const again = new Set(tensors);
    this.#dispose(this.#waiting.filter((tensor) => !again.has(tensor)));
    this.#waiting = tensors.filter((tensor) => tensor.id >= since);
  }

  /** Disposes of what the last pass made. */
  end(): void {
    this.#dispose(this.#waiting);
    this.#waiting = [];
  }

  #dispose(tensors: readonly Tensor[]): void {
    for (const tensor of tensors) if (!isKept(tensor) && !tensor.isDisposed) tensor.dispose();
  }
}

/** Disposes of a result that comes too late for `PassResults`. */
export function disposeOwn(result: unknown, since: number): void {
  const results = new PassResults();
  results.take(result, since);
  results.end();
}
