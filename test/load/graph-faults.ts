/** @file Faults planted in a small graph, each with the refusal that it must meet. */
import type { GraphCheck } from '../../src/load/check-graph.ts';
import type { Refusal } from './refusals.ts';
import { node, type Loose } from './small-models.ts';

export interface GraphFault extends Refusal {
  readonly plant: (graph: Loose) => Loose;
  readonly check?: GraphCheck;
}

const fault = (name: string, says: string, plant: (graph: Loose) => Loose): GraphFault => ({
  name,
  code: 'invalid-model',
  says,
  plant,
});

/** Changes the node of a name, in the graph or in one of its functions. */
const change = (name: string, says: string, of: string, members: Loose): GraphFault =>
  fault(name, says, (graph) => {
    const bodies = [graph.node, ...graph.library.function.map(({ nodeDef }: Loose) => nodeDef)];
    Object.assign(
      bodies.flat().find((found: Loose) => found.name === of),
      members,
    );
  });

const add = (name: string, says: string, ...nodes: readonly Loose[]): GraphFault =>
  fault(name, says, (graph) => void graph.node.push(...nodes));

const attribute = (name: string, says: string, attr: Loose): GraphFault =>
  change(`attribute ${name}`, says, 'y', { attr });

const library = (name: string, says: string, plant: (functions: Loose) => unknown): GraphFault =>
  fault(name, says, (graph) => void plant(graph.library.function));

const unknown = (
  name: string,
  says: string,
  plant: GraphFault['plant'],
  check: GraphCheck = {},
): GraphFault => ({
  ...fault(name, says, plant),
  code: 'unsupported-model',
  check,
});

const call = (callee: string): Loose => ({ f: { func: { name: callee } } });

