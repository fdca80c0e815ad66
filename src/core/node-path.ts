/**
 * @file The names of a graph's nodes as paths: the tree that the model was built of. Theory reads the names in a
 * file, the trace those of a live model: both cut them here, so that their rows meet.
 */

/** What a saved model calls itself, and no layer. */
const WRAPPERS = new Set(['StatefulPartitionedCall', 'PartitionedCall']);

interface NamedNode {
  readonly name: string;
  readonly op: string;
}

function steps(name: string): readonly string[] {
  if (name !== '' && !name.includes('/')) return [name];
  const all = name.split('/').filter((step) => step !== '');
  const start = all.findIndex((step) => !WRAPPERS.has(step));
  return start < 0 ? all.slice(-1) : all.slice(start);
}

/** How many leading steps all lists have in common, the last step of each aside. */
function commonSteps(lists: readonly (readonly string[])[]): number {
  const [first = []] = lists;
  let common = 0;
  while (
    lists.every((list) => common < list.length - 1 && list[common] === first[common]) &&
    lists.length > 1
  )
    common++;
  return common;
}

/**
 * `StatefulPartitionedCall/model/encoder/layer_0/MatMul` as `['encoder', 'layer_0', 'MatMul']`: wrappers and what all
 * operations share (the model's own name) are left out. Constants, placeholders and single names (`Identity`) do not
 * vote on what is shared; where they have it, they lose it too. No two nodes have the same path: of two that would,
 * the later one keeps its whole name.
 */
export function nodePaths(nodes: readonly NamedNode[]): ReadonlyMap<string, readonly string[]> {
  const voters = nodes
    .filter(({ op }) => op !== 'Const' && op !== 'Placeholder')
    .map(({ name }) => steps(name))
    .filter((list) => list.length > 1);
  const common = commonSteps(voters);
  const shared = voters[0]?.slice(0, common) ?? [];
  const taken = new Set<string>();
  return new Map(
    nodes.map(({ name }) => {
      const list = steps(name);
      const hasShared = list.length > common && shared.every((step, i) => list[i] === step);
      const short = hasShared ? list.slice(common) : list;
      const joined = short.join('/');
      const isTaken = taken.has(joined);
      taken.add(isTaken ? name : joined);
      return [name, isTaken ? name.split('/') : short];
    }),
  );
}
