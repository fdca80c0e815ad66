/** @file Control edges of a graph model: they say what runs first, and hand over nothing. */
import { isObject, type Json } from '../core/shape.ts';

const listAt = (holder: Json | undefined, key: string): readonly Json[] => {
  const list = isObject(holder) ? holder[key] : undefined;
  return Array.isArray(list) ? list : [];
};

const isControl = (input: Json): boolean => typeof input === 'string' && input.startsWith('^');

/**
 * Which inputs of each node are control edges, by the places of its inputs. tfjs takes their `^` away, so that the
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
  return new Map(
    nodes.flatMap((node) => {
      const name = isObject(node) ? node['name'] : null;
      if (typeof name !== 'string') return [];
      return [[name, listAt(node, 'input').map(isControl)] as const];
    }),
  );
}
