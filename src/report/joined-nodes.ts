/**
 * @file Graph nodes that make up one layer. A converted model has a node per operation; those of one layer
 * (`query/Tensordot/*` and `query/BiasAdd`, the ten of a layer norm) become one leaf.
 */
import { totalOperations } from '../core/ops.ts';
import type { LayerRow } from '../core/report.ts';
import { isGroup, lastOf, leavesOf, rowsOf, type Node } from './tree.ts';

const isContraction = ({ counted, theory }: LayerRow): boolean =>
  counted.multiplyAdds > 0 || (theory?.multiplyAdds ?? 0) > 0;

const computes = ({ counted, unknownCalls, parameters }: LayerRow): boolean =>
  totalOperations(counted) > 0 || unknownCalls > 0 || parameters.total > 0;

/**
 * One convolution or matrix product and what goes with it, or no such product at all. Where a second
 * group computes (an activation, a layer norm), both are layers of their own.
 */
function isOneLayer(group: Node): boolean {
  const rows = rowsOf(group);
  if (rows.some(({ kind }) => kind !== 'node')) return false;
  const contractions = rows.filter(isContraction).length;
  if (contractions > 1) return false;
  const busy = group.children.filter((child) => isGroup(child) && rowsOf(child).some(computes));
  return contractions === 0 || busy.length <= 1;
}

/** The outputs of the last leaf that computes, in the order of execution: shape arithmetic may follow it. */
const outputsOf = (group: Node): Node['outputs'] => {
  const leaves = leavesOf(group);
  return (lastOf(leaves.filter(({ rows }) => rows.some(computes))) ?? lastOf(leaves))?.outputs ?? [];
};

/** The same tree with each outermost group that is one layer as a leaf; groups of layers stay. */
export function joinNodes(node: Node): Node {
  if (!isGroup(node)) return node;
  if (isOneLayer(node)) return { ...node, rows: rowsOf(node), outputs: outputsOf(node), children: [] };
  const children = node.children.map(joinNodes);
  const outputs = node.separator === '/' ? outputsOf({ ...node, children }) : node.outputs;
  return { ...node, outputs, children };
}
