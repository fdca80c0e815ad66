/** @file The nodes of a graph or of one of its functions, read with everything in its place. */
import { TfjsFlopsError } from '../core/errors.ts';
import type { Json } from '../core/shape.ts';
import { faultOfAttributes, functionsOf } from './graph-attributes.ts';
import { isList, isRecord, isUnsafeName, shown, type JsonRecord } from './json.ts';

export interface GraphNode {
  readonly name: string;
  readonly op: string;
  /** Names of nodes, control inputs among them. */
  readonly inputs: readonly string[];
  /** Names of functions that it calls. */
  readonly functions: readonly string[];
}

export interface GraphBody {
  /** For messages: `the graph`, `function "body"`. */
  readonly what: string;
  readonly nodes: ReadonlyMap<string, GraphNode>;
  /** Names of the nodes whose values are asked for. */
  readonly outputs: readonly string[];
}

export const invalidGraph = (sentence: string): TfjsFlopsError =>
  new TfjsFlopsError('invalid-model', sentence, { remedies: ['convert the model again'] });

/** `x` of `x`, `x:1`, `x:out:0` and `^x`. */
export const nodeOf = (reference: string): string => reference.replace(/^\^/, '').split(':', 1)[0]!;

/**
 * Nodes by name, each input among them.
 * @param args names of a function's arguments, which count as placeholders
 * @throws TfjsFlopsError `invalid-model`
 */
export function readNodes(
  what: string,
  list: Json | undefined,
  args: readonly string[],
): ReadonlyMap<string, GraphNode> {
  if (!isList(list)) throw invalidGraph(`${what} has ${shown(list)} where its list of nodes was expected`);
  const placeholders = args.map((name) => ({ name, op: 'Placeholder', inputs: [], functions: [] }));
  const nodes = new Map<string, GraphNode>();
  for (const node of [...placeholders, ...list.map((entry) => readNode(what, entry))]) {
    if (nodes.has(node.name)) throw invalidGraph(`${what} has two nodes named ${shown(node.name)}`);
    nodes.set(node.name, node);
  }
  for (const { name, op, inputs } of nodes.values()) {
    const lost = inputs.find((input) => !nodes.has(input));
    if (lost !== undefined)
      throw invalidGraph(
        `node ${shown(name)} (${op}) of ${what} reads ${shown(lost)}, which is no node there`,
      );
  }
  return nodes;
}

function readNode(what: string, node: Json): GraphNode {
  if (!isRecord(node)) throw invalidGraph(`${what} has ${shown(node)} among its nodes`);
  const { name, op, input = [], attr = {} } = node;
  if (!isName(name)) throw invalidGraph(`${what} has a node named ${shown(name)}, which cannot name a node`);
  const subject = `node ${shown(name)}`;
  if (!isName(op))
    throw invalidGraph(`${subject} of ${what} has op ${shown(op)}, which cannot name an operation`);
  if (!isList(input) || !input.every((reference) => typeof reference === 'string'))
    throw invalidGraph(`${subject} (${op}) of ${what} has input ${shown(input)}, not a list of names`);
  const fault = faultOfAttributes(attr);
  if (fault !== null) throw invalidGraph(`${subject} (${op}) of ${what} ${fault}`);
  return { name, op, inputs: input.map(nodeOf), functions: functionsOf(attr) };
}

const isName = (value: Json | undefined): value is string =>
  typeof value === 'string' && value !== '' && !isUnsafeName(value);

/** Functions of a GraphDef's library, by name. @throws TfjsFlopsError `invalid-model` */
export function readLibrary(library: Json): ReadonlyMap<string, GraphBody> {
  const list = isRecord(library) ? (library['function'] ?? []) : null;
  if (!isList(list)) throw invalidGraph(`the graph's library is ${shown(library)}, not a list of functions`);
  const bodies = new Map<string, GraphBody>();
  for (const entry of list) {
    const [name, body] = readFunction(entry);
    if (bodies.has(name)) throw invalidGraph(`two functions are named ${shown(name)}`);
    bodies.set(name, body);
  }
  return bodies;
}

function readFunction(entry: Json): readonly [string, GraphBody] {
  const signature = isRecord(entry) ? entry['signature'] : undefined;
  if (!isRecord(entry) || !isRecord(signature) || !isName(signature['name']))
    throw invalidGraph(`the graph's library holds a function without a name`);
  const { name } = signature as { readonly name: string };
  const what = `function ${shown(name)}`;
  const args = argumentNames(what, signature, 'inputArg');
  const nodes = readNodes(what, entry['nodeDef'] ?? [], args.map(nodeOf));
  const ret = isRecord(entry['ret']) ? entry['ret'] : {};
  const outputs = argumentNames(what, signature, 'outputArg').map((output) => {
    const reference = Object.hasOwn(ret, output) ? ret[output] : undefined;
    if (typeof reference === 'string' && nodes.has(nodeOf(reference))) return nodeOf(reference);
    throw invalidGraph(`${what} returns ${shown(reference)} as ${shown(output)}, which is no node of it`);
  });
  return [name, { what, nodes, outputs }];
}

/** tfjs needs both lists, also where they are empty. */
function argumentNames(
  what: string,
  signature: JsonRecord,
  key: 'inputArg' | 'outputArg',
): readonly string[] {
  const list = signature[key];
  const names = isList(list) ? list.map((arg) => (isRecord(arg) ? arg['name'] : undefined)) : [undefined];
  if (names.every(isName)) return names;
  throw invalidGraph(`${what} has ${key} ${shown(list)}, not a list of named arguments`);
}
