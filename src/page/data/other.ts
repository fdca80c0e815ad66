/** @file Neighbours that cost nothing, as the printed table has them: together in `other`, which opens to them. */
import { isCostless } from '../../report/fold.ts';
import type { Sums } from '../../report/sums.ts';
import { rowsOf, type Node } from '../../report/tree.ts';

/** The same tree with one group for such children, the last of its parent; each of these groups is added to `others`. */
export function withOther(node: Node, whole: Sums, others: Set<Node>): Node {
  const costless = node.children.filter((child) => isCostless({ rows: rowsOf(child) }, whole));
  const rest = node.children.filter((child) => !costless.includes(child));
  // A group of nothing else would open to one row.
  if (costless.length < 2 || rest.length === 0)
    return { ...node, children: node.children.map((child) => withOther(child, whole, others)) };
  const other: Node = {
    name: 'other',
    path: [...node.path, 'other'],
    separator: node.separator,
    rows: [],
    outputs: [],
    children: costless,
  };
  others.add(other);
  return { ...node, children: [...rest.map((child) => withOther(child, whole, others)), other] };
}
