/**
 * @file Runs of equal neighbours among the groups of a model: the blocks of a transformer, of a residual
 * stage.
 */
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
export function runsOf(nodes: readonly Node[]): Node[][] {
  const runs: Node[][] = [];
  let previous = '';
  for (const node of nodes) {
    const structure = isGroup(node) ? structureOf(node) : '';
    if (structure !== '' && structure === previous) runs.at(-1)?.push(node);
    else runs.push([node]);
    previous = structure;
  }
  return runs;
}

/** `block2 … block4 ×3`; counted names in short: `block2…4 ×3`, in whatever order their first operations run. */
export function runName(run: readonly Node[]): string {
  const names = run.map(({ name }) => name);
  const inOrder = names.toSorted((a, b) => byNumber.compare(a, b));
  const first = /^(.*?)(\d+)$/.exec(inOrder[0] ?? '');
  const [stem, from] = [first?.[1] ?? '', Number(first?.[2])];
  const isCounted = inOrder.every((name, i) => name === `${stem}${from + i}`);
  return `${isCounted ? `${stem}${from}…${from + run.length - 1}` : nameList(names)} ×${run.length}`;
}