export const GRAPH_FAULTS: readonly GraphFault[] = [
  fault('no object', 'modelTopology is 3', () => 3),
  fault('nodes no list', 'where its list of nodes', (graph) => ({ ...graph, node: {} })),
  fault('no nodes', 'the graph has no nodes', (graph) => ({ ...graph, node: [] })),
  fault('no versions', 'has no versions', ({ versions: _versions, ...graph }) => graph),
  add('a node null', 'has null among its nodes', null),
  add('a node without name', 'a node named nothing', { op: 'Relu' }),
  add('a node named __proto__', 'a node named "__proto__"', node('__proto__', 'Relu')),
  add('a node named toString', 'a node named "toString"', node('toString', 'Relu')),
  add('a node without op', 'node "z" of the graph has op nothing', { name: 'z' }),
  add('a node of op constructor', 'has op "constructor"', node('z', 'constructor')),
  add('two nodes of one name', 'two nodes named "x"', node('x', 'Relu')),
  change('input a text', 'has input "x"', 'y', { input: 'x' }),
  change('an input a number', 'has input ["x",1]', 'y', { input: ['x', 1] }),
  change('an input that is none', 'node "y" (MatMul) of the graph reads "v", which', 'y', {
    input: ['x', 'v:0'],
  }),
  change('a control input that is none', 'reads "v"', 'y', { input: ['x', 'w', '^v'] }),
  change('an input named __proto__', 'reads "__proto__"', 'y', { input: ['x', '__proto__:0'] }),
  change('an input named toString', 'reads "toString"', 'y', { input: ['x', 'toString'] }),
  change('an input of another body', 'of function "next" reads "x"', 'add', { input: ['i', 'x'] }),
  change('an input of itself', 'node "y" (MatMul) of the graph waits for itself', 'y', { input: ['x', 'y'] }),
  add(
    'a cycle',
    '"a" ← "b" ← "a"',
    node('a', 'Relu', ['b']),
    node('b', 'Relu', ['a']),
    node('c', 'Relu', ['b']),
  ),
  add('a cycle by control', 'waits for itself', node('a', 'Relu', ['x', '^b']), node('b', 'Relu', ['a'])),
  fault('a loop without NextIteration', 'waits for itself', (graph) => {
    graph.node.at(-1).op = 'Identity';
  }),
  fault('a long cycle', '… ← "n0"', (graph) => {
    const ring = 50_000;
    for (let i = 0; i < ring; i++) graph.node.push(node(`n${i}`, 'Relu', [`n${(i + 1) % ring}`]));
  }),
  change('a cycle in a function', 'of function "next" waits for itself', 'add', { input: ['i', 'add'] }),
  attribute('a list', 'has attr []', []),
  attribute('a number', 'has attribute "a" 1, not an object', { a: 1 }),
  attribute('null', 'has attribute "a" null', { a: null }),
  attribute('b a text', 'with b "true"', { a: { b: 'true' } }),
  attribute('i a fraction', 'with i 1.5', { a: { i: 1.5 } }),
  attribute('i words', 'with i "two"', { a: { i: 'two' } }),
  attribute('f words', 'with f "two"', { a: { f: 'two' } }),
  attribute('s a number', 'with s 5', { a: { s: 5 } }),
  attribute('type a list', 'with type []', { a: { type: [] } }),
  attribute('tensor a text', 'with tensor "x"', { a: { tensor: 'x' } }),
  attribute('shape a list', 'with shape [1,2]', { a: { shape: [1, 2] } }),
  attribute('dim no list', 'with shape', { a: { shape: { dim: 3 } } }),
  attribute('size below -1', 'with shape', { a: { shape: { dim: [{ size: '-2' }] } } }),
  attribute('size words', 'with shape', { a: { shape: { dim: [{ size: 'two' }] } } }),
  attribute('list a list', 'with list [1]', { a: { list: [1] } }),
  attribute('list of no list', 'with list', { a: { list: { i: 1 } } }),
  attribute('list of wrong entries', 'with list', { a: { list: { i: ['1', 'x'] } } }),
  attribute('func without name', 'with func', { a: { func: {} } }),
  attribute('func of no function', 'node "y" (MatMul) of the graph calls "none"', call('none')),
  attribute('func named toString', 'calls "toString"', call('toString')),
  fault('a library a text', "the graph's library is", (graph) => ({ ...graph, library: 'x' })),
  fault('functions no list', "the graph's library is", (graph) => ({ ...graph, library: { function: {} } })),
  library('a function null', 'without a name', (functions) => functions.push(null)),
  library('a function without name', 'without a name', ([first]) => delete first.signature.name),
  library('a function named __proto__', 'without a name', ([first]) => (first.signature.name = '__proto__')),
  library(
    'two functions of one name',
    'two functions are named "next"',
    ([first]) => (first.signature.name = 'next'),
  ),
  library('no inputArg', 'inputArg nothing', ([first]) => delete first.signature.inputArg),
  library('no outputArg', 'outputArg nothing', ([first]) => delete first.signature.outputArg),
  library('an argument without name', 'inputArg [{}]', ([first]) => (first.signature.inputArg = [{}])),
  library('an argument that is a node', 'two nodes named "i"', ([first]) => (first.nodeDef[0].name = 'i')),
  library('no ret', 'returns nothing as "out"', ([first]) => delete first.ret),
  library('ret of no node', 'returns "none:0" as "out"', ([first]) => (first.ret.out = 'none:0')),
  library('nodeDef no list', 'function "small" has {}', ([first]) => (first.nodeDef = {})),
  library('a function that calls itself', 'function "next" calls itself', ([, next]) => {
    next.nodeDef.push(node('again', 'StatelessIf', ['i'], call('next')));
  }),
  library('functions that call one another', 'calls itself, which tfjs never leaves: ', ([small, next]) => {
    small.nodeDef.push(node('a', 'StatelessIf', ['i'], call('next')));
    next.nodeDef.push(node('b', 'StatelessIf', ['i'], call('small')));
  }),
  unknown('an unknown op', 'node "z" needs the operation "Frobnicate"', (graph) => {
    graph.node.push(node('z', 'Frobnicate', ['x']));
  }),
  unknown('two unknown ops', 'does not know, nor "RaggedGather"', (graph) => {
    graph.node.push(node('z', 'RaggedGather', ['x']), node('a', 'PartitionedCall', ['x']));
  }),
  unknown(
    'an unknown op that is asked for',
    'node "z" needs',
    (graph) => void graph.node.push(node('z', 'Frobnicate', ['x'])),
    { outputs: ['z:0'] },
  ),
  unknown(
    'an unknown op among registered ones',
    '"Frobnicate"',
    (graph) => void graph.node.push(node('z', 'Frobnicate', ['x']), node('a', 'Mine', ['x'])),
    { isRegistered: (op) => op === 'Mine' },
  ),
  unknown('an unknown op in a function', 'node "add" of function "next" needs', (graph) => {
    graph.library.function[1].nodeDef[0].op = 'Frobnicate';
  }),
  {
    ...fault('a constant without weight', 'node "w" (Const) has no weight', (graph) => graph),
    check: { weights: new Set(['zero']) },
  },
];
