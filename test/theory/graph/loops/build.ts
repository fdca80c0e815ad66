/** @file Loops by hand: as functions (TensorFlow 2) and as frames in the graph (TensorFlow 1). */
import type { GraphNode, HandMadeGraph } from '../../../support/graph-def.ts';

type Attr = Readonly<Record<string, object>>;

export const INT: Attr = { T: { type: 'DT_INT32' } };
export const FLOAT: Attr = { T: { type: 'DT_FLOAT' } };
export const flow = (type: string): Attr => ({ T: { type: `DT_${type}` } });
export const node = (name: string, op: string, input: readonly string[], attr: Attr = {}): GraphNode => ({
  name,
  op,
  input,
  attr,
});
export const product = (name: string, a: string, b: string): GraphNode =>
  node(name, 'MatMul', [a, b], { ...FLOAT, transpose_a: { b: false }, transpose_b: { b: false } });

export const input = (name: string, shape: readonly number[], type = 'FLOAT'): GraphNode => ({
  name,
  op: 'Placeholder',
  attr: {
    dtype: { type: `DT_${type}` },
    shape: { shape: { dim: shape.map((size) => ({ size: String(size) })) } },
  },
});

type Weight = HandMadeGraph['weights'][number];

export const ints = (
  name: string,
  values: readonly number[],
  shape: readonly number[] = [values.length],
): Weight => ({
  name,
  shape,
  dtype: 'int32',
  values,
});
export const int = (name: string, value: number): Weight => ints(name, [value], []);
export const float = (name: string, ...shape: number[]): Weight => ({
  name,
  shape,
  dtype: 'float32',
  values: Array<number>(shape.reduce((a, b) => a * b, 1)).fill(0.25),
});

/** A function: its arguments and results by name and type. */
export const fn = (
  name: string,
  args: Readonly<Record<string, string>>,
  nodes: readonly GraphNode[],
  returns: Readonly<Record<string, string>>,
): object => ({
  signature: {
    name,
    inputArg: Object.entries(args).map(([arg, type]) => ({ name: arg, type: `DT_${type}` })),
    outputArg: Object.keys(returns).map((output) => ({ name: output, type: 'DT_FLOAT' })),
  },
  nodeDef: nodes,
  ret: returns,
});

export const loop = (name: string, inputs: readonly string[], cond: string, body: string): GraphNode =>
  node(name, 'StatelessWhile', inputs, { cond: { func: { name: cond } }, body: { func: { name: body } } });

export const branch = (name: string, inputs: readonly string[], yes: string, no: string): GraphNode =>
  node(name, 'StatelessIf', inputs, {
    then_branch: { func: { name: yes } },
    else_branch: { func: { name: no } },
  });

/** What each turn of a loop carries: a counter, its end and step, a matrix and a weight. */
export const STATE = { i: 'INT32', end: 'INT32', step: 'INT32', x: 'FLOAT', w: 'FLOAT' } as const;

/** `i op end`. */
export const asks = (name: string, op: string, args: Readonly<Record<string, string>> = STATE): object =>
  fn(name, args, [node('ask', op, ['i', 'end'], INT)], { goes: 'ask:z:0' });

/** x · w, i + step; nodes before them may make another `x`. */
export const turns = (name: string, nodes: readonly GraphNode[] = [], x = 'x'): object =>
  fn(name, STATE, [...nodes, product('times', x, 'w'), node('count', 'AddV2', ['i', 'step'], INT)], {
    i: 'count:z:0',
    end: 'end',
    step: 'step',
    x: 'times:product:0',
    w: 'w',
  });

interface Called {
  readonly nodeDef: readonly GraphNode[];
}

/** All ops of a graph and of its functions. */
export const opsIn = ({ nodes, functions = [] }: HandMadeGraph): readonly string[] =>
  [...nodes, ...functions.flatMap((called) => (called as Called).nodeDef)].map(({ op }) => op);
