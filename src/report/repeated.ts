/** @file Sequences of several blocks that repeat: the two convolutions and the addition of a residual block, eight times. */
import { structureOf } from './equal-blocks.ts';
import { isGroup, lastOf, leavesOf, rowsOf, type Node } from './tree.ts';

/** Blocks in one sequence. */
const LONGEST = 8;

const hasWork = (node: Node): boolean => rowsOf(node).some(({ counted }) => counted.multiplyAdds > 0);

/** How often the sequence of `length` nodes that begins at `start` occurs one after the other. */
function times(structures: readonly string[], start: number, length: number): number {
  let count = 1;
  const isEqual = (at: number): boolean =>
    structures.slice(start, start + length).every((structure, i) => structures[at + i] === structure);
  while (start + (count + 1) * length <= structures.length && isEqual(start + count * length)) count++;
  return count;
}

const sequenceOf = (members: readonly Node[]): Node => ({
  name: `${members[0]?.name} … ${members.at(-1)?.name}`,
  path: members[0]?.path.slice(0, -1) ?? [],
  separator: '_',
  rows: [],
  outputs: lastOf(members.flatMap(leavesOf))?.outputs ?? [],
  children: members.flatMap((member) => (isGroup(member) ? member.children : [member])),
});

/** The same nodes, each sequence of a repetition as one block; equal neighbours of one block stay what they are. */
export function repeated(nodes: readonly Node[]): readonly Node[] {
  const below = nodes.map((node) =>
    isGroup(node) && node.separator !== '_' ? { ...node, children: repeated(node.children) } : node,
  );
  const structures = below.map(structureOf);
  const found: Node[] = [];
  for (let start = 0; start < below.length;) {
    const lengths = Array.from({ length: LONGEST - 1 }, (_, i) => i + 2);
    const length = lengths.find(
      (each) =>
        times(structures, start, each) > 1 &&
        below.slice(start, start + each).some(hasWork) &&
        new Set(structures.slice(start, start + each)).size > 1,
    );
    const count = length === undefined ? 1 : times(structures, start, length);
    for (let i = 0; i < count; i++)
      found.push(
        length === undefined
          ? below[start]!
          : sequenceOf(below.slice(start + i * length, start + (i + 1) * length)),
      );
    start += count * (length ?? 1);
  }
  return found;
}
