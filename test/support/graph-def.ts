/** @file Small graph models made by hand, as a converter would write them. */
import type * as tf from '@tensorflow/tfjs';

type Attributes = Readonly<Record<string, object>>;

export interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr?: Attributes;
}

export interface HandMadeGraph {
  readonly nodes: readonly GraphNode[];
  readonly functions?: readonly object[];
  /** Values of the `Const` nodes, by name. */
  readonly weights: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly dtype: 'float32' | 'int32';
    readonly values: readonly number[];
  }[];
}

export const FLOAT: Attributes = { T: { type: 'DT_FLOAT' } };
export const INT: Attributes = { T: { type: 'DT_INT32' } };

const dims = (shape: readonly number[]): object => ({ dim: shape.map((size) => ({ size: String(size) })) });

export const placeholder = (name: string, shape: readonly number[], type = 'DT_FLOAT'): GraphNode => ({
  name,
  op: 'Placeholder',
  attr: { dtype: { type }, shape: { shape: dims(shape) } },
});

export const matMul = (name: string, a: string, b: string): GraphNode => ({
  name,
  op: 'MatMul',
  input: [a, b],
  attr: { ...FLOAT, transpose_a: { b: false }, transpose_b: { b: false } },
});

/** Two matrix products with a ReLU between them. */
export const TWO_PRODUCTS: HandMadeGraph = {
  nodes: [
    placeholder('x', [1, 6]),
    matMul('body/first', 'x', 'W'),
    { name: 'body/relu', op: 'Relu', input: ['body/first'], attr: FLOAT },
    matMul('body/second', 'body/relu', 'V'),
  ],
  weights: [
    { name: 'W', shape: [6, 9], dtype: 'float32', values: Array.from({ length: 54 }, (_, i) => i / 54) },
    {
      name: 'V',
      shape: [9, 4],
      dtype: 'float32',
      values: Array.from({ length: 36 }, (_, i) => i / 36 - 0.5),
    },
  ],
};

/** What tfjs loads, in memory. */
export function artifactsOf({ nodes, functions = [], weights }: HandMadeGraph): tf.io.ModelArtifacts {
  const constants = weights.map(({ name, shape, dtype }) => {
    const type = dtype === 'int32' ? 'DT_INT32' : 'DT_FLOAT';
    return {
      name,
      op: 'Const',
      attr: { dtype: { type }, value: { tensor: { dtype: type, tensorShape: dims(shape) } } },
    };
  });
  const buffers = weights.map(({ dtype, values }) =>
    Buffer.from((dtype === 'int32' ? Int32Array.from(values) : Float32Array.from(values)).buffer),
  );
  const bytes = Buffer.concat(buffers);
  return {
    format: 'graph-model',
    modelTopology: {
      node: [...constants, ...nodes],
      library: { function: functions },
      versions: { producer: 1, minConsumer: 1 },
    },
    weightSpecs: weights.map(({ name, shape, dtype }) => ({ name, shape: [...shape], dtype })),
    weightData: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
  };
}

const argument = (name: string, type: string): object => ({ name, type });

/** x @ W, `times` times in a StatelessWhile; then a StatelessIf: Tanh where `takesThen`, Neg otherwise. */
export function loopAndBranch(rows: number, size: number, times: number, takesThen: boolean): HandMadeGraph {
  const loopArgs = [
    argument('i', 'DT_INT32'),
    argument('n', 'DT_INT32'),
    argument('x', 'DT_FLOAT'),
    argument('w', 'DT_FLOAT'),
  ];
  const types = { list: { type: ['DT_INT32', 'DT_INT32', 'DT_FLOAT', 'DT_FLOAT'] } };
  const branch = (name: string, op: string): object => ({
    signature: { name, inputArg: [argument('x', 'DT_FLOAT')], outputArg: [argument('o', 'DT_FLOAT')] },
    nodeDef: [{ name: op.toLowerCase(), op, input: ['x'], attr: FLOAT }],
    ret: { o: `${op.toLowerCase()}:y:0` },
  });
  return {
    nodes: [
      placeholder('x', [rows, size]),
      {
        name: 'net/loop',
        op: 'StatelessWhile',
        input: ['i0', 'n', 'x', 'W'],
        attr: { cond: { func: { name: 'cond_f' } }, body: { func: { name: 'body_f' } }, T: types },
      },
      { name: 'net/pick', op: takesThen ? 'Less' : 'Greater', input: ['i0', 'n'], attr: INT },
      {
        name: 'net/iff',
        op: 'StatelessIf',
        input: ['net/pick', 'net/loop:2'],
        attr: {
          then_branch: { func: { name: 'then_f' } },
          else_branch: { func: { name: 'else_f' } },
          Tin: { list: { type: ['DT_FLOAT'] } },
          Tout: { list: { type: ['DT_FLOAT'] } },
        },
      },
      { name: 'net/out', op: 'Relu', input: ['net/iff'], attr: FLOAT },
    ],
    functions: [
      {
        signature: { name: 'cond_f', inputArg: loopArgs, outputArg: [argument('less', 'DT_BOOL')] },
        nodeDef: [{ name: 'Less', op: 'Less', input: ['i', 'n'], attr: INT }],
        ret: { less: 'Less:z:0' },
      },
      {
        signature: {
          name: 'body_f',
          inputArg: loopArgs,
          outputArg: [
            argument('i1', 'DT_INT32'),
            argument('n1', 'DT_INT32'),
            argument('x1', 'DT_FLOAT'),
            argument('w1', 'DT_FLOAT'),
          ],
        },
        nodeDef: [
          { name: 'ones', op: 'OnesLike', input: ['i'], attr: INT },
          { name: 'Add', op: 'AddV2', input: ['i', 'ones:y:0'], attr: INT },
          matMul('mm', 'x', 'w'),
          { name: 'idn', op: 'Identity', input: ['n'], attr: INT },
          { name: 'idw', op: 'Identity', input: ['w'], attr: FLOAT },
        ],
        ret: { i1: 'Add:z:0', n1: 'idn:output:0', x1: 'mm:product:0', w1: 'idw:output:0' },
      },
      branch('then_f', 'Tanh'),
      branch('else_f', 'Neg'),
    ],
    weights: [
      { name: 'i0', shape: [], dtype: 'int32', values: [0] },
      { name: 'n', shape: [], dtype: 'int32', values: [times] },
      {
        name: 'W',
        shape: [size, size],
        dtype: 'float32',
        values: Array.from({ length: size * size }, () => 0.5),
      },
    ],
  };
}

export type Constant = HandMadeGraph['weights'][number];

export const integers = (name: string, values: readonly number[], shape = [values.length]): Constant => ({
  name,
  shape,
  dtype: 'int32',
  values,
});
export const integer = (name: string, value: number): Constant => integers(name, [value], []);
export const float = (name: string, value: number): Constant => ({
  name,
  shape: [],
  dtype: 'float32',
  values: [value],
});
/** Halves. */
export const floats = (name: string, ...shape: number[]): Constant => ({
  name,
  shape,
  dtype: 'float32',
  values: Array.from({ length: shape.reduce((all, size) => all * size, 1) }, () => 0.5),
});
