/** @file TensorFlow 2's loops and branches: functions that a node calls. */
import { sameShape } from '../../core/shape.ts';
import { reasonOf, type Reason } from '../../core/reason.ts';
import { functionName } from './attributes.ts';
import { calledBy, type Body } from './body.ts';
import { dependsOnData, inLoopOrBranch } from './control-flow.ts';
import { conditionOf } from './fate.ts';
import type { GraphNode } from './graph-def.ts';
import { pathOf, type NodeResult } from './result.ts';
import { unvalued, type GraphTensor } from './tensor.ts';
import type { Walker } from './walker.ts';

function functionAt(node: GraphNode, key: string, walk: Walker): Body {
  const name = functionName(node.attributes, key);
  const body = walk.options.bodies.find(({ fn }) => fn !== null && fn.name === name);
  if (body === undefined) throw dependsOnData(node.op);
  return body;
}

/** Of all that a node calls, nothing is said. */
export function refuseCalled(node: GraphNode, why: Reason, walk: Walker): void {
  for (const name of calledBy(node)) {
    const body = walk.options.bodies.find(({ fn }) => fn?.name === name);
    // A function that calls itself is refused once.
    if (body !== undefined && !walk.active.has(body)) {
      walk.active.add(body);
      walk.refuse(body, body.needed, why);
      walk.active.delete(body);
    }
  }
}

/** What a loop carries at any turn: of shapes alone. */
const anyTurn = ({ shape, dtype }: GraphTensor): GraphTensor => ({
  ...unvalued(shape, dtype),
  isFromInput: true,
});

/** Lists grow, and what is not known may be anything. */
const isPlain = ({ list, unknown }: GraphTensor): boolean => list === undefined && unknown === undefined;

/** The same shapes at each turn and on each branch: they are known however often what runs. */
function alike(one: readonly GraphTensor[], other: readonly GraphTensor[]): readonly GraphTensor[] | null {
  if (one.length !== other.length) return null;
  const isAlike = one.every(
    (tensor, i) => isPlain(tensor) && isPlain(other[i]!) && sameShape(tensor.shape, other[i]!.shape),
  );
  return isAlike ? one.map(anyTurn) : null;
}

/** Not known what runs: its shapes perhaps. */
function unsettled(
  node: GraphNode,
  error: unknown,
  within: Body,
  walk: Walker,
  shapes: () => readonly GraphTensor[] | null,
): NodeResult {
  const why = reasonOf(error);
  const isDynamic = why.kind === 'dynamic';
  refuseCalled(node, isDynamic ? inLoopOrBranch().reason : why, walk);
  const cause = { of: pathOf(node, within), state: isDynamic ? 'is dynamic' : 'is not derivable' };
  let outputs: readonly GraphTensor[] | null = null;
  try {
    outputs = walk.options.ledger.quietly(shapes);
  } catch {
    // Not known either, then.
  }
  return { why, cause, ...(outputs !== null && { outputs }) };
}

function runWhile(node: GraphNode, inputs: readonly GraphTensor[], within: Body, walk: Walker): NodeResult {
  const [condition, body] = [functionAt(node, 'cond', walk), functionAt(node, 'body', walk)];
  let state = inputs;
  try {
    while (conditionOf(walk.call(condition, state)[0], node.op)) state = walk.call(body, state);
    return { inputs, outputs: state, work: [] };
  } catch (error) {
    return unsettled(node, error, within, walk, () => {
      const start = inputs.map((tensor) => (isPlain(tensor) ? anyTurn(tensor) : tensor));
      return alike(start, walk.call(body, start));
    });
  }
}

function runIf(node: GraphNode, inputs: readonly GraphTensor[], within: Body, walk: Walker): NodeResult {
  const [yes, no] = [functionAt(node, 'then_branch', walk), functionAt(node, 'else_branch', walk)];
  const [which, ...args] = inputs;
  try {
    const branch = conditionOf(which, node.op) ? yes : no;
    return { inputs, outputs: walk.call(branch, args), work: [] };
  } catch (error) {
    return unsettled(node, error, within, walk, () => alike(walk.call(yes, args), walk.call(no, args)));
  }
}

/** @returns `null` where the node calls no function */
export function callFunctions(
  node: GraphNode,
  inputs: readonly GraphTensor[],
  within: Body,
  walk: Walker,
): NodeResult | null {
  if (node.op === 'While' || node.op === 'StatelessWhile') return runWhile(node, inputs, within, walk);
  if (node.op === 'If' || node.op === 'StatelessIf') return runIf(node, inputs, within, walk);
  return null;
}
