/**
 * @file Blocks that only the names of layers tell: `block_3_expand`, `block_3_depthwise` … are the block `block_3`. Keras's
 * applications and most hand-written models name their layers so; a flat list of a hundred lines becomes a tree.
 */
import { isGroup, lastOf, leavesOf, type Node } from './tree.ts';

/** `block`, `3`, `2a`, `conv2`: a step that ends in a number, with a letter where stages have blocks `a`, `b` … */
const isNumbered = (step: string): boolean => /\d[a-z]?$/i.test(step);

/** `conv2d`, `pooling3d`: that digit is of the layer's class. */
const isDimension = (step: string): boolean =>
  /(?:conv|pool|pooling|sampling|padding|cropping|dropout|transpose)\d?[123]d$/i.test(step);

/** First steps of the names that Keras makes up: `batch_normalization`, `leaky_re_lu`; of nobody's block. */
const MADE_UP = new Set(
  [
    'activity alpha average batch bidirectional center conv depthwise dense gaussian global group input',
    'layer leaky masking max multi p random re relu repeat separable simple spatial stacked thresholded',
    'time unit up zero',
  ].flatMap((names) => names.split(' ')),
);

/** The steps of a name (`bn_conv1` is of `conv1`) up to its first number, if that isn't of its class; `null` where it has none, or only numbers follow. */
function numberedPrefix(name: string): string | null {
  const steps = name.replace(/^(?:bn|norm|relu|act)_(?=.*\d)/i, '').split('_');
  if (!/^[a-z]/i.test(name)) return null;
  const at = steps.findIndex((step) => isNumbered(step) && !isDimension(step));
  const rest = steps.slice(at + 1).join('_');
  return at < 0 || (rest !== '' && !/[a-z]/i.test(rest)) ? null : steps.slice(0, at + 1).join('_');
}

/** `stem` of `stem_conv`. */
function plainPrefix(name: string): string | null {
  const [first = '', ...rest] = name.split('_');
  const isBlock = /^[a-z]+$/i.test(first) && rest.length > 0 && /[a-z]/i.test(rest.join(''));
  return isBlock && !MADE_UP.has(first.toLowerCase()) ? first : null;
}

/** The longest run of steps with which all names begin. */
function commonPrefix(names: readonly string[]): string {
  const [first = [], ...others] = names.map((name) => name.split('_'));
  const end = first.findIndex((step, i) => others.some((steps) => steps[i] !== step));
  return (end < 0 ? first : first.slice(0, end)).join('_');
}

/** Members by prefix; only of those that at least two layers have. */
function families(
  nodes: readonly Node[],
  prefixOf: (name: string) => string | null,
): ReadonlyMap<string, readonly Node[]> {
  const found = new Map<string, Node[]>();
  for (const node of nodes) {
    const prefix = prefixOf(node.name) ?? '';
    found.set(prefix, [...(found.get(prefix) ?? []), node]);
  }
  return new Map(
    [...found].filter(
      ([prefix, members]) => prefix !== '' && members.length > 1 && members.length < nodes.length,
    ),
  );
}

const isTogether = (members: readonly Node[], nodes: readonly Node[]): boolean => {
  const start = nodes.indexOf(members[0]!);
  return members.every((member, i) => nodes[start + i] === member);
};

function blockOf(prefix: string, members: readonly Node[]): Node {
  const inside = members.map((node) =>
    node.name.startsWith(`${prefix}_`) ? { ...node, name: node.name.slice(prefix.length + 1) } : node,
  );
  const [first] = members;
  return {
    name: prefix,
    path: first?.path.slice(0, -1) ?? [],
    separator: '_',
    rows: [],
    outputs: lastOf(members.flatMap(leavesOf))?.outputs ?? [],
    children: nameBlocks(inside),
  };
}

/** The nodes with the members of each family as one block, where the first of them stood. */
function gathered(nodes: readonly Node[], blocks: ReadonlyMap<string, readonly Node[]>): readonly Node[] {
  const blockOfNode = new Map(
    [...blocks].flatMap(([prefix, members]) => members.map((member) => [member, prefix] as const)),
  );
  const made = new Set<string>();
  return nodes.flatMap((node) => {
    const prefix = blockOfNode.get(node);
    if (prefix === undefined) return [node];
    if (made.has(prefix)) return [];
    made.add(prefix);
    return [blockOf(prefix, blocks.get(prefix) ?? [])];
  });
}

/**
 * The same nodes, with those that are a block by their names below a node of the block. At least two must share the
 * prefix: up to a number (`block_3`, `block2a`, `conv4` with its `block1` …), or, in a model that numbers its blocks, one
 * without (`stem`, `top`) that neighbours and no others have. Names that Keras makes up (`conv2d_3`) are no blocks.
 */
export function nameBlocks(nodes: readonly Node[]): readonly Node[] {
  const below = nodes.map((node) =>
    isGroup(node) && node.separator !== '_' ? { ...node, children: nameBlocks(node.children) } : node,
  );
  const numbered = families(below, numberedPrefix);
  if (numbered.size === 0) return below;
  const rest = gathered(below, numbered);
  const plain = [
    ...families(
      rest.filter((node) => !isGroup(node)),
      plainPrefix,
    ),
  ].filter(([, members]) => isTogether(members, rest));
  return gathered(
    rest,
    new Map(plain.map(([, members]) => [commonPrefix(members.map(({ name }) => name)), members])),
  );
}
