/** @file A walk through a graph, as loops and calls see it. */
import type { Reason } from '../../core/reason.ts';
import type { Shape } from '../../core/shape.ts';
import type { Body } from './body.ts';
import type { Weights } from './given.ts';
import type { GraphNode } from './graph-def.ts';
import type { Ledger } from './ledger.ts';
import type { Layer } from './result.ts';
import type { GraphRules } from './rule.ts';
import type { GraphTensor } from './tensor.ts';

type Observer = (body: Body, node: GraphNode, tensors: readonly GraphTensor[]) => void;

export interface WalkOptions extends Weights {
  /** The graph, then the functions that it calls. */
  readonly bodies: readonly Body[];
  readonly rules: GraphRules;
  /** Shapes that the caller gives: these nodes do not run. */
  readonly fed: ReadonlyMap<string, Shape>;
  readonly ledger: Ledger;
  /** Told of each node and what it takes, before its rule is asked: of some of it nothing may be known. */
  readonly seesInputs?: Observer;
  readonly seesOutputs?: Observer;
}

export interface Walker {
  readonly options: WalkOptions;
  /** Functions that are being called. */
  readonly active: Set<Body>;
  /** @throws ReasonError where a turn more would take too long */
  turn(): void;
  /** Derives a node and all that it takes. */
  evaluate(layer: Layer, name: string): void;
  /** @returns what a function gives */
  call(body: Body, args: readonly GraphTensor[]): readonly GraphTensor[];
  /** Nothing is said of these nodes. */
  refuse(body: Body, names: Iterable<string>, why: Reason): void;
}
