/**
 * @file Theory of graph models: the shapes and multiply-adds of each node that the outputs need, read from a
 * converted model's JSON by one rule per op. Nothing is run, and what only the run decides is not derivable.
 */
import { nodePaths } from '../../core/node-path.ts';
import type { Shape } from '../../core/shape.ts';
import type { GraphArchitecture, TheoryRow } from '../../core/theory.ts';
import { tellingConfig } from './attributes.ts';
import { readGraphDef } from './graph-def.ts';
import { ownedParameters } from './parameters.ts';
import type { GraphRules } from './rule.ts';
import { GRAPH_RULES } from './ops/table.ts';
import type { GraphTensor } from './tensor.ts';
import { fedShapes, neededNodes, walkGraph, type Walk } from './walk.ts';

const shapesOf = (tensors: readonly GraphTensor[]): readonly Shape[] => tensors.map(({ shape }) => shape);

/**
 * One row per node that the outputs need, in the file's order; constants, placeholders and what the caller feeds have
 * none. A node's parameters are the float weights that it takes before any other node does.
 * @param rules instead of ours
 * @throws TfjsFlopsError `invalid-input` where the topology is no GraphDef, or does not fit the inputs and outputs
 */
export function deriveGraphRows(
  { topology, inputs, outputs, weights: manifest, constants }: GraphArchitecture,
  rules: GraphRules = GRAPH_RULES,
): readonly TheoryRow[] {
  const nodes = readGraphDef(topology);
  const weights = new Map(manifest.map((weight) => [weight.name, weight]));
  const paths = nodePaths([...nodes.values()]);
  const walk: Walk = { nodes, paths, weights, constants, rules, fed: fedShapes(inputs, nodes) };
  const needed = neededNodes(outputs, walk);
  const results = walkGraph(needed, walk);
  const owned = ownedParameters(nodes, weights);
  return [...nodes.values()].flatMap(({ name, op, attributes }): readonly TheoryRow[] => {
    const result = results.get(name);
    const [path, parameters] = [paths.get(name), owned.get(name)];
    const isGiven = op === 'Const' || op === 'Placeholder' || walk.fed.has(name);
    if (isGiven || result === undefined || path === undefined || parameters === undefined) return [];
    const row = { path, className: op, config: tellingConfig(attributes) };
    if ('why' in result) return [{ ...row, state: 'not-derivable', why: result.why }];
    const use = {
      inputs: shapesOf(result.inputs),
      outputs: shapesOf(result.outputs),
      work: result.work,
      calls: 1,
    };
    return [{ ...row, state: 'derived', uses: [use], parameters }];
  });
}
