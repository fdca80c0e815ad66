/** @file What tfjs does not run: the node, tfjs's limit and the way out in one sentence, and no memory taken. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { TfjsFlopsError } from '../../../src/core/errors.ts';
import type { FileOptions } from '../../../src/load/open-file.ts';
import {
  artifactsOf,
  FLOAT,
  INT,
  loopAndBranch,
  placeholder,
  type HandMadeGraph,
} from '../../support/graph-def.ts';
import { useBackend } from '../../support/backend.ts';
import { LOOP_CASES } from '../../theory/graph/loops/cases.ts';
import type { Loose } from '../small-models.ts';
import { exactly, figures, filesOf, profiled } from './build.ts';

beforeAll(() => useBackend('cpu'));

const text = (value: string): Loose => ({ s: btoa(value) });
const ints = (values: readonly number[], ...shape: readonly number[]) =>
  ({ name: 'n', shape, dtype: 'int32', values }) as const;
const zeros = (...shape: readonly number[]) =>
  ({
    name: 'w',
    shape,
    dtype: 'float32',
    values: Array<number>(shape.reduce((a, b) => a * b, 1)).fill(0),
  }) as const;

const CONV = {
  ...FLOAT,
  strides: { list: { i: ['1', '1', '1', '1'] } },
  dilations: { list: { i: ['1', '1', '1', '1'] } },
  padding: text('SAME'),
  data_format: text('NHWC'),
};

const conv = (channels: number, taken: number, attr: Loose = CONV): HandMadeGraph => ({
  nodes: [placeholder('x', [1, 4, 4, channels]), { name: 'y', op: 'Conv2D', input: ['x', 'w'], attr }],
  weights: [zeros(3, 3, taken, 8)],
});

const einsum = (equation: string): HandMadeGraph => ({
  nodes: [
    placeholder('x', [2, 3, 4]),
    {
      name: 'y',
      op: 'Einsum',
      input: ['x', 'w'],
      attr: { ...FLOAT, N: { i: '2' }, equation: text(equation) },
    },
  ],
  weights: [zeros(2, 4, 5)],
});

/** `op` with integers as its second input. */
const withInts = (
  op: string,
  values: readonly number[],
  shape: readonly number[],
  attr: Loose = {},
): HandMadeGraph => ({
  nodes: [placeholder('x', [2, 4]), { name: 'y', op, input: ['x', 'n'], attr: { ...FLOAT, ...attr } }],
  weights: [ints(values, ...shape)],
});

/** Paddings that the graph computes before it pads: the negatives of 1. */
const computedPaddings: HandMadeGraph = {
  nodes: [
    placeholder('x', [2, 4]),
    { name: 'p', op: 'Neg', input: ['n'], attr: INT },
    { name: 'y', op: 'Pad', input: ['x', 'p'], attr: FLOAT },
  ],
  weights: [ints([1, 1, 1, 1], 2, 2)],
};

const spaceToBatch: HandMadeGraph = {
  nodes: [
    placeholder('x', [1, 4, 4, 1]),
    { name: 'y', op: 'SpaceToBatchND', input: ['x', 'block', 'n'], attr: FLOAT },
  ],
  weights: [{ name: 'block', shape: [2], dtype: 'int32', values: [2, 2] }, ints([-1, 1, 0, 0], 2, 2)],
};

/** A loop whose body multiplies by a matrix that does not fit. */
function brokenLoop(): HandMadeGraph {
  const graph = loopAndBranch(2, 3, 2, true);
  const weights = graph.weights.map((weight) =>
    weight.name === 'W' ? { ...weight, shape: [4, 3], values: Array<number>(12).fill(1) } : weight,
  );
  return { ...graph, weights };
}

/** A loop whose body has a node more, of constants of its own. */
function inBody(added: {
  readonly name: string;
  readonly op: string;
  readonly input: readonly string[];
  readonly attr: Loose;
}): HandMadeGraph {
  const graph = loopAndBranch(2, 3, 2, true);
  const constants = ['k', 'f'].map((name) => ({ name, op: 'Const', attr: { dtype: { type: 'DT_FLOAT' } } }));
  const functions = graph.functions!.map((entry) => {
    const { signature: said, nodeDef } = entry as {
      signature: { name: string };
      nodeDef: readonly { name: string }[];
    };
    if (said.name !== 'body_f') return entry;
    const nodes = nodeDef.map((node) => (node.name === 'mm' ? { ...node, input: ['x', 'w', '^c'] } : node));
    return { ...entry, nodeDef: [...nodes, added, ...constants] };
  });
  const weights = [
    ...graph.weights,
    { ...zeros(1, 4, 4, 6), name: 'k' },
    { ...zeros(3, 3, 3, 8), name: 'f' },
  ];
  return { ...graph, functions, weights };
}

/** What a turn writes to a list and does not return: `h`, a matrix that each turn returns, is left as it is. */
const LISTED_ALONE: HandMadeGraph = (() => {
  const { graph } = LOOP_CASES.find(({ name }) => name.startsWith('a list of steps'))!;
  return JSON.parse(
    JSON.stringify(graph).replace('"last":"times:product:0"', '"last":"last"'),
  ) as HandMadeGraph;
})();

const signature = (node: string): Loose => ({
  signature: { inputs: { i: { name: `${node}:0` } }, outputs: { o: { name: 'y:0' } } },
});

interface Refused {
  readonly graph: HandMadeGraph;
  readonly says: string;
  readonly members?: Loose;
  readonly options?: FileOptions;
}

