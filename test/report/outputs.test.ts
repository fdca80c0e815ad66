/** @file The Output cell of a folded line is what the last of its operations makes, in the order of execution. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { formatTable } from '../../src/report/table.ts';
import { useBackend } from '../support/backend.ts';
import { FLOAT, INT, matMul, placeholder, type GraphNode, type HandMadeGraph } from '../support/graph-def.ts';
import { countGraph } from './graphs.ts';
import { readTable } from './printed.ts';
import { countModel } from './reports.ts';

beforeAll(() => useBackend('wasm'));

const [ROWS, COLUMNS, UNITS] = [5, 3, 4];
const FLAT = ROWS * COLUMNS;

const reshape = (name: string, of: string, shape: string): GraphNode => ({
  name,
  op: 'Reshape',
  input: [of, shape],
  attr: { ...FLOAT, Tshape: { type: 'DT_INT32' } },
});
/** A group `flat` whose nodes stand in the file, and so in the tree, in the order given. */
const flattened = (flat: readonly GraphNode[]): HandMadeGraph => ({
  nodes: [
    placeholder('x', [1, ROWS, COLUMNS]),
    ...flat,
    matMul('net/dense/MatMul', 'net/flat/Reshape', 'net/w'),
  ],
  weights: [
    { name: 'net/w', shape: [FLAT, UNITS], dtype: 'float32', values: Array<number>(FLAT * UNITS).fill(1) },
    { name: 'net/rows', shape: [], dtype: 'int32', values: [1] },
    { name: 'net/columns', shape: [], dtype: 'int32', values: [FLAT] },
    { name: 'net/sizes', shape: [3], dtype: 'int32', values: [1, COLUMNS, ROWS] },
  ],
});
const pack: GraphNode = {
  name: 'net/flat/Reshape/shape',
  op: 'Pack',
  input: ['net/rows', 'net/columns'],
  attr: { ...INT, N: { i: '2' }, axis: { i: '0' } },
};
const view = reshape('net/flat/Reshape', 'x', 'net/flat/Reshape/shape');

it.each<[string, readonly GraphNode[]]>([
  ['in the order in which they run', [pack, view]],
  ['its shape after it in the file', [view, pack]],
  [
    'two views, the later first in the file',
    [
      reshape('net/flat/Reshape', 'net/flat/first/Reshape', 'net/flat/Reshape/shape'),
      pack,
      reshape('net/flat/first/Reshape', 'x', 'net/sizes'),
    ],
  ],
])('a group of nodes: %s', async (_, flat) => {
  const text = formatTable(await countGraph(tf, flattened(flat), [1, ROWS, COLUMNS]), { width: 200 });
  expect(text).toMatch(new RegExp(`^flat +1×${FLAT} `, 'm'));
});

it('layers of one group that are declared in another order than they run', () => {
  const input = tf.input({ name: 'x', shape: [ROWS] });
  const last = tf.layers.dense({ name: 'head.last', units: UNITS });
  const first = tf.layers.dense({ name: 'head.first', units: COLUMNS });
  const other = tf.layers.dense({ name: 'other', units: COLUMNS }).apply(input);
  const sum = tf.layers.add({ name: 'sum' }).apply([first.apply(input), other] as tf.SymbolicTensor[]);
  const model = tf.model({ inputs: input, outputs: last.apply(sum) as tf.SymbolicTensor });
  const { lines } = readTable(formatTable(countModel(model), { width: 200 }));
  expect(lines.find(({ name }) => name === 'head')).toBeDefined();
  expect(formatTable(countModel(model), { width: 200 })).toMatch(new RegExp(`head +${UNITS} `));
});
