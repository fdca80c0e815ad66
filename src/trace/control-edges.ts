/** @file Control edges of a graph model: they say what runs first, and hand over nothing. */
import { isObject, type Json } from '../core/shape.ts';

const listAt = (holder: Json | undefined, key: string): readonly Json[] => {
  const list = isObject(holder) ? holder[key] : undefined;
  return Array.isArray(list) ? list : [];
};

const isControl = (input: Json): boolean => typeof input === 'string' && input.startsWith('^');

/**
 * Which inputs of a node are control edges, by the places of its inputs; nothing of nodes that have none. tfjs takes their `^` away, so that the
 * graph's JSON alone tells them; a model without it has none.
 * @param body a function's name, `null` for the graph itself
 */
export function controlEdgesOf(model: object, body: string | null): ReadonlyMap<string, readonly boolean[]> {
  const topology = (model as { readonly artifacts?: { readonly modelTopology?: Json } }).artifacts
    ?.modelTopology;
  const functions = listAt(isObject(topology) ? topology['library'] : undefined, 'function');
  const nodes =
    body === null
      ? listAt(topology, 'node')
      : listAt(
          functions.find(
            (each) => isObject(each) && isObject(each['signature']) && each['signature']['name'] === body,
          ),
          'nodeDef',
        );
  const edges = new Map<string, readonly boolean[]>();
  for (const node of nodes) {
    const name = isObject(node) ? node['name'] : null;
    const inputs = listAt(node, 'input');
    if (typeof name === 'string' && inputs.some(isControl)) edges.set(name, inputs.map(isControl));
  }
  return edges;
}
