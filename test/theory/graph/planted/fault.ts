/** @file A planted fault in the theory of graphs: how a rule of an op is made wrong. */
import type { LayerConfig } from '../../../../src/core/theory.ts';
import { amount, type Factors } from '../../../../src/core/work.ts';
import { deriveGraphRows } from '../../../../src/theory/graph/derive.ts';
import type { GraphCall, GraphDerivation, GraphRule } from '../../../../src/theory/graph/rule.ts';
import { GRAPH_RULES } from '../../../../src/theory/graph/ops/table.ts';
import { unvalued, type GraphTensor } from '../../../../src/theory/graph/tensor.ts';
import type { Derive } from '../failures.ts';

export interface PlantedGraphFault {
  readonly name: string;
  /** Whose rule is wrong; none where the ledger of weights is. */
  readonly op?: string;
  readonly derive: Derive;
}

export type Wrong = (call: GraphCall, right: GraphRule) => GraphDerivation;

export function fault(name: string, op: string, wrong: Wrong): PlantedGraphFault {
  const right = GRAPH_RULES[op];
  if (right === undefined) throw new Error(`no rule for ${op}`);
  const rules = { ...GRAPH_RULES, [op]: (call: GraphCall) => wrong(call, right) };
  return { name, op, derive: (architecture) => deriveGraphRows(architecture, rules) };
}

/** Reads the attributes as if they said something else, where they say it at all. */
export const misread =
  (change: Readonly<Record<string, LayerConfig>>): Wrong =>
  (call, right) => {
    const said = Object.entries(change).filter(([key]) => key in call.attributes);
    return right({ ...call, attributes: { ...call.attributes, ...Object.fromEntries(said) } });
  };

/** Changes the factors of each amount. */
export const refactored =
  (change: (factors: Factors) => Factors): Wrong =>
  (call, right) => {
    const { outputs, work } = right(call);
    return { outputs, work: work.map(({ term, op, factors }) => amount(term, op, change(factors))) };
  };

/** Takes a factor for 1. */
export const dropped = (factor: string): Wrong => refactored((factors) => ({ ...factors, [factor]: 1 }));

/** Takes other inputs. */
export const retaken =
  (change: (inputs: readonly GraphTensor[]) => readonly GraphTensor[]): Wrong =>
  (call, right) =>
    right({ ...call, inputs: change(call.inputs) });

/** Gives other outputs. */
export const regiven =
  (change: (output: GraphTensor, call: GraphCall) => GraphTensor): Wrong =>
  (call, right) => {
    const { outputs, work } = right(call);
    return { outputs: outputs.map((output) => change(output, call)), work };
  };

export const swap = (tensor: GraphTensor | undefined, from: number, to: number): GraphTensor => {
  const shape = tensor?.shape ?? [];
  return unvalued(shape.with(from, shape.at(to) ?? 0).with(to, shape.at(from) ?? 0), tensor?.dtype ?? null);
};
