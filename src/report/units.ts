/**
 * @file Groups of graph nodes that belong together. A converted model has a node per operation; those of one layer
 * (`query/Tensordot/*` and `query/BiasAdd`, the ten of a layer norm) become one leaf.
 */
import { totalOperations } from '../core/ops.ts';
import type { LayerRow } from '../core/report.ts';
import { isGroup, leavesOf, rowsOf, type Node } from './tree.ts';

const isContraction = ({ counted, theory }: LayerRow): boolean =>
  counted.multiplyAdds > 0 || (theory?.multiplyAdds ?? 0) > 0;

const computes = ({ counted, unknownCalls, parameters }: LayerRow): boolean =>
  totalOperations(counted) > 0 || unknownCalls > 0 || parameters.total > 0;

/**
 * One convolution or matrix product and what goes with it, or none at all. Where another group beside that with the
 * contraction computes (an activation, a layer norm), they are layers of their own.
 */
function isUnit(group: Node): boolean {
  const rows = rowsOf(group);
  if (rows.some(({ kind }) => kind !== 'node')) return false;
  const contractions = rows.filter(isContraction).length;
  if (contractions > 1) return false;
  const busy = group.children.filter((child) => isGroup(child) && rowsOf(child).some(computes));
  return contractions === 0 || busy.length <= 1;
}

/** What comes last of those that compute: shape arithmetic may come later. */
const outputsOf = (group: Node): Node['outputs'] => {
  const leaves = leavesOf(group);
  return (leaves.findLast(({ rows }) => rows.some(computes)) ?? leaves.at(-1))?.outputs ?? [];
};

/** The same tree with each outermost group that is one layer as a leaf; groups of layers stay. */
export function joinUnits(node: Node): Node {
  if (!isGroup(node)) return node;
  if (isUnit(node)) return { ...node, rows: rowsOf(node), outputs: outputsOf(node), children: [] };
  const children = node.children.map(joinUnits);
  const outputs = node.separator === '/' ? (children.at(-1)?.outputs ?? []) : node.outputs;
  return { ...node, outputs, children };
}
