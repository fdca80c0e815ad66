/** @file Whose each weight of a small graph is: what theory must say, node by node. */
import { architectureOf, b, i, input, int, ints, node, weight, type SmallGraph } from './build.ts';
import type { Derive } from './failures.ts';

interface LedgerCase extends SmallGraph {
  readonly name: string;
  /** By node. */
  readonly parameters: Readonly<Record<string, number>>;
}

const [inner, wide] = [4, 5];

export const LEDGER_CASES: readonly LedgerCase[] = [
  {
    name: 'a tied weight is the first node’s',
    sources: { x: input(2, inner), w: weight(inner, wide) },
    nodes: [
      node('first', 'MatMul', ['x', 'w']),
      node('second', 'MatMul', ['first', 'w'], { transpose_b: b(true) }),
    ],
    parameters: { first: inner * wide, second: 0 },
  },
  {
    name: 'an identity passes a weight on and owns nothing',
    sources: { x: input(2, inner), w: weight(inner, wide) },
    nodes: [
      node('read', 'Identity', ['w']),
      node('again', 'Identity', ['read']),
      node('product', 'MatMul', ['x', 'again']),
    ],
    parameters: { read: 0, again: 0, product: inner * wide },
  },
  {
    name: 'integers are no parameters',
    sources: { x: input(2, inner), shape: ints([inner, 2]), bias: weight(2) },
    nodes: [node('reshape', 'Reshape', ['x', 'shape']), node('bias_add', 'BiasAdd', ['reshape', 'bias'])],
    parameters: { reshape: 0, bias_add: 2 },
  },
  {
    name: 'the first node owns it, needed or not',
    sources: { x: input(2, inner), w: weight(inner, wide) },
    nodes: [node('aside', 'MatMul', ['x', 'w']), node('asked', 'MatMul', ['x', 'w'])],
    outputs: ['asked'],
    parameters: { asked: 0 },
  },
  {
    name: 'the first node owns it, derivable or not',
    sources: { x: input(2, inner), w: weight(inner, wide) },
    nodes: [node('odd', 'NoSuchOp', ['w']), node('asked', 'MatMul', ['x', 'w'])],
    outputs: ['odd', 'asked'],
    parameters: { asked: 0 },
  },
  {
    name: 'a weight that a node takes twice counts once',
    sources: { w: weight(inner, inner) },
    nodes: [node('square', 'MatMul', ['w', 'w'])],
    parameters: { square: inner * inner },
  },
  {
    name: 'a weight in the file that no node takes is nobody’s',
    sources: { x: input(2, inner), unused: weight(7), axis: int(0) },
    nodes: [node('relu', 'Relu', ['x']), node('tail', 'ConcatV2', ['relu', 'x', 'axis'], { N: i(2) })],
    parameters: { relu: 0, tail: 0 },
  },
];

export const ledgerFailures = (derive: Derive): readonly string[] =>
  LEDGER_CASES.flatMap((graph) => {
    const rows = derive(architectureOf(graph));
    const owned = Object.fromEntries(
      rows.flatMap((row) => (row.state === 'derived' ? [[row.path.join('/'), row.parameters.total]] : [])),
    );
    const [derived, expected] = [JSON.stringify(owned), JSON.stringify(graph.parameters)];
    return derived === expected ? [] : [`${graph.name}: ${expected}, derived ${derived}`];
  });
