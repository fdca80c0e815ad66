/** @file A trace from start to end: recorder, layers, weights, and everything put back. */
import type { Weight } from '../core/parameters.ts';
import type { Probe, Trace } from '../core/trace.ts';
import { LayerScopes, type LayersModelLike } from './layer-scopes.ts';
import { Recorder, type Reads } from './recorder.ts';
import { observeKernels } from './tap.ts';
import { listenForScopes } from './user-scope.ts';
import { WeightTable } from './weights.ts';

export interface TracerOptions {
  readonly models: readonly LayersModelLike[];
  readonly reads: Reads;
  readonly probe?: Probe<unknown>;
}

/** Traces passes one after another; numbers of scopes, calls and entries are the same in all of them. */
export class Tracer {
  readonly #weights = new WeightTable();
  readonly #recorder: Recorder;
  readonly #layers: LayerScopes;

  /** @throws TfjsFlopsError `unsupported-tfjs` */
  constructor({ models, reads, probe }: TracerOptions) {
    this.#recorder = new Recorder(reads, this.#weights, probe ?? null);
    this.#layers = new LayerScopes(models, this.#recorder.scopes, this.#weights);
  }

  /** Taps kernels and layers until the returned function is called, which must happen whatever the pass does. */
  start(): () => void {
    this.#weights.refresh();
    const { scopes } = this.#recorder;
    const before = scopes.current;
    const undo: (() => void)[] = [() => (scopes.current = before)];
    const stop = (): void => {
      for (const restore of undo.splice(0).toReversed()) restore();
    };
    try {
      undo.push(observeKernels(this.#recorder));
      undo.push(this.#layers.patch());
      undo.push(listenForScopes(scopes));
    } catch (error) {
      stop();
      throw error;
    }
    return stop;
  }

  /** The pass since the last call. @throws whatever went wrong in recording it */
  takePass(): Trace {
    if (this.#recorder.fault !== undefined) throw this.#recorder.fault;
    return this.#recorder.takePass();
  }

  /** The scope in which calls of one of the `models` are noted. */
  scopeOf(model: LayersModelLike): number {
    return this.#layers.scopeOf(model);
  }

  weights(): readonly Weight[] {
    return this.#weights.list();
  }
}
