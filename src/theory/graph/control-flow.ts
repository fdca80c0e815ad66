/**
 * @file What only the run decides: ops whose result depends on data, and nodes inside loops and branches, whose
 * number of runs does. TensorFlow 1 writes both into the graph itself: a loop is entered by `Enter` and left by
 * `Exit`, a branch is entered by a `Switch` and left by a `Merge`.
 */
import { sourcesOf, type GraphNode, type GraphNodes } from './graph-def.ts';
import { DynamicError, type GraphRule, type GraphRules } from './rule.ts';

const DATA_DEPENDENT = [
  'Switch Merge Enter Exit NextIteration LoopCond',
  'If StatelessIf While StatelessWhile',
  'TensorArrayV3',
  'TensorArrayWriteV3',
  'TensorArrayReadV3',
  'TensorArrayGatherV3',
  'TensorArrayScatterV3',
  'TensorArrayConcatV3 TensorArraySplitV3 TensorArraySizeV3 TensorArrayCloseV3',
  'EmptyTensorList TensorListScatter TensorListScatterV2 TensorListGather TensorListGetItem',
  'TensorListSetItem',
  'TensorListReserve',
  'TensorListFromTensor',
  'TensorListSplit',
  'TensorListConcat',
  'TensorListConcatV2',
  'TensorListPopBack',
  'TensorListPushBack',
  'TensorListLength',
  'TensorListResize',
  'NonMaxSuppressionV2 NonMaxSuppressionV3 NonMaxSuppressionV4 NonMaxSuppressionV5',
  'Where Unique UniqueV2 ListDiff SparseFillEmptyRows SparseReshape',
  'SparseSegmentMean SparseSegmentSum RaggedGather RaggedRange RaggedTensorToTensor',
  'StringNGrams StringSplit',
].flatMap((ops) => ops.split(' '));

const refuse: GraphRule = ({ op }) => {
  throw new DynamicError(`${op} depends on data`, op);
};

export const CONTROL_FLOW: GraphRules = Object.fromEntries(DATA_DEPENDENT.map((op) => [op, refuse]));

/** What is taken of these need not be known. */
export const isDataDependent = (op: string): boolean => Object.hasOwn(CONTROL_FLOW, op);

/** A list of tensors goes by a scalar handle, of which nothing need be known. */
export const takesHandle = (op: string, index: number): boolean => op === 'TensorListStack' && index === 0;

/** A loop's `Switch` asks the loop's condition, its `Merge` takes the next iteration. */
const takes = (node: GraphNode, op: string, nodes: GraphNodes): boolean =>
  node.inputs.some((ref) => nodes.get(ref.node)?.op === op);

/** How many loops and branches deeper the nodes after this one lie. */
function stepOf(node: GraphNode, nodes: GraphNodes): number {
  if (node.op === 'Enter') return 1;
  if (node.op === 'Exit') return -1;
  if (node.op === 'Switch') return takes(node, 'LoopCond', nodes) ? 0 : 1;
  if (node.op === 'Merge') return takes(node, 'NextIteration', nodes) ? 0 : -1;
  return 0;
}

/** Names of the nodes inside loops or branches: they run more than once, or perhaps not at all. */
export function conditionalNodes(nodes: GraphNodes): ReadonlySet<string> {
  const consumers = new Map<string, GraphNode[]>();
  for (const node of nodes.values())
    for (const source of sourcesOf(node)) {
      const known = consumers.get(source);
      if (known === undefined) consumers.set(source, [node]);
      else known.push(node);
    }
  const steps = new Map([...nodes.values()].map((node) => [node.name, stepOf(node, nodes)]));
  const openers = [...nodes.keys()].filter((name) => steps.get(name) === 1);
  const inside = new Set<string>();
  const seen = new Set<string>();
  const pending = openers.map((name) => ({ name, depth: 1 }));
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const key = `${at.depth} ${at.name}`;
    // Deeper than there are loops and branches is a circle of a malformed graph.
    if (seen.has(key) || at.depth > openers.length) continue;
    seen.add(key);
    inside.add(at.name);
    for (const { name } of consumers.get(at.name) ?? []) {
      const depth = at.depth + (steps.get(name) ?? 0);
      if (depth > 0) pending.push({ name, depth });
    }
  }
  return inside;
}
