/** @file A GraphDef's JSON as nodes that refer to one another. */
import { TfjsFlopsError } from '../../core/errors.ts';
import { isObject, type Json } from '../../core/shape.ts';
import type { LayerConfig } from '../../core/theory.ts';
import type { Attributes } from './attributes.ts';

/** One output of a node. */
export interface OutputRef {
  readonly node: string;
  readonly output: number;
}

export interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly OutputRef[];
  /** Nodes that run before it and give it nothing: `^name`. */
  readonly controls: readonly string[];
  readonly attributes: Attributes;
}

/** By name, in the file's order. */
export type GraphNodes = ReadonlyMap<string, GraphNode>;

const malformed = (what: string): TfjsFlopsError =>
  new TfjsFlopsError(
    'invalid-input',
    `The graph's JSON is malformed: ${what}. Give the modelTopology of a converted graph model.`,
  );

/** A body that nodes call: branches, conditions and turns of loops. */
export interface GraphFunction {
  readonly name: string;
  /** Its own, then its arguments as placeholders. */
  readonly nodes: GraphNodes;
  readonly args: readonly string[];
  readonly returns: readonly OutputRef[];
}

/** `name`, `name:1` or, as function bodies have it, `name:output:1`. @throws TfjsFlopsError `invalid-input` */
export function refOf(name: string): OutputRef {
  const [node = '', ...rest] = name.split(':');
  const output = Number(rest.at(-1) ?? 0);
  if (node !== '' && Number.isInteger(output) && output >= 0) return { node, output };
  throw malformed(`"${name}" names no output of a node`);
}

function attributesOf(attr: Json, name: string): Attributes {
  if (isObject(attr)) {
    // Names that begin with `_` are notes of TensorFlow's optimiser, which tfjs does not read.
    const entries = Object.entries(attr).filter(([key]) => !key.startsWith('_'));
    if (entries.every((entry): entry is [string, LayerConfig] => isObject(entry[1])))
      return Object.fromEntries(entries);
  }
  throw malformed(`the attributes of "${name}" are no objects`);
}

const isControl = (ref: string): boolean => ref.startsWith('^');

function nodeOf(entry: Json): GraphNode {
  if (!isObject(entry)) throw malformed('a node is not an object');
  const { name, op, input = [], attr = {} } = entry;
  if (typeof name !== 'string' || name === '') throw malformed('a node has no name');
  if (typeof op !== 'string' || op === '') throw malformed(`"${name}" has no op`);
  const inputs: readonly Json[] = Array.isArray(input) ? input : [null];
  if (!inputs.every((ref) => typeof ref === 'string'))
    throw malformed(`the inputs of "${name}" are no names`);
  return {
    name,
    op,
    inputs: inputs.filter((ref) => !isControl(ref)).map(refOf),
    controls: inputs.filter(isControl).map((ref) => refOf(ref.slice(1)).node),
    attributes: attributesOf(attr, name),
  };
}

/** All nodes that a node needs. */
export const sourcesOf = ({ inputs, controls }: GraphNode): readonly string[] => [
  ...inputs.map(({ node }) => node),
  ...controls,
];

function nodesOf(entries: readonly GraphNode[]): GraphNodes {
  const nodes = new Map<string, GraphNode>();
  for (const node of entries) {
    if (nodes.has(node.name)) throw malformed(`two nodes are named "${node.name}"`);
    nodes.set(node.name, node);
  }
  for (const node of nodes.values())
    for (const source of sourcesOf(node))
      if (!nodes.has(source)) throw malformed(`"${node.name}" takes "${source}", which is no node`);
  return nodes;
}

/** @throws TfjsFlopsError `invalid-input` where the JSON is no GraphDef */
export function readGraphDef(topology: Json): GraphNodes {
  const list = isObject(topology) ? topology['node'] : undefined;
  if (!Array.isArray(list)) throw malformed('it has no list of nodes');
  return nodesOf((list as readonly Json[]).map(nodeOf));
}

const listAt = (holder: Json | undefined, key: string): readonly Json[] => {
  const list = isObject(holder) ? holder[key] : undefined;
  return Array.isArray(list) ? (list as readonly Json[]) : [];
};

const namesIn = (list: readonly Json[]): readonly string[] =>
  list.flatMap((arg) => (isObject(arg) && typeof arg['name'] === 'string' ? [arg['name']] : []));

/** Functions of the library, by name. @throws TfjsFlopsError `invalid-input` for a malformed one */
export function readFunctions(topology: Json): ReadonlyMap<string, GraphFunction> {
  const library = isObject(topology) ? topology['library'] : undefined;
  const functions = new Map<string, GraphFunction>();
  for (const entry of listAt(library, 'function')) {
    const signature = isObject(entry) ? entry['signature'] : undefined;
    const name = isObject(signature) ? signature['name'] : undefined;
    if (!isObject(entry) || typeof name !== 'string') throw malformed('a function has no name');
    const args = namesIn(listAt(signature, 'inputArg'));
    const placeholders = args.map((arg): GraphNode => ({
      name: arg,
      op: 'Placeholder',
      inputs: [],
      controls: [],
      attributes: {},
    }));
    const ret = isObject(entry['ret']) ? entry['ret'] : {};
    const returns = namesIn(listAt(signature, 'outputArg')).map((output) => {
      const ref = ret[output];
      if (typeof ref !== 'string') throw malformed(`function "${name}" does not say what "${output}" is`);
      return refOf(ref);
    });
    const nodes = nodesOf([...listAt(entry, 'nodeDef').map(nodeOf), ...placeholders]);
    functions.set(name, { name, nodes, args, returns });
  }
  return functions;
}
