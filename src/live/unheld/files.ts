/** @file Model files that this page has fetched, read again: from its cache where that has them. */
import { isObject, type Json, type Shape } from '../../core/shape.ts';

export interface GraphFile {
  readonly url: string;
  readonly topology: Json;
  readonly signature: Json | undefined;
  /** Shapes of its weights, by name. */
  readonly weights: ReadonlyMap<string, string>;
  readonly nodes: ReadonlySet<string>;
}

/** A server that does not answer keeps nobody from a report. */
const LONGEST_MS = 5_000;

const listAt = (holder: Json | undefined, key: string): readonly Json[] => {
  const list = isObject(holder) ? holder[key] : undefined;
  return Array.isArray(list) ? list : [];
};

const named = (values: readonly Json[]): readonly (readonly [string, Readonly<Record<string, Json>>])[] =>
  values.flatMap((value) =>
    isObject(value) && typeof value['name'] === 'string' ? [[value['name'], value]] : [],
  );

function graphIn(url: string, json: Json): GraphFile | null {
  const topology = isObject(json) ? json['modelTopology'] : undefined;
  const nodes = named(listAt(topology, 'node'));
  if (topology === undefined || nodes.length === 0) return null;
  const groups = listAt(json, 'weightsManifest');
  const specs = groups.flatMap((group) => named(listAt(group, 'weights')));
  return {
    url,
    topology,
    signature: isObject(json) ? json['signature'] : undefined,
    weights: new Map(specs.map(([name, { shape }]) => [name, JSON.stringify(shape)])),
    nodes: new Set(nodes.map(([name]) => name)),
  };
}

/** Node's types lack it. */
const FROM_CACHE: object = { cache: 'force-cache' };

async function fetched(url: string): Promise<GraphFile | null> {
  try {
    const response = await fetch(url, {
      ...FROM_CACHE,
      signal: AbortSignal.timeout(LONGEST_MS),
    });
    return graphIn(url, (await response.json()) as Json);
  } catch {
    return null;
  }
}

const isJson = (url: string): boolean => /\.json(?:[?#]|$)/.test(url);

/**
 * @param nodes names of a graph's nodes
 * @param weights its weights, by name
 * @returns the one file that has all of these nodes and weights of these shapes; `null` where there is none, or several
 */
export async function fetchedFile(
  nodes: readonly string[],
  weights: Readonly<Record<string, readonly { readonly shape: Shape }[]>>,
): Promise<GraphFile | null> {
  const urls = new Set(performance.getEntriesByType('resource').map(({ name }) => name));
  const files = await Promise.all([...urls].filter(isJson).map(fetched));
  const fitting = files.filter(
    (file) =>
      file !== null &&
      nodes.every((name) => file.nodes.has(name)) &&
      Object.entries(weights).every(
        ([name, [tensor]]) => file.weights.get(name) === JSON.stringify(tensor?.shape),
      ),
  );
  return fitting.length === 1 ? fitting[0]! : null;
}
