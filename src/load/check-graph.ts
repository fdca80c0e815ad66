/**
 * @file A GraphDef on trial before tfjs sees it, which answers a broken one with a TypeError, endless recursion or an
 * operation that turns out unknown halfway through the pass.
 */
import { TfjsFlopsError } from '../core/errors.ts';
import type { Json } from '../core/shape.ts';
import { findCycle } from './cycles.ts';
import {
  invalidGraph,
  nodeOf,
  readLibrary,
  readNodes,
  type GraphBody,
  type GraphNode,
} from './graph-body.ts';
import { isRecord, shown } from './json.ts';
import { KNOWN_OPS } from './known-ops.ts';

export interface GraphCheck {
  /** Operations that `tf.registerOp` added: `(op) => tf.getRegisteredOp(op) !== undefined`. */
  readonly isRegistered?: (op: string) => boolean;
  /** Nodes that are asked for, also as `name:0`. Operations that they do not need may be unknown. */
  readonly outputs?: readonly string[];
  /** Names in the weights manifest: each constant that is needed must be among them. */
  readonly weights?: ReadonlySet<string>;
}

/**
 * @param topology a GraphDef as JSON
 * @throws TfjsFlopsError `invalid-model` for a graph that does not hang together: nodes without name or operation,
 *   two of one name, inputs and functions that are not there, cycles other than TF1 loops, recursion, malformed
 *   attributes; `unsupported-model` for operations that tfjs 4.22 does not know
 */
export function checkGraph(topology: Json, { isRegistered, outputs, weights }: GraphCheck = {}): void {
  if (!isRecord(topology)) throw invalidGraph(`modelTopology is ${shown(topology)}, not a graph`);
  const nodes = readNodes('the graph', topology['node'], []);
  if (nodes.size === 0) throw invalidGraph('the graph has no nodes');
  if (!isRecord(topology['versions'])) throw invalidGraph('the graph has no versions, which tfjs reads');
  const graph: GraphBody = { what: 'the graph', nodes, outputs: outputs?.map(nodeOf) ?? [...nodes.keys()] };
  const functions = readLibrary(topology['library'] ?? {});
  for (const body of [graph, ...functions.values()]) {
    refuseLostCalls(body, functions);
    refuseCycles(body);
  }
  refuseRecursion(functions);
  const needed = neededNodes(graph, functions);
  refuseUnknownOps(needed, (op) => KNOWN_OPS.has(op) || (isRegistered?.(op) ?? false));
  const lost = needed.find(({ name, op }) => op === 'Const' && weights !== undefined && !weights.has(name));
  if (lost !== undefined)
    throw invalidGraph(
      `node ${shown(lost.name)} (Const) has no weight in weightsManifest, which holds its value`,
    );
}

function refuseLostCalls({ what, nodes }: GraphBody, functions: ReadonlyMap<string, GraphBody>): void {
  for (const { name, op, functions: called } of nodes.values())
    for (const callee of called)
      if (!functions.has(callee))
        throw invalidGraph(
          `node ${shown(name)} (${op}) of ${what} calls ${shown(callee)}, which the library lacks`,
        );
}

/** A TF1 loop goes back to its start through a NextIteration, and nothing else does. */
function refuseCycles({ what, nodes }: GraphBody): void {
  const isForward = (input: string): boolean => nodes.get(input)?.op !== 'NextIteration';
  const forward = new Map<string, readonly string[]>();
  for (const [name, { inputs }] of nodes)
    forward.set(name, inputs.every(isForward) ? inputs : inputs.filter(isForward));
  const cycle = findCycle(forward);
  if (cycle === null) return;
  const [first = ''] = cycle;
  throw invalidGraph(
    `node ${shown(first)} (${nodes.get(first)!.op}) of ${what} waits for itself, and not in a loop: ${path(cycle)}`,
  );
}

function refuseRecursion(functions: ReadonlyMap<string, GraphBody>): void {
  const calls = [...functions].map(
    ([name, { nodes }]) => [name, [...nodes.values()].flatMap((node) => node.functions)] as const,
  );
  const cycle = findCycle(new Map(calls));
  if (cycle !== null)
    throw invalidGraph(`function ${shown(cycle[0])} calls itself, which tfjs never leaves: ${path(cycle)}`);
}

/** A cycle's head and tail; what it reads stands after the arrow. */
function path(cycle: readonly string[]): string {
  const steps = cycle.length > 6 ? [...cycle.slice(0, 4), '…', ...cycle.slice(-1)] : cycle;
  return steps.map((step) => (step === '…' ? step : shown(step))).join(' ← ');
}

interface Needed extends Pick<GraphNode, 'name' | 'op'> {
  /** Where it lies. */
  readonly what: string;
}

/** Nodes that the outputs need, into the functions that they call. */
function neededNodes(graph: GraphBody, functions: ReadonlyMap<string, GraphBody>): readonly Needed[] {
  const bodies = [graph];
  const entered = new Set<string>();
  const needed: Needed[] = [];
  for (let body = bodies.pop(); body !== undefined; body = bodies.pop()) {
    const seen = new Set<string>();
    const open = [...body.outputs];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      const node = body.nodes.get(name);
      if (node === undefined || seen.has(name)) continue;
      seen.add(name);
      needed.push({ name, op: node.op, what: body.what });
      for (const input of node.inputs) open.push(input);
      for (const callee of node.functions) {
        if (!entered.has(callee)) bodies.push(functions.get(callee)!);
        entered.add(callee);
      }
    }
  }
  return needed;
}

function refuseUnknownOps(nodes: readonly Needed[], isKnown: (op: string) => boolean): void {
  const unknown = nodes.filter(({ op }) => !isKnown(op));
  const [first] = unknown;
  if (first === undefined) return;
  const others = new Set(unknown.map(({ op }) => op).filter((op) => op !== first.op));
  const more = others.size === 0 ? '' : `, nor ${[...others].slice(0, 5).map(shown).join(', ')}`;
  throw new TfjsFlopsError(
    'unsupported-model',
    `node ${shown(first.name)}${first.what === 'the graph' ? '' : ` of ${first.what}`} needs the operation ${shown(first.op)}, which TensorFlow.js 4.22 does not know${more}`,
    { remedies: ['register it with tf.registerOp in a module', 'convert the model again without it'] },
  );
}
