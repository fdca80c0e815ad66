/** @file The graph and the functions that its nodes call, each with what is needed of it, and where its rows stand. */
import { nodePaths } from '../../core/node-path.ts';
import type { Json } from '../../core/shape.ts';
import { functionName } from './attributes.ts';
import { conditionalNodes } from './control-flow.ts';
import { frameLoops, type FrameLoop } from './frame-loops.ts';
import {
  readFunctions,
  sourcesOf,
  type GraphFunction,
  type GraphNode,
  type GraphNodes,
} from './graph-def.ts';

export interface Body {
  /** `null`: the graph itself. */
  readonly fn: GraphFunction | null;
  readonly nodes: GraphNodes;
  readonly needed: ReadonlySet<string>;
  /** Nodes in loops and branches. */
  readonly conditional: ReadonlySet<string>;
  /** TensorFlow 1's loops. */
  readonly loops: readonly FrameLoop[];
  readonly paths: ReadonlyMap<string, readonly string[]>;
}

/** What tfjs calls: the attributes that it reads as functions. */
const CALLS: Readonly<Record<string, readonly string[] | undefined>> = {
  If: ['then_branch', 'else_branch'],
  StatelessIf: ['then_branch', 'else_branch'],
  While: ['cond', 'body'],
  StatelessWhile: ['cond', 'body'],
};

export const calledBy = ({ op, attributes }: GraphNode): readonly string[] =>
  (Object.hasOwn(CALLS, op) ? (CALLS[op] ?? []) : []).flatMap((key) => functionName(attributes, key) ?? []);

/** All that some nodes need, control inputs too, as tfjs runs them. */
export function neededOf(
  first: readonly string[],
  nodes: GraphNodes,
  isGiven: (name: string) => boolean,
): ReadonlySet<string> {
  const needed = new Set<string>();
  const pending = [...first];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const node = nodes.get(name);
    if (node === undefined || needed.has(name)) continue;
    needed.add(name);
    if (!isGiven(name)) pending.push(...sourcesOf(node));
  }
  return needed;
}

const bodyOf = (
  fn: GraphFunction | null,
  nodes: GraphNodes,
  needed: ReadonlySet<string>,
  above: readonly string[],
): Body => ({
  fn,
  nodes,
  needed,
  conditional: conditionalNodes(nodes),
  loops: frameLoops(nodes),
  paths: new Map([...nodePaths([...nodes.values()])].map(([name, path]) => [name, [...above, ...path]])),
});

/**
 * The graph, then the functions that it calls, in the order in which a live model's scopes are made. A function's rows
 * stand below the node that calls it, or, where several do, below its own name.
 */
export function bodiesOf(topology: Json, nodes: GraphNodes, needed: ReadonlySet<string>): readonly Body[] {
  const functions = readFunctions(topology);
  const calls = new Map<string, number>();
  for (const body of [nodes, ...[...functions.values()].map((fn) => fn.nodes)])
    for (const node of body.values())
      for (const name of new Set(calledBy(node))) calls.set(name, (calls.get(name) ?? 0) + 1);

  const bodies = [bodyOf(null, nodes, needed, [])];
  const seen = new Set<string>();
  const pending = callsIn(bodies[0]!).toReversed();
  for (let call = pending.pop(); call !== undefined; call = pending.pop()) {
    const fn = functions.get(call.name);
    if (fn === undefined || seen.has(call.name)) continue;
    seen.add(call.name);
    const above = (calls.get(call.name) ?? 0) > 1 ? [call.name] : call.path;
    const first = fn.returns.map(({ node }) => node);
    const body = bodyOf(
      fn,
      fn.nodes,
      neededOf(first, fn.nodes, () => false),
      above,
    );
    bodies.push(body);
    pending.push(...callsIn(body).toReversed());
  }
  return bodies;
}

const callsIn = ({ nodes, paths }: Body): { readonly name: string; readonly path: readonly string[] }[] =>
  [...nodes.values()].flatMap((node) =>
    calledBy(node).map((name) => ({ name, path: paths.get(node.name) ?? [node.name] })),
  );
