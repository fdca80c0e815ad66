/**
 * @file How many more tensors there are after a pass than before it, by the engine's own count, without those that it
 * returned: these are its caller's, who disposes of them when he likes.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import { engine } from '../trace/engine.ts';
import { bytesAlive } from '../trace/tracked-bytes.ts';

/** NaN where tfjs has lost count. */
export interface Growth {
  readonly tensors: number;
  readonly bytes: number;
}

export class Growths {
  /** Of the passes, in their order. */
  readonly list: Growth[] = [];
  readonly #since: number;
  /** What passes returned and is alive, with its bytes. */
  readonly #held = new Map<Tensor, number>();
  readonly #seen = new WeakSet<Tensor>();

  /** @param since the number of the first tensor that the first pass makes */
  constructor(since: number) {
    this.#since = since;
  }

  /** Begins a pass. @returns what ends it, to be called with the tensors that it returned */
  begin(): (returned: readonly Tensor[]) => void {
    this.#takeDisposed();
    const { numTensors, numBytes } = engine().state;
    return (returned) => {
      const now = engine().state;
      // The caller disposes of what he has from earlier passes: that makes up for nothing that this one leaves.
      const disposed = this.#takeDisposed();
      const own = this.#hold(returned);
      this.list.push({
        tensors: now.numTensors - numTensors + disposed.tensors - own.tensors,
        bytes: now.numBytes - numBytes + disposed.bytes - own.bytes,
      });
    };
  }

  #takeDisposed(): Growth {
    let [tensors, all] = [0, 0];
    for (const [tensor, bytes] of this.#held) {
      if (!tensor.isDisposed) continue;
      this.#held.delete(tensor);
      tensors++;
      all += bytes;
    }
    return { tensors, bytes: all };
  }

  /** A tensor of an earlier pass that is returned late is the caller's from now on. */
  #hold(returned: readonly Tensor[]): Growth {
    let [tensors, all] = [0, 0];
    for (const tensor of returned) {
      if (tensor.id < this.#since || tensor.isDisposed || this.#seen.has(tensor)) continue;
      const bytes = bytesAlive(tensor);
      this.#seen.add(tensor);
      this.#held.set(tensor, bytes);
      tensors++;
      all += bytes;
    }
    return { tensors, bytes: all };
  }
}
