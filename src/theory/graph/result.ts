/** @file What the walk knows of a node, and the surroundings in which it knows it. */
import type { Reason } from '../../core/reason.ts';
import type { Body } from './body.ts';
import type { GraphNode, OutputRef } from './graph-def.ts';
import type { GraphDerivation } from './rule.ts';
import { DEAD, unknownFor, type Cause, type GraphTensor } from './tensor.ts';

/** What a node takes and gives. */
export interface Derived extends GraphDerivation {
  readonly inputs: readonly GraphTensor[];
}

/** Why it is not known what a node does. */
export interface Underived {
  readonly why: Reason;
  readonly cause: Cause;
  /** What it gives, where that is known though: a branch of two alike. */
  readonly outputs?: readonly GraphTensor[];
}

export type NodeResult = Derived | Underived;

/** A graph, a function's call, a loop or a turn of it. */
export interface Layer {
  readonly body: Body;
  readonly results: Map<string, NodeResult>;
  /** Nodes that are being derived. */
  readonly open: Set<string>;
  /** What it lies in, which knows all nodes that are no `members`. */
  readonly parent: Layer | null;
  /** `null`: all of the body. */
  readonly members: ReadonlySet<string> | null;
}

export const layerOf = (
  body: Body,
  parent: Layer | null = null,
  members: ReadonlySet<string> | null = null,
): Layer => ({ body, results: new Map(), open: new Set(), parent, members });

/** The layer that knows a node. */
export function ownerOf(layer: Layer, name: string): Layer {
  let at = layer;
  while (at.parent !== null && at.members?.has(name) !== true) at = at.parent;
  return at;
}

/** One output of a node that was derived before, or why there is none. */
export function tensorAt({ node, output }: OutputRef, layer: Layer): GraphTensor {
  const result = ownerOf(layer, node).results.get(node);
  if (result === undefined) return unknownFor({ of: node, state: 'is not derivable' });
  if ('why' in result) return result.outputs?.[output] ?? unknownFor(result.cause);
  if (result.outputs.every(({ isDead }) => isDead === true) && result.outputs.length > 0) return DEAD;
  return result.outputs[output] ?? unknownFor({ of: node, state: `has no output ${output}` });
}

export const pathOf = (node: GraphNode, body: Body): string =>
  (body.paths.get(node.name) ?? [node.name]).join('/');