const REFUSED: Readonly<Record<string, Refused>> = {
  'a convolution in 4 groups': {
    graph: conv(32, 8),
    says: 'node "y" (Conv2D) is a convolution in 4 groups (its input has 32 channels, its filter 8)',
  },
  'in 2 groups': { graph: conv(6, 3), says: 'in 2 groups' },
  'in as many groups as channels': { graph: conv(5, 1), says: 'in 5 groups' },
  'a filter that does not divide the channels': {
    graph: conv(5, 2),
    says: 'TensorFlow.js does not run node "y" (Conv2D): ',
  },
  'an ellipsis': {
    graph: einsum('...ij,...jk->...ik'),
    says: 'node "y" (Einsum) has the equation ...ij,...jk->...ik',
  },
  'an ellipsis in one operand': { graph: einsum('...j,ajk->...k'), says: 'reads no ellipsis' },
  'an equation of three axes for a matrix': {
    graph: einsum('ij,ajk->ik'),
    says: 'does not run node "y" (Einsum): ',
  },
  'negative paddings': { graph: withInts('Pad', [-1, 0, 0, 0], [2, 2]), says: 'node "y" (Pad) pads by -1' },
  'negative paddings after positive ones': {
    graph: withInts('Pad', [9, 9, 9, -7], [2, 2]),
    says: 'pads by -7',
  },
  'negative mirror paddings': {
    graph: withInts('MirrorPad', [0, 0, 0, -2], [2, 2], { mode: text('REFLECT') }),
    says: 'node "y" (MirrorPad) pads by -2',
  },
  'negative paddings that are computed': { graph: computedPaddings, says: 'pads by -1' },
  'negative paddings of blocks': { graph: spaceToBatch, says: 'node "y" (SpaceToBatchND) pads by -1' },
  'absurd paddings': {
    graph: withInts('Pad', [0, 0, 1e9, 1e9], [2, 2]),
    says: 'gives [2, 2000000004], more than the 536870912 elements',
  },
  'absurd tiles': { graph: withInts('Tile', [1e5, 1e5], [2]), says: 'gives [200000, 400000]' },
  'an absurd broadcast': {
    graph: withInts('BroadcastTo', [1e9, 2, 4], [3]),
    says: 'gives [1000000000, 2, 4]',
  },
  'an absurd input': {
    graph: {
      nodes: [placeholder('x', [-1, 4]), { name: 'y', op: 'Relu', input: ['x'], attr: FLOAT }],
      weights: [],
    },
    options: { inputs: [[1e9, 4]] },
    says: 'gives [1000000000, 4]',
  },
  'an absurd input of the file': {
    graph: {
      nodes: [placeholder('x', [1e5, 1e5]), { name: 'y', op: 'Relu', input: ['x'], attr: FLOAT }],
      weights: [],
    },
    says: 'node "x" (Placeholder) gives [100000, 100000]',
  },
  'a signature of another graph': {
    graph: conv(8, 8),
    members: signature('gone'),
    says: 'leaves out the input "x" that its outputs need, but names gone:0, which the graph lacks',
  },
  'a matrix that does not fit, in a loop': {
    graph: brokenLoop(),
    says: 'TensorFlow.js does not run node "mm" (MatMul) of function "body_f": ',
  },
  'a convolution in groups, in a loop': {
    graph: inBody({ name: 'c', op: 'Conv2D', input: ['k', 'f'], attr: CONV }),
    says: 'node "c" (Conv2D) of function "body_f" is a convolution in 2 groups',
  },
  'an ellipsis, in a loop': {
    graph: inBody({
      name: 'c',
      op: 'Einsum',
      input: ['k', 'k'],
      attr: { ...FLOAT, N: { i: '2' }, equation: text('...a,...a->...') },
    }),
    says: 'node "c" (Einsum) of function "body_f" has the equation ...a,...a->...',
  },
  'an operation that tfjs does not know, in a loop': {
    graph: inBody({ name: 'c', op: 'Betainc', input: ['k', 'k'], attr: FLOAT }),
    says: 'node "c" of function "body_f" needs the operation "Betainc", which TensorFlow.js 4.22 does not know',
  },
  'a list of what a turn alone holds': {
    graph: LISTED_ALONE,
    says: 'node "all" (TensorListStack): it takes a list of tensors, and TensorFlow.js frees a tensor in a list',
  },
  'a reshape to another size': {
    graph: withInts('Reshape', [3, 3], [2]),
    says: 'TensorFlow.js does not run node "y" (Reshape): ',
  },
};

describe('one sentence for', () => {
  for (const [name, { graph, says, members, options }] of Object.entries(REFUSED))
    it(name, async () => {
      const error: unknown = await profiled(filesOf(graph, members), options).catch(
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(TfjsFlopsError);
      expect((error as Error).message).toContain(says);
    });
});

/** That tfjs refuses them is the reason to refuse them. */
it('tfjs itself refuses groups and ellipses', async () => {
  for (const graph of [
    conv(32, 8),
    conv(6, 3),
    conv(5, 1),
    einsum('...ij,...jk->...ik'),
    einsum('...j,ajk->...k'),
  ]) {
    const model = await tf.loadGraphModel({ load: async () => artifactsOf(graph) });
    const [shape] = model.inputs.map((input) => input.shape!);
    expect(() => tf.tidy(() => model.execute(tf.zeros([...shape!])))).toThrow();
    model.dispose();
  }
});

it('what is like them and right runs', async () => {
  expect(figures(await profiled(filesOf(conv(8, 8))))).toEqual(exactly(4 * 4 * 9 * 8 * 8, 9 * 8 * 8));
  expect(figures(await profiled(filesOf(einsum('bij,bjk->bik'))))).toEqual(exactly(2 * 3 * 4 * 5, 2 * 4 * 5));
  expect((await profiled(filesOf(withInts('Pad', [1, 0, 0, 2], [2, 2])))).total.residual).toBe(0);
});
