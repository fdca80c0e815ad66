/** @file The weights of a graph that a node's input is, directly or through identities. */
import type { VariableLike } from './weights.ts';

interface NamedWeight {
  readonly name: string;
  readonly tensor: VariableLike;
}

interface NodeLike {
  readonly op: string;
  readonly inputNames: readonly string[];
}

/** The name of a node that stands before the number of its output. */
function nodeOf(input: string): string {
  const colon = input.indexOf(':');
  return colon < 0 ? input : input.slice(0, colon);
}

const NONE: readonly NamedWeight[] = [];

/** Of one graph, or of a function's body. Each node is looked at once, however long a chain of identities is. */
export class WeightsBehind {
  readonly #nodes: Readonly<Record<string, NodeLike>>;
  readonly #weights: Readonly<Record<string, readonly VariableLike[]>>;
  readonly #known = new Map<string, readonly NamedWeight[]>();

  constructor(
    nodes: Readonly<Record<string, NodeLike>>,
    weights: Readonly<Record<string, readonly VariableLike[]>>,
  ) {
    this.#nodes = nodes;
    this.#weights = weights;
  }

  of(input: string): readonly NamedWeight[] {
    let at = nodeOf(input);
    let found = this.#known.get(at);
    if (found !== undefined) return found;
    let node = this.#nodes[at];
    // Most inputs are what nodes computed: of those nothing is kept.
    if (node?.op !== 'Identity' && this.#weights[at] === undefined) return NONE;
    const passed: string[] = [];
    while (found === undefined) {
      // A circle of identities comes back here, and has none.
      this.#known.set(at, NONE);
      passed.push(at);
      const own = this.#own(at, node);
      if (own !== undefined || node?.op !== 'Identity') found = own ?? NONE;
      else {
        at = nodeOf(node.inputNames[0] ?? '');
        found = this.#known.get(at);
        if (found === undefined) node = this.#nodes[at];
      }
    }
    for (const name of passed) this.#known.set(name, found);
    return found;
  }

  /** A body's argument may have the name of a weight of the graph around it. */
  #own(name: string, node: NodeLike | undefined): readonly NamedWeight[] | undefined {
    if (node?.op === 'Placeholder') return undefined;
    return this.#weights[name]?.map((tensor) => ({ name, tensor }));
  }
}
