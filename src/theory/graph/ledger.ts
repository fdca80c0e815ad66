/** @file What the walk finds, node by node: how often each ran, and on which shapes. */
import { sameShape, type Shape } from '../../core/shape.ts';
import type { Reason } from '../../core/reason.ts';
import type { LayerUse } from '../../core/theory.ts';
import type { Work } from '../../core/work.ts';
import type { GraphNode } from './graph-def.ts';
import type { GraphTensor } from './tensor.ts';

interface Open {
  inputs: readonly Shape[];
  outputs: readonly Shape[];
  work: Work;
  calls: number;
}

export type Entry = { readonly uses: readonly LayerUse[] } | { readonly why: Reason };

const shapesOf = (tensors: readonly GraphTensor[]): readonly Shape[] => tensors.map(({ shape }) => shape);

const same = (one: readonly Shape[], other: readonly Shape[]): boolean =>
  one.length === other.length && one.every((shape, i) => sameShape(shape, other[i]!));

const sameWork = (one: Work, other: Work): boolean =>
  one === other || JSON.stringify(one) === JSON.stringify(other);

export class Ledger {
  readonly #uses = new Map<GraphNode, Open[]>();
  readonly #reasons = new Map<GraphNode, Reason>();
  #muted = 0;

  /** A run of a node. */
  add(node: GraphNode, inputs: readonly GraphTensor[], outputs: readonly GraphTensor[], work: Work): void {
    if (this.#muted > 0) return;
    const [taken, given] = [shapesOf(inputs), shapesOf(outputs)];
    const uses = this.#uses.get(node) ?? [];
    if (uses.length === 0) this.#uses.set(node, uses);
    const known = uses.find(
      (use) => same(use.inputs, taken) && same(use.outputs, given) && sameWork(use.work, work),
    );
    if (known === undefined) uses.push({ inputs: taken, outputs: given, work, calls: 1 });
    else known.calls++;
  }

  /** Of a node that is not derivable once, nothing is said. */
  refuse(node: GraphNode, why: Reason): void {
    if (this.#muted === 0 && !this.#reasons.has(node)) this.#reasons.set(node, why);
  }

  /** What a node gives may be known where it is not known whether it runs. */
  quietly<T>(run: () => T): T {
    this.#muted++;
    try {
      return run();
    } finally {
      this.#muted--;
    }
  }

  get isMuted(): boolean {
    return this.#muted > 0;
  }

  /** A node that was not reached does not run: it has no uses. */
  entryOf(node: GraphNode): Entry {
    const why = this.#reasons.get(node);
    return why === undefined ? { uses: this.#uses.get(node) ?? [] } : { why };
  }
}
