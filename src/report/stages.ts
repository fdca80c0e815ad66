/**
 * @file Stages: layers whose maps have one size, as a last resort for a long list of layers with made-up names. The
 * cheapest stages are folded first, until a screen holds the table, so that what costs keeps lines of its own.
 */
import { endOf, lastOf, leavesOf, rowsOf, type Node } from './tree.ts';

/** Sizes of the map, without batch and channels; `null` where there is none. */
const mapOf = ({ outputs: [output] }: Node): string | null =>
  output !== undefined && output.length > 2 ? output.slice(1, -1).join('×') : null;

/** Whatever has neither multiply-adds nor parameters is among `other`, and ends no stage. */
const hasCost = (node: Node): boolean =>
  rowsOf(node).some(
    ({ counted, parameters, unknownCalls }) =>
      counted.multiplyAdds > 0 || parameters.total > 1 || unknownCalls > 0,
  );

const multiplyAddsOf = (members: readonly Node[]): number =>
  members.flatMap(rowsOf).reduce((sum, { counted }) => sum + counted.multiplyAdds, 0);

const stageOf = (name: string, members: readonly Node[]): Node => ({
  name,
  path: members[0]?.path.slice(0, -1) ?? [],
  separator: '_',
  rows: [],
  outputs: lastOf(members.flatMap(leavesOf))?.outputs ?? [],
  children: members,
});

/** `conv2d_3 … conv2d_9`, in the order of execution; a repetition has the names of its first and last members already. */
function spanOf(members: readonly Node[]): string {
  const inOrder = members.toSorted((a, b) => endOf(a) - endOf(b));
  const [first, last] = [inOrder[0]?.name ?? '', inOrder.at(-1)?.name ?? ''];
  return `${first.split(' … ')[0] ?? ''} … ${last.split(' … ').at(-1) ?? ''}`;
}

/** Runs of neighbours with maps of one size, but for what has no cost. */
function neighbours(nodes: readonly Node[]): Node[][] {
  const runs: Node[][] = [];
  let last: string | null = null;
  for (const node of nodes.filter(hasCost)) {
    const map = mapOf(node);
    if (map !== null && map === last) runs.at(-1)!.push(node);
    else runs.push([node]);
    last = map;
  }
  return runs;
}

/** All with maps of one size, wherever they stand: branches run by turns. */
function everywhere(nodes: readonly Node[]): Node[][] {
  const bySize = new Map<string, Node[]>();
  for (const node of nodes.filter(hasCost)) {
    const map = mapOf(node);
    if (map !== null) bySize.set(map, [...(bySize.get(map) ?? []), node]);
  }
  return [...bySize.values()];
}

/** The same nodes with one stage folded, then two, the cheapest first; a stage stands where its first layer stood. */
function* folded(
  nodes: readonly Node[],
  stages: readonly Node[][],
  nameOf: (members: readonly Node[]) => string,
): Generator<Node[]> {
  const byCost = stages
    .filter((members) => members.length > 1)
    .toSorted((a, b) => multiplyAddsOf(a) - multiplyAddsOf(b));
  for (let count = 1; count <= byCost.length; count++) {
    const stageOfNode = new Map(
      byCost.slice(0, count).flatMap((members) => members.map((member) => [member, members] as const)),
    );
    yield nodes.flatMap((node) => {
      const members = stageOfNode.get(node);
      if (members === undefined) return [node];
      return members[0] === node ? [stageOf(nameOf(members), members)] : [];
    });
  }
}

/** `64×64: 16 layers`. */
const sizeName = (members: readonly Node[]): string =>
  `${mapOf(members[0]!)}: ${members.flatMap(leavesOf).filter(hasCost).length} layers`;

export function* stages(nodes: readonly Node[]): Generator<readonly Node[]> {
  yield* folded(nodes, neighbours(nodes), spanOf);
  yield* folded(nodes, everywhere(nodes), sizeName);
}
