/**
 * @file Live memory during a pass, its peak and the peak's scope: the bytes that `tf.memory()` reports right after each
 * kernel. The engine counts tensors, not their data: a view (Reshape, Identity) adds its bytes although it shares
 * its input's data, complex tensors and kernels' strings add none. Memory that a kernel allocates and frees while it
 * runs, and tensors made and disposed of between two kernels, are not seen.
 */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { engine } from './engine.ts';
import type { KernelObserver } from './tap.ts';
import { trackedBytes } from './tracked-bytes.ts';

/** A kernel gives descriptions, of which the engine makes tensors, or tensors, which it has counted already. */
const isTensor = (output: TensorInfo): boolean => 'rank' in output;

/** Where a kernel belongs. */
export interface Place {
  readonly scope: number;
  readonly entry: number;
}

export class LiveBytes implements KernelObserver {
  readonly #now: () => Place;
  #entryBytes: number[] = [];
  #beforeBytes = 0;
  #peakBytes = 0;
  #peakScope = 0;

  /** @param now where the kernel that ran last belongs */
  constructor(now: () => Place) {
    this.#now = now;
  }

  /** Starts a pass: the bytes that are alive now are its peak until a kernel exceeds them. */
  start(): void {
    this.#beforeBytes = engine().state.numBytes;
    this.#peakBytes = this.#beforeBytes;
    this.#peakScope = this.#now().scope;
    this.#entryBytes = [];
  }

  /** Bytes that were alive at `start`. */
  get beforeBytes(): number {
    return this.#beforeBytes;
  }

  /** Bytes, never fewer than `beforeBytes`. */
  get peakBytes(): number {
    return this.#peakBytes;
  }

  /** The scope of the first kernel that reached the peak; the scope at `start` if none exceeded `beforeBytes`. */
  get peakScope(): number {
    return this.#peakScope;
  }

  /** By the number of an entry, the most bytes that were alive right after one of its kernels. */
  get entryBytes(): readonly number[] {
    return this.#entryBytes;
  }

  enter(): void {}

  leave(): void {}

  record(
    _kernel: number,
    _inputs: unknown,
    _attrs: unknown,
    outputs: TensorInfo | readonly TensorInfo[],
  ): void {
    let bytes = engine().state.numBytes;
    // The engine counts a kernel's outputs when the kernel has returned, which is after this.
    for (const output of Array.isArray(outputs) ? (outputs as TensorInfo[]) : [outputs as TensorInfo])
      if (!isTensor(output)) bytes += trackedBytes(output.shape, output.dtype);
    const { scope, entry } = this.#now();
    this.#entryBytes[entry] = Math.max(this.#entryBytes[entry] ?? 0, bytes);
    if (bytes <= this.#peakBytes) return;
    this.#peakBytes = bytes;
    this.#peakScope = scope;
  }
}
