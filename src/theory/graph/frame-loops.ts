/** @file TensorFlow 1's loops, found in the graph: what belongs to one condition. */
import { text } from './attributes.ts';
import { nodesBehind, takes } from './control-flow.ts';
import type { GraphNode, GraphNodes, OutputRef } from './graph-def.ts';

/** One value that a loop carries from turn to turn. */
export interface LoopVariable {
  readonly merge: string;
  readonly enter: string;
  readonly next: OutputRef;
}

export interface FrameLoop {
  /** The `LoopCond`. */
  readonly condition: string;
  readonly variables: readonly LoopVariable[];
  /** Also those of values that no turn changes. */
  readonly enters: ReadonlySet<string>;
  /** With what each takes. */
  readonly exits: ReadonlyMap<string, OutputRef>;
  /** All nodes in it, those of loops inside it too. */
  readonly members: ReadonlySet<string>;
  /** Members that no loop inside it has, less the enters. */
  readonly own: readonly string[];
}

const frameOf = ({ attributes }: GraphNode): string => text(attributes, 'frame_name', '');

/** A `Merge` of one `Enter` and one `NextIteration`, in either order. */
function variableOf(merge: GraphNode | undefined, nodes: GraphNodes): LoopVariable | null {
  if (merge?.op !== 'Merge' || merge.inputs.length !== 2) return null;
  const sources = merge.inputs.map(({ node }) => nodes.get(node));
  const enter = sources.find((node) => node?.op === 'Enter');
  const next = sources.find((node) => node?.op === 'NextIteration')?.inputs[0];
  return enter === undefined || next === undefined ? null : { merge: merge.name, enter: enter.name, next };
}

const depth = ({ op }: GraphNode): number => (op === 'Enter' ? 1 : op === 'Exit' ? -1 : 0);

function loopOf(condition: GraphNode, nodes: GraphNodes): Omit<FrameLoop, 'own'> {
  const all = [...nodes.values()];
  const switches = all.filter(({ op, inputs }) => op === 'Switch' && inputs[1]?.node === condition.name);
  const variables = switches.flatMap(
    ({ inputs }) => variableOf(nodes.get(inputs[0]?.node ?? ''), nodes) ?? [],
  );
  const first = variables.map(({ enter }) => enter);
  const frames = new Set(first.map((name) => frameOf(nodes.get(name)!)).filter((name) => name !== ''));
  const enters = new Set([
    ...first,
    ...all.filter((node) => node.op === 'Enter' && frames.has(frameOf(node))).map(({ name }) => name),
  ]);
  const names = new Set(switches.map(({ name }) => name));
  const exits = all.flatMap(({ op, name, inputs: [ref] }) =>
    op === 'Exit' && ref !== undefined && names.has(ref.node) ? [[name, ref] as const] : [],
  );
  return {
    condition: condition.name,
    variables,
    enters,
    exits: new Map(exits),
    members: nodesBehind([...enters], nodes, depth),
  };
}

/** Each with its members; a `LoopCond` that belongs to no whole loop gives none. */
export function frameLoops(nodes: GraphNodes): readonly FrameLoop[] {
  const conditions = [...nodes.values()].filter(({ op }) => op === 'LoopCond');
  const loops = conditions.map((node) => loopOf(node, nodes)).filter(({ variables }) => variables.length > 0);
  return loops.map((loop) => {
    const inner = loops.filter((other) => other !== loop && loop.members.has(other.condition));
    const own = [...loop.members].filter(
      (name) => !loop.enters.has(name) && !inner.some(({ members }) => members.has(name)),
    );
    return { ...loop, own };
  });
}

/** The `Merge` at a loop's start, which is given its value turn by turn. */
export const isLoopMerge = (node: GraphNode, nodes: GraphNodes): boolean =>
  node.op === 'Merge' && takes(node, 'NextIteration', nodes);
