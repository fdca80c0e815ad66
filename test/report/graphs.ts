/** @file A small transformer as a converter writes it: many nodes, few layers. */
import type * as tf from '@tensorflow/tfjs';
import type { Report } from '../../src/core/report.ts';
import { count } from '../../src/profile/count.ts';
import {
  artifactsOf,
  FLOAT,
  INT,
  matMul,
  placeholder,
  type GraphNode,
  type HandMadeGraph,
} from '../support/graph-def.ts';

/** Tokens, channels, channels inside the MLP, blocks, classes. */
export const [T, C, F, BLOCKS, CLASSES] = [6, 4, 8, 3, 5];

const WRAPPER = 'StatefulPartitionedCall/net';

const node = (name: string, op: string, ...input: string[]): GraphNode => ({
  name: `${WRAPPER}/${name}`,
  op,
  input,
  attr: FLOAT,
});
const at = (name: string): string => `${WRAPPER}/${name}`;

/** Shape arithmetic that a converter leaves beside each matrix product. */
const shapeNodes = (name: string, of: string): GraphNode[] => [
  {
    name: at(`${name}/Tensordot/Shape`),
    op: 'Shape',
    input: [of],
    attr: { ...FLOAT, out_type: { type: 'DT_INT32' } },
  },
  {
    name: at(`${name}/Tensordot/stack`),
    op: 'Pack',
    input: [`${name}/size`, `${name}/size`],
    attr: { ...INT, N: { i: '2' }, axis: { i: '0' } },
  },
];

const dense = (name: string, of: string): GraphNode[] => [
  ...shapeNodes(name, of),
  matMul(at(`${name}/Tensordot/MatMul`), of, `${name}/kernel`),
  node(`${name}/BiasAdd`, 'AddV2', at(`${name}/Tensordot/MatMul`), `${name}/bias`),
];

function block(i: number, of: string): GraphNode[] {
  const step = (name: string): string => `encoder/layer_._${i}/${name}`;
  const out = (name: string): string => at(step(name));
  return [
    node(step('norm/sub'), 'Sub', of, step('norm/mean')),
    node(step('norm/mul'), 'Mul', out('norm/sub'), step('norm/scale')),
    ...dense(step('attention/self/query'), out('norm/mul')),
    ...dense(step('attention/self/key'), out('norm/mul')),
    {
      ...matMul(
        out('attention/self/MatMul'),
        out('attention/self/query/BiasAdd'),
        out('attention/self/key/BiasAdd'),
      ),
      attr: { ...FLOAT, transpose_a: { b: false }, transpose_b: { b: true } },
    },
    node(step('attention/self/truediv'), 'Mul', out('attention/self/MatMul'), step('attention/self/scale')),
    node(step('attention/self/Softmax'), 'Softmax', out('attention/self/truediv')),
    matMul(out('attention/self/MatMul_1'), out('attention/self/Softmax'), out('norm/mul')),
    node(step('add'), 'AddV2', of, out('attention/self/MatMul_1')),
    ...dense(step('intermediate/dense'), out('add')),
    node(step('intermediate/Gelu/Erf'), 'Erf', out('intermediate/dense/BiasAdd')),
    node(step('intermediate/Gelu/mul'), 'Mul', out('intermediate/Gelu/Erf'), step('intermediate/half')),
    ...dense(step('output/dense'), out('intermediate/Gelu/mul')),
    node(step('output/add'), 'AddV2', out('output/dense/BiasAdd'), out('add')),
  ];
}

type Weight = HandMadeGraph['weights'][number];
const filled = (name: string, shape: readonly number[], dtype: Weight['dtype'] = 'float32'): Weight => ({
  name,
  shape,
  dtype,
  values: Array.from({ length: shape.reduce((product, dim) => product * dim, 1) }, () => 1),
});
const denseWeights = (name: string, rows: number, columns: number): Weight[] => [
  filled(`${name}/kernel`, [rows, columns]),
  filled(`${name}/bias`, [columns]),
  filled(`${name}/size`, [], 'int32'),
];

export function transformer(): HandMadeGraph {
  const blocks = Array.from({ length: BLOCKS }, (_, i) => i);
  const inputOf = (i: number): string =>
    at(i === 0 ? 'embeddings/dense/BiasAdd' : `encoder/layer_._${i - 1}/output/add`);
  return {
    nodes: [
      placeholder('x', [T, C]),
      ...dense('embeddings/dense', 'x'),
      ...blocks.flatMap((i) => block(i, inputOf(i))),
      ...dense('classifier', inputOf(BLOCKS)),
      node('out', 'Identity', at('classifier/BiasAdd')),
    ],
    weights: [
      ...denseWeights('embeddings/dense', C, C),
      ...blocks.flatMap((i) => {
        const step = (name: string): string => `encoder/layer_._${i}/${name}`;
        return [
          filled(step('norm/mean'), []),
          filled(step('norm/scale'), [C]),
          ...denseWeights(step('attention/self/query'), C, C),
          ...denseWeights(step('attention/self/key'), C, C),
          filled(step('attention/self/scale'), []),
          ...denseWeights(step('intermediate/dense'), C, F),
          filled(step('intermediate/half'), []),
          ...denseWeights(step('output/dense'), F, C),
        ];
      }),
      ...denseWeights('classifier', C, CLASSES),
    ],
  };
}

/** One pass of a graph on an input of ones. */
export async function countGraph(
  { loadGraphModel, ones }: typeof tf,
  graph: HandMadeGraph,
  shape: number[],
): Promise<Report> {
  const model = await loadGraphModel({ load: async () => artifactsOf(graph) });
  const input = ones(shape);
  try {
    const report = count(() => model.predict(input), { models: [model], name: 'transformer' });
    return { ...report, environment: {}, memory: null };
  } finally {
    input.dispose();
    model.dispose();
  }
}
