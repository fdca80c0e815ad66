/** @file Groups that hold one thing are that thing: `sequential_1` with its only model `model1` is `sequential_1.model1`. */
import { ITSELF, type Node } from './tree.ts';

export function withoutChains(node: Node): Node {
  const children = node.children.map(withoutChains);
  const [only] = children;
  if (only === undefined || children.length > 1) return { ...node, children };
  const name = only.name === ITSELF ? node.name : `${node.name}${node.separator}${only.name}`;
  return { ...only, name, outputs: node.outputs.length > 0 ? node.outputs : only.outputs };
}
