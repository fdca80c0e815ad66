/**
 * @file All kernels of a page whose models nobody knows: a report of kernels, and of the layers whose variables they read.
 */
import { unknownLeaks } from '../core/leaks.ts';
import type { Trace } from '../core/trace.ts';
import { FORMULAS } from '../formulas/table.ts';
import { readsOf } from '../profile/cost.ts';
import { Tracer } from '../trace/tracer.ts';
import { layersOfVariables } from './unheld/variables.ts';
import type { LiveHeader, Parts } from './model-passes.ts';

export class PageKernels {
  readonly #tracer = new Tracer({
    models: [],
    reads: readsOf(FORMULAS),
    variables: layersOfVariables(),
  });
  readonly #stop = this.#tracer.start();
  #trace: Trace | null = null;

  /** A call of a model was seen: its report is the better one. */
  drop(): void {
    this.#stop();
  }

  end(): void {
    this.#stop();
    this.#trace = this.#tracer.takePass();
  }

  /** `null` where no kernel ran. */
  parts(header: LiveHeader): Parts | null {
    if (this.#trace === null || this.#trace.entries.length === 0) return null;
    return [
      {
        trace: this.#trace,
        weights: this.#tracer.weights(),
        architectures: [],
        memory: null,
        leaks: unknownLeaks('no call of a model was seen'),
        timeOf: () => null,
        wall: null,
      },
      { ...header, inputs: [] },
    ];
  }
}
