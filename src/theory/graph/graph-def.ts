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

/** @throws TfjsFlopsError `invalid-input` where the JSON is no GraphDef */
export function readGraphDef(topology: Json): GraphNodes {
  const list = isObject(topology) ? topology['node'] : undefined;
  if (!Array.isArray(list)) throw malformed('it has no list of nodes');
  const nodes = new Map<string, GraphNode>();
  for (const entry of list as readonly Json[]) {
    const node = nodeOf(entry);
    if (nodes.has(node.name)) throw malformed(`two nodes are named "${node.name}"`);
    nodes.set(node.name, node);
  }
  for (const node of nodes.values())
    for (const source of sourcesOf(node))
      if (!nodes.has(source)) throw malformed(`"${node.name}" takes "${source}", which is no node`);
  return nodes;
}
