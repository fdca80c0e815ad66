/**
 * @file Whose a weight is: the first node in the file's order that takes it, directly or through identities, owns it.
 * A frozen graph does not say what was trainable, and holds shapes, axes and tables beside parameters.
 */
import { isParameter, type Parameters } from '../../core/parameters.ts';
import { sizeOf } from '../../core/shape.ts';
import type { WeightEntry } from '../../core/theory.ts';
import { sourcesOf, type GraphNodes } from './graph-def.ts';

/** The weight that a node is, or that it passes on. */
function weightBehind(
  name: string,
  nodes: GraphNodes,
  weights: ReadonlyMap<string, WeightEntry>,
): string | null {
  const seen = new Set<string>();
  for (let at: string | undefined = name; at !== undefined && !seen.has(at);) {
    if (weights.has(at)) return at;
    seen.add(at);
    const node = nodes.get(at);
    at = node?.op === 'Identity' ? node.inputs[0]?.node : undefined;
  }
  return null;
}

/** Nodes that compute nothing of their own own nothing. */
const OWNS_NOTHING = new Set(['Const', 'Placeholder', 'Identity']);

/** The parameters that each node owns. Weights that no node takes have no owner. */
export function ownedParameters(
  nodes: GraphNodes,
  weights: ReadonlyMap<string, WeightEntry>,
): ReadonlyMap<string, Parameters> {
  const ownerless = new Map(weights);
  const owned = new Map<string, Parameters>();
  for (const node of nodes.values()) {
    let total = 0;
    for (const source of OWNS_NOTHING.has(node.op) ? [] : sourcesOf(node)) {
      const weight = ownerless.get(weightBehind(source, nodes, weights) ?? '');
      if (weight === undefined) continue;
      ownerless.delete(weight.name);
      if (isParameter(weight)) total += sizeOf(weight.shape);
    }
    owned.set(node.name, { trainable: null, nonTrainable: null, frozen: 0, total });
  }
  return owned;
}
