/**
 * @file Ops that decide what runs. TensorFlow 1 writes loops and branches into the graph itself: a loop is entered by
 * `Enter` and left by `Exit`, a branch is entered by a `Switch` and left by a `Merge`. TensorFlow 2 calls functions.
 */
import { sourcesOf, type GraphNode, type GraphNodes } from './graph-def.ts';
import { DynamicError, gives, input, type GraphRule, type GraphRules } from './rule.ts';
import { DEAD, integers, isKnown } from './tensor.ts';

/** Ops whose outputs are as long as the data say, or that the walk itself runs. */
const DATA_DEPENDENT = [
  'If StatelessIf While StatelessWhile',
  'NonMaxSuppressionV2 NonMaxSuppressionV3 NonMaxSuppressionV4 NonMaxSuppressionV5',
  'Where Unique UniqueV2 ListDiff SparseFillEmptyRows SparseReshape',
  'SparseSegmentMean SparseSegmentSum RaggedGather RaggedRange RaggedTensorToTensor',
  'StringNGrams StringSplit',
].flatMap((ops) => ops.split(' '));

export const dependsOnData = (op: string): DynamicError => new DynamicError(`${op} depends on data`, op);

export const inLoopOrBranch = (): DynamicError =>
  new DynamicError('it runs in a loop or a branch, as often as the data ask');

const refuse: GraphRule = ({ op }) => {
  throw dependsOnData(op);
};

const pass = gives((call) => input(call, 0));

/** Two ways, one of which is dead. */
const branch: GraphRule = (call) => {
  const [data, which] = [input(call, 0), input(call, 1)];
  if (!isKnown(which)) throw dependsOnData(call.op);
  return { outputs: which.values[0] === 0 ? [data, DEAD] : [DEAD, data], work: [] };
};

/** The first that came. */
const merge: GraphRule = ({ inputs }) => {
  const index = inputs.findIndex(({ isDead }) => isDead !== true);
  const tensor = inputs[index];
  return { outputs: tensor === undefined ? [DEAD, DEAD] : [tensor, integers([index], [])], work: [] };
};

/** TensorFlow 1's. */
const FRAMES: GraphRules = {
  Enter: pass,
  Exit: pass,
  NextIteration: pass,
  LoopCond: pass,
  Switch: branch,
  Merge: merge,
};

export const CONTROL_FLOW: GraphRules = {
  ...Object.fromEntries(DATA_DEPENDENT.map((op) => [op, refuse])),
  ...FRAMES,
};

/** What is taken of these need not be known. */
export const isDataDependent = (op: string): boolean => DATA_DEPENDENT.includes(op);

/** Their shapes are those of what flows through them. */
export const isFrameOp = (op: string): boolean => Object.hasOwn(FRAMES, op);

/** A list of tensors goes by a scalar handle, of which nothing need be known. */
export const takesHandle = (op: string, index: number): boolean => op === 'TensorListStack' && index === 0;

/** A loop's `Switch` asks the loop's condition, its `Merge` takes the next iteration. */
export const takes = (node: GraphNode, op: string, nodes: GraphNodes): boolean =>
  node.inputs.some((ref) => nodes.get(ref.node)?.op === op);

/** How many loops and branches deeper the nodes after this one lie. */
function stepOf(node: GraphNode, nodes: GraphNodes): number {
  if (node.op === 'Enter') return 1;
  if (node.op === 'Exit') return -1;
  if (node.op === 'Switch') return takes(node, 'LoopCond', nodes) ? 0 : 1;
  if (node.op === 'Merge') return takes(node, 'NextIteration', nodes) ? 0 : -1;
  return 0;
}

/** What takes each node. */
export function consumersOf(nodes: GraphNodes): ReadonlyMap<string, readonly GraphNode[]> {
  const consumers = new Map<string, GraphNode[]>();
  for (const node of nodes.values())
    for (const source of sourcesOf(node)) {
      const known = consumers.get(source);
      if (known === undefined) consumers.set(source, [node]);
      else known.push(node);
    }
  return consumers;
}

/** All that lies behind openers up to where each is closed again. @param step how much deeper a node's consumers lie */
export function nodesBehind(
  openers: readonly string[],
  nodes: GraphNodes,
  step: (node: GraphNode) => number,
): ReadonlySet<string> {
  const consumers = consumersOf(nodes);
  const steps = new Map([...nodes.values()].map((node) => [node.name, step(node)]));
  const deepest = [...steps.values()].filter((by) => by > 0).length;
  const inside = new Set<string>();
  const seen = new Set<string>();
  const pending = openers.map((name) => ({ name, depth: 1 }));
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const key = `${at.depth} ${at.name}`;
    // Deeper than there are loops and branches is a circle of a malformed graph.
    if (seen.has(key) || at.depth > deepest) continue;
    seen.add(key);
    inside.add(at.name);
    for (const { name } of consumers.get(at.name) ?? []) {
      const depth = at.depth + (steps.get(name) ?? 0);
      if (depth > 0) pending.push({ name, depth });
    }
  }
  return inside;
}

/** Names of the nodes inside loops or branches: they run more than once, or perhaps not at all. */
export function conditionalNodes(nodes: GraphNodes): ReadonlySet<string> {
  const step = (node: GraphNode): number => stepOf(node, nodes);
  const openers = [...nodes.values()].filter((node) => step(node) === 1).map(({ name }) => name);
  return nodesBehind(openers, nodes, step);
}
