/**
 * @file Whose a weight is: the first node in the file's order that takes it, directly or through identities, owns it. A
 * control edge takes nothing.
 * A frozen graph does not say what was trainable, and holds shapes, axes and tables beside parameters.
 */
import { isParameter, type Parameters } from '../../core/parameters.ts';
import { sizeOf } from '../../core/shape.ts';
import type { WeightEntry } from '../../core/theory.ts';
import type { GraphNode, GraphNodes } from './graph-def.ts';

/** The weight that a node is, or that it passes on. */
function weightBehind(
  name: string,
  nodes: GraphNodes,
  weights: ReadonlyMap<string, WeightEntry>,
): string | null {
  const seen = new Set<string>();
  for (let at: string | undefined = name; at !== undefined && !seen.has(at);) {
    const node = nodes.get(at);
    // A body's argument may have the name of a weight of the graph around it.
    if (weights.has(at) && node?.op !== 'Placeholder') return at;
    seen.add(at);
    at = node?.op === 'Identity' ? node.inputs[0]?.node : undefined;
  }
  return null;
}

/** Nodes that compute nothing of their own own nothing. */
const OWNS_NOTHING = new Set(['Const', 'Placeholder', 'Identity']);

/**
 * The parameters that each node owns. Weights that no node takes have no owner.
 * @param graphs the graph, then the functions that its nodes call
 */
export function ownedParameters(
  graphs: readonly GraphNodes[],
  weights: ReadonlyMap<string, WeightEntry>,
): ReadonlyMap<GraphNode, Parameters> {
  const ownerless = new Map(weights);
  const owned = new Map<GraphNode, Parameters>();
  for (const nodes of graphs)
    for (const node of nodes.values()) own(node, nodes, { weights, ownerless, owned });
  return owned;
}

interface Ownership {
  readonly weights: ReadonlyMap<string, WeightEntry>;
  readonly ownerless: Map<string, WeightEntry>;
  readonly owned: Map<GraphNode, Parameters>;
}

function own(node: GraphNode, nodes: GraphNodes, { weights, ownerless, owned }: Ownership): void {
  let total = 0;
  for (const { node: source } of OWNS_NOTHING.has(node.op) ? [] : node.inputs) {
    const weight = ownerless.get(weightBehind(source, nodes, weights) ?? '');
    if (weight === undefined) continue;
    ownerless.delete(weight.name);
    if (isParameter(weight)) total += sizeOf(weight.shape);
  }
  owned.set(node, { trainable: null, nonTrainable: null, frozen: 0, total });
}
