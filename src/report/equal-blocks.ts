/** @file Equal neighbours among the groups of a model: the blocks of a transformer, of a residual stage. */
import { OPS } from '../core/ops.ts';
import { nameList } from './format.ts';
import { isGroup, leavesOf, type Node } from './tree.ts';

const MOST_DIGITS = 15;

/** `block2` before `block10`. Not by `Intl.Collator`, whose first use takes 6 to 20 ms. */
const numbersPadded = (name: string): string =>
  name.replaceAll(/\d+/g, (digits) => digits.padStart(MOST_DIGITS, '0'));

const byNumber = (a: string, b: string): number => {
  const [left, right] = [numbersPadded(a), numbersPadded(b)];
  return left < right ? -1 : Number(left > right);
};

/** Equal strings: same leaf classes, output shapes and counted work, in the same order. */
export const structureOf = (node: Node): string =>
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

/** `block2…4` of names that count up by one, with numbers or with letters (`block4b…d`); `null` of others. */
function counted(names: readonly string[]): string | null {
  const [first = '', last = ''] = [names[0], names.at(-1)];
  const [, stem, from] = /^(.*?)(\d+)$/.exec(first) ?? /^(.*\d)([a-z])$/.exec(first) ?? [];
  if (stem === undefined || from === undefined) return null;
  const nth = (i: number): string =>
    /\d/.test(from) ? String(Number(from) + i) : String.fromCodePoint(from.codePointAt(0)! + i);
  return names.every((name, i) => name === `${stem}${nth(i)}`)
    ? `${stem}${from}…${last.slice(stem.length)}`
    : null;
}

/** `block2 … wide ×3`; counted names in short: `block2…4 ×3`, in whatever order their first operations run. */
export function blocksName(blocks: readonly Node[]): string {
  const names = blocks.map(({ name }) => name);
  const inOrder = names.toSorted(byNumber);
  // Sequences have the names of their first and last members.
  const ends = names.map((name) => name.split(' … '));
  const isSequences = ends.every(({ length }) => length > 1);
  const list = isSequences ? `${ends[0]![0]} … ${ends.at(-1)!.at(-1)}` : nameList(names);
  return `${counted(inOrder) ?? list} ×${blocks.length}`;
}
