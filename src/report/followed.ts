/**
 * @file A convolution or dense layer and what goes with it: the batch norm and the activation right behind, which read and
 * make what it makes. Where layers have made-up names (`conv2d_12`, `batch_normalization_12`, `leaky_re_lu_12`), whose
 * numbers need not agree, that is all that tells blocks.
 */
import { endOf, isGroup, lastOf, leavesOf, type Node } from './tree.ts';

/** Classes that go with the layer before them, whatever it is. */
const FOLLOWERS = new Set(
  [
    'Activation BatchNormalization Dropout ELU GaussianDropout GaussianNoise LayerNormalization LeakyReLU',
    'PReLU ReLU Softmax SpatialDropout2D ThresholdedReLU Prelu LeakyRelu Relu Relu6 FusedBatchNormV3 Elu',
    'Selu Sigmoid',
  ].flatMap((names) => names.split(' ')),
);

const shapesOf = ({ outputs }: Node): string => JSON.stringify(outputs);

const isContraction = ({ rows }: Node): boolean =>
  rows.some(({ counted, theory }) => counted.multiplyAdds > 0 || (theory?.multiplyAdds ?? 0) > 0);

const isFollower = (node: Node): boolean =>
  !isGroup(node) && !isContraction(node) && node.rows.every(({ className }) => FOLLOWERS.has(className));

function together(members: readonly Node[]): Node {
  const [first] = members;
  if (members.length === 1) return first!;
  return {
    ...first!,
    path: first!.path.slice(0, -1),
    separator: '_',
    rows: [],
    outputs: lastOf(members.flatMap(leavesOf))?.outputs ?? [],
    children: members,
  };
}

/** The same nodes, each product with its followers in the order of execution as one block of its name. */
export function followed(nodes: readonly Node[]): readonly Node[] {
  const below = nodes.map((node) =>
    isGroup(node) && node.separator !== '_' ? { ...node, children: followed(node.children) } : node,
  );
  const members = new Map<Node, Node[]>();
  let block: Node[] = [];
  for (const node of below.filter((each) => endOf(each) >= 0).toSorted((a, b) => endOf(a) - endOf(b))) {
    const [first] = block;
    const isNext =
      first !== undefined &&
      !isGroup(first) &&
      isContraction(first) &&
      isFollower(node) &&
      shapesOf(first) === shapesOf(node);
    if (isNext) block.push(node);
    else block = [node];
    members.set(node, block);
  }
  return below.flatMap((node) => {
    const own = members.get(node) ?? [node];
    return own[0] === node ? [together(own)] : [];
  });
}
