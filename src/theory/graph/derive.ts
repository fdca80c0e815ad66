/**
 * @file Theory of graph models: the shapes and multiply-adds of each node that the outputs need, read from a
 * converted model's JSON by one rule per op. Nothing is run, and what only the run decides is not derivable.
 */
import type { GraphArchitecture, TheoryRow } from '../../core/theory.ts';
import { tellingConfig } from './attributes.ts';
import { bodiesOf } from './body.ts';
import { fedShapes, neededNodes } from './given.ts';
import { readGraphDef } from './graph-def.ts';
import { Ledger } from './ledger.ts';
import { GRAPH_RULES } from './ops/table.ts';
import { ownedParameters } from './parameters.ts';
import { layerOf } from './result.ts';
import type { GraphRules } from './rule.ts';
import { GraphWalk } from './walk.ts';
import type { WalkOptions } from './walker.ts';

type Walk = Pick<WalkOptions, 'bodies' | 'weights' | 'fed' | 'ledger'>;

/** Rows of what a session has walked before it ran, by our rules; made when they are asked for. */
const walked = new WeakMap<GraphArchitecture, () => readonly TheoryRow[]>();

/**
 * Walks all that the outputs need, and keeps the walk for the rows of this architecture, which nobody may change.
 * @returns the graph, then the functions that it calls
 */
export function walkGraph(
  architecture: GraphArchitecture,
  observers: Pick<WalkOptions, 'seesInputs' | 'seesOutputs'>,
): Walk {
  const walk = walkBy(GRAPH_RULES, architecture, observers);
  let rows: readonly TheoryRow[] | null = null;
  let open: Walk | null = walk;
  walked.set(architecture, () => {
    rows ??= rowsOf(open!);
    open = null;
    return rows;
  });
  return walk;
}

function walkBy(
  rules: GraphRules,
  { topology, inputs, outputs, weights: manifest, constants }: GraphArchitecture,
  observers: Pick<WalkOptions, 'seesInputs' | 'seesOutputs'> = {},
): Walk {
  const nodes = readGraphDef(topology);
  const weights = new Map(manifest.map((weight) => [weight.name, weight]));
  const fed = fedShapes(inputs, nodes);
  const bodies = bodiesOf(topology, nodes, neededNodes(outputs, nodes, fed));
  const walk = { bodies, weights, fed, ledger: new Ledger() };
  new GraphWalk({ ...observers, ...walk, rules, constants }).run(layerOf(bodies[0]!));
  return walk;
}

/**
 * One row per node that the outputs need, in the file's order, then those of the functions that they call; constants,
 * placeholders and what the caller feeds have none. A node's parameters are the float weights that it takes before any
 * other node does.
 * @param rules instead of ours
 * @throws TfjsFlopsError `invalid-input` where the topology is no GraphDef, or does not fit the inputs and outputs
 */
export const deriveGraphRows = (
  architecture: GraphArchitecture,
  rules: GraphRules = GRAPH_RULES,
): readonly TheoryRow[] =>
  (rules === GRAPH_RULES ? walked.get(architecture)?.() : undefined) ?? rowsOf(walkBy(rules, architecture));

function rowsOf({ bodies, weights, fed, ledger }: Walk): readonly TheoryRow[] {
  const owned = ownedParameters(
    bodies.map(({ nodes }) => nodes),
    weights,
  );
  const rows: TheoryRow[] = [];
  for (const { fn, nodes, needed, paths } of bodies)
    for (const node of nodes.values()) {
      const { name, op, attributes } = node;
      const [path, parameters] = [paths.get(name), owned.get(node)];
      const isGiven = op === 'Const' || op === 'Placeholder' || (fn === null && fed.has(name));
      if (isGiven || !needed.has(name) || path === undefined || parameters === undefined) continue;
      const row = { path, className: op, config: tellingConfig(attributes) };
      const entry = ledger.entryOf(node);
      rows.push(
        'why' in entry
          ? { ...row, state: 'not-derivable', why: entry.why }
          : { ...row, state: 'derived', uses: entry.uses, parameters },
      );
    }
  return rows;
}
