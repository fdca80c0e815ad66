/** @file Equal neighbours among the groups of a model: the blocks of a transformer, of a residual stage. */
import { OPS } from '../core/ops.ts';
import { nameList } from './format.ts';
import { isGroup, leavesOf, type Node } from './tree.ts';

const byNumber = new Intl.Collator('en-US', { numeric: true });

/** Equal strings: same leaf classes, output shapes and counted work, in the same order. */
const structureOf = (node: Node): string =>
  JSON.stringify(
    leavesOf(node).map(({ rows, outputs }) => [
      outputs,
      rows.map(({ className, counted, unknownCalls }) => [
        className,
        OPS.map((op) => counted[op]),
        unknownCalls,
      ]),
    ]),
  );

/** Neighbouring groups of equal structure together, anything else alone. */
export function equalNeighbours(nodes: readonly Node[]): Node[][] {
  const found: Node[][] = [];
  let previous = '';
  for (const node of nodes) {
    const structure = isGroup(node) ? structureOf(node) : '';
    if (structure !== '' && structure === previous) found.at(-1)?.push(node);
    else found.push([node]);
    previous = structure;
  }
  return found;
}

/** `block2 … block4 ×3`; numbered names in short: `block2…4 ×3`, in whatever order their first operations run. */
export function blocksName(blocks: readonly Node[]): string {
  const names = blocks.map(({ name }) => name);
  const inOrder = names.toSorted((a, b) => byNumber.compare(a, b));
  const first = /^(.*?)(\d+)$/.exec(inOrder[0] ?? '');
  const [stem, from] = [first?.[1] ?? '', Number(first?.[2])];
  const isCounted = inOrder.every((name, i) => name === `${stem}${from + i}`);
  return `${isCounted ? `${stem}${from}…${from + blocks.length - 1}` : nameList(names)} ×${blocks.length}`;
}
