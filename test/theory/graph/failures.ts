/** @file Theory of graphs against tfjs: where they differ, in words. */
import { countsOf } from '../../../src/core/work.ts';
import type { Shape } from '../../../src/core/shape.ts';
import type { GraphArchitecture, TheoryRow } from '../../../src/core/theory.ts';
import { architectureOf } from './build.ts';
import { GRAPH_CASES } from './cases.ts';
import type { GraphCase } from './cases/single.ts';
import { liveShapes } from './truth.ts';
import { deriveGraphRows } from '../../../src/theory/graph/derive.ts';

export type Derive = (architecture: GraphArchitecture) => readonly TheoryRow[];

const written = (shapes: readonly Shape[]): string => JSON.stringify(shapes);

/** The truth is measured once: it does not depend on who derives. */
const truths = new Map<GraphCase, ReadonlyMap<string, readonly Shape[]> | string>();

const outputsOf = (row: TheoryRow): readonly Shape[] =>
  row.state === 'derived' ? (row.uses[0]?.outputs ?? []) : [];

function truthOf(graph: GraphCase): ReadonlyMap<string, readonly Shape[]> | string {
  const known = truths.get(graph);
  if (known !== undefined) return known;
  let truth: ReadonlyMap<string, readonly Shape[]> | string;
  try {
    const rows = deriveGraphRows(architectureOf(graph));
    // Only how many outputs a node has is taken from theory: tfjs has no list of them.
    const counts = rows.map((row) => [row.path.join('/'), Math.max(outputsOf(row).length, 1)] as const);
    truth = liveShapes(graph, new Map(counts));
  } catch (error) {
    truth = `tfjs does not run it: ${String(error)}`;
  }
  truths.set(graph, truth);
  return truth;
}

function failureOf(graph: GraphCase, derive: Derive): string | null {
  const truth = truthOf(graph);
  if (typeof truth === 'string') return truth;
  let rows: readonly TheoryRow[];
  try {
    rows = derive(architectureOf(graph));
  } catch (error) {
    return String(error);
  }
  for (const row of rows) {
    const name = row.path.join('/');
    if (row.state !== 'derived') return `${name}: ${row.why.text}`;
    const live = written(truth.get(name) ?? []);
    const derived = written(outputsOf(row));
    if (live !== derived) return `${name} gives ${live}, derived ${derived}`;
  }
  if (rows.length !== graph.nodes.length) return `${rows.length} rows for ${graph.nodes.length} nodes`;
  try {
    const works = rows.flatMap((row) => (row.state === 'derived' ? row.uses.map(({ work }) => work) : []));
    const total = works.reduce((sum, work) => sum + countsOf(work).multiplyAdds, 0);
    return total === graph.multiplyAdds ? null : `${graph.multiplyAdds} multiply-adds, derived ${total}`;
  } catch (error) {
    return String(error);
  }
}

/** One line per case that fails. @param op the cases that have it, for a fault in its rule alone */
export const graphFailures = (derive: Derive, op?: string): readonly string[] =>
  GRAPH_CASES.filter(({ nodes }) => op === undefined || nodes.some((node) => node.op === op)).flatMap(
    (graph) => {
      const failure = failureOf(graph, derive);
      return failure === null ? [] : [`${graph.name}: ${failure}`];
    },
  );
