/** @file How large the integers may be that a model takes as indices into a table: the rows of the table. */
import { isObject, type Json } from '../core/shape.ts';
import type { Architecture, GraphArchitecture } from '../core/theory.ts';
import { readGraphDef } from '../theory/graph/graph-def.ts';

/** Ops that hand indices on as they are. */
const HANDS_ON = new Set(['Identity', 'Cast', 'Reshape', 'ExpandDims', 'Squeeze']);
const LOOKS_UP = new Set(['Gather', 'GatherV2', 'ResourceGather']);

/** Rows of the smallest table in which a graph looks up what comes from a placeholder. */
function graphRange({ topology, weights }: GraphArchitecture, input: string): number | null {
  const nodes = [...readGraphDef(topology).values()];
  const reached = new Set([input]);
  // Files list nodes in no certain order: until nothing new is reached.
  for (let before = 0; before < reached.size;) {
    before = reached.size;
    for (const { name, op, inputs } of nodes)
      if (HANDS_ON.has(op) && inputs[0] !== undefined && reached.has(inputs[0].node)) reached.add(name);
  }
  const rows = nodes.flatMap(({ op, inputs: [table, indices] }) => {
    if (!LOOKS_UP.has(op) || indices === undefined || !reached.has(indices.node)) return [];
    return weights.find(({ name }) => name === table?.node)?.shape.slice(0, 1) ?? [];
  });
  return rows.length === 0 ? null : Math.min(...rows);
}

/** `input_dim` of every Embedding in a layers model's JSON. */
function embeddingRows(value: Json): number[] {
  if (Array.isArray(value)) return value.flatMap((entry) => embeddingRows(entry as Json));
  if (!isObject(value)) return [];
  const { config } = value as { config?: Json };
  if (value['class_name'] === 'Embedding' && isObject(config) && typeof config['input_dim'] === 'number')
    return [config['input_dim']];
  return Object.values(value).flatMap(embeddingRows);
}

/** Indices into 0 … n − 1 are safe; `null` where the architecture looks nothing up. */
export function indexRange(architecture: Architecture | null, input: string): number | null {
  if (architecture === null) return null;
  if (architecture.format === 'graph') return graphRange(architecture, input);
  const rows = embeddingRows(architecture.topology);
  return rows.length === 0 ? null : Math.min(...rows);
}
