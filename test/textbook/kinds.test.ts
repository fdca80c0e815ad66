/** @file The kinds of layers that are found in a model's rows, layers and graph nodes alike, with their sizes. */
import { describe, expect, it } from 'vitest';
import type { Shape } from '../../src/core/shape.ts';
import type { LayerConfig, TheoryRow } from '../../src/core/theory.ts';
import { findKinds } from '../../src/textbook/kinds/find.ts';
import type { KindName, Sizes } from '../../src/textbook/kinds/kind.ts';

const row = (
  name: string,
  className: string,
  inputs: readonly Shape[],
  output: Shape,
  config: LayerConfig = {},
  calls = 1,
): TheoryRow => ({
  path: name.split('/'),
  className,
  config,
  state: 'derived',
  uses: [{ inputs, outputs: [output], work: [], calls }],
  parameters: { trainable: 0, nonTrainable: 0, frozen: 0, total: 0 },
});

const [N, D, h, Dff] = [7, 12, 3, 20];
const d = D / h;
const matMul = (name: string, rows: number, inputs: number, outputs: number): TheoryRow =>
  row(
    name,
    'MatMul',
    [
      [rows, inputs],
      [inputs, outputs],
    ],
    [rows, outputs],
  );
const pair = (name: string, lead: Shape, [m, k, n]: readonly [number, number, number]): TheoryRow =>
  row(
    name,
    'BatchMatMulV2',
    [
      [...lead, m, k],
      [...lead, k, n],
    ],
    [...lead, m, n],
  );
const scores = (lead: Shape, n = N): readonly TheoryRow[] => [
  pair('a/MatMul', lead, [N, d, n]),
  row('a/Softmax', 'Softmax', [[...lead, N, n]], [...lead, N, n]),
  pair('a/MatMul_1', lead, [N, n, d]),
];
const three = (rows: number): readonly TheoryRow[] =>
  ['q', 'k', 'v'].map((name) => matMul(`a/${name}/MatMul`, rows, D, D));
const biasOf = (name: string, width: number): TheoryRow =>
  row(`${name}/BiasAdd`, 'BiasAdd', [[N, width], [width]], [N, width]);

const kindsOf = (rows: readonly TheoryRow[]): readonly (readonly [KindName, Sizes, number])[] =>
  findKinds(rows).map(({ kind, uses }) => [kind, uses[0]!.sizes, uses[0]!.times]);

describe('attention is found in a graph', () => {
  const sizes = { N, D, Dk: D, h, projection: D, mapBias: 0, projectionBias: 0 };
  it.each<[string, readonly TheoryRow[], Partial<Record<keyof typeof sizes, number>>, number]>([
    ['of three maps', [...three(N), ...scores([1, h]), matMul('a/o/MatMul', N, D, D)], {}, 1],
    [
      'of one map',
      [matMul('qkv/MatMul', N, D, 3 * D), ...scores([1, h]), matMul('o/MatMul', N, D, D)],
      {},
      1,
    ],
    ['with scores of three axes', [...three(N), ...scores([h]), matMul('a/o/MatMul', N, D, D)], {}, 1],
    ['of two examples', [...three(2 * N), ...scores([2, h]), matMul('a/o/MatMul', 2 * N, D, D)], {}, 2],
    [
      'and in layers with functions in their place',
      [
        ...['q', 'k', 'v'].map((name) => row(name, 'Dense', [[2, N, D]], [2, N, D], { use_bias: false })),
        row(
          's',
          'tf.matMul',
          [
            [2, h, N, d],
            [2, h, N, d],
          ],
          [2, h, N, N],
        ),
        row(
          'a',
          'tf.matMul',
          [
            [2, h, N, N],
            [2, h, N, d],
          ],
          [2, h, N, d],
        ),
        row('o', 'Dense', [[2, N, D]], [2, N, D]),
      ],
      { projectionBias: 1 },
      2,
    ],
    ['without a projection', [...three(N), ...scores([1, h])], { projection: 0 }, 1],
    [
      'to another width',
      [...three(N), ...scores([1, h]), matMul('a/o/MatMul', N, D, 5)],
      { projection: 5 },
      1,
    ],
    [
      'with biases beside it',
      [
        ...three(N),
        ...['a/q', 'a/k', 'a/v', 'a/o'].map((name) => biasOf(name, D)),
        ...scores([1, h]),
        matMul('a/o/MatMul', N, D, D),
      ],
      { mapBias: 1, projectionBias: 1 },
      1,
    ],
  ])('%s', (_, rows, other, times) => {
    expect(kindsOf(rows)).toEqual([['attention', { ...sizes, ...other }, times]]);
  });

  it.each<[string, readonly TheoryRow[]]>([
    ['of other keys', [...three(N), ...scores([1, h], 9)]],
    ['of two maps', [...three(N).slice(1), ...scores([1, h])]],
    ['of a map of another width', [matMul('qkv/MatMul', N, D, 2 * D), ...scores([1, h])]],
  ])('but not %s', (_, rows) => {
    expect(kindsOf(rows).map(([kind]) => kind)).not.toContain('attention');
  });
});

describe('other kinds are found', () => {
  it('a feed-forward network and a dense layer, each row once', () => {
    const rows = [
      ...three(N),
      ...scores([1, h]),
      matMul('a/o/MatMul', N, D, D),
      matMul('f1/MatMul', N, D, Dff),
      biasOf('f1', Dff),
      matMul('f2/MatMul', N, Dff, D),
      matMul('head/MatMul', 1, D, 10),
    ];
    const found = findKinds(rows);
    expect(found.map(({ kind }) => kind)).toEqual(['attention', 'feed-forward', 'dense']);
    expect(found[1]!.uses[0]!.sizes).toEqual({ N, D, Dff, firstBias: 1, secondBias: 0 });
    const paths = found.flatMap((one) => one.paths.map((path) => path.join('/')));
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths).toContain('f1/BiasAdd');
  });

  it('maps of an attention that no rule knows are no feed-forward networks', () => {
    const dense = (name: string, inputs: number, units: number): TheoryRow =>
      row(name, 'Dense', [[1, N, inputs]], [1, N, units], { units });
    const own: TheoryRow = {
      path: ['scores'],
      className: 'Scores',
      config: {},
      state: 'not-derivable',
      why: { kind: 'no-form', of: 'Scores', text: 'there is no closed form for a Scores' },
    };
    const narrow = [dense('q', D, d), dense('k', D, d), dense('v', D, d), own, dense('o', d, D)];
    const square = [dense('q', D, D), dense('k', D, D), dense('v', D, D), own, dense('o', D, D)];
    const network = [dense('f1', D, Dff), dense('f2', Dff, D)];
    const dense4 = Array<KindName>(4).fill('dense');
    for (const maps of [narrow, square])
      expect(findKinds([...maps, ...network]).map(({ kind }) => kind)).toEqual(['feed-forward', ...dense4]);
  });

  it.each<[string, TheoryRow, KindName, Sizes, number]>([
    [
      'a fused convolution',
      row('c', '_FusedConv2D', [[2, 9, 8, 3], [3, 5, 3, 4], [4]], [2, 7, 6, 4], {
        fused_ops: ['BiasAdd', 'Relu'],
      }),
      'convolution',
      { Kh: 3, Kw: 5, Cin: 3, Cout: 4, H: 9, W: 8, Ho: 7, Wo: 6, bias: 1 },
      2,
    ],
    [
      'one of NCHW',
      row(
        'c',
        'Conv2D',
        [
          [1, 3, 9, 8],
          [3, 3, 3, 4],
        ],
        [1, 4, 7, 6],
        { data_format: 'NCHW' },
      ),
      'convolution',
      { K: 3, Kh: 3, Kw: 3, Cin: 3, Cout: 4, H: 9, W: 8, Ho: 7, Wo: 6, bias: 0 },
      1,
    ],
    [
      'a depthwise one with two filters a channel',
      row(
        'c',
        'DepthwiseConv2dNative',
        [
          [1, 9, 8, 3],
          [3, 3, 3, 2],
        ],
        [1, 7, 6, 6],
      ),
      'grouped-convolution',
      {
        K: 3,
        Kh: 3,
        Kw: 3,
        Cin: 3,
        Cout: 6,
        H: 9,
        W: 8,
        Ho: 7,
        Wo: 6,
        g: 3,
        bias: 0,
        pointwise: 0,
        pointwiseBias: 0,
      },
      1,
    ],
    [
      'a separable layer',
      row('c', 'SeparableConv2D', [[1, 9, 8, 3]], [1, 7, 6, 5], { kernel_size: 3, depth_multiplier: 2 }),
      'grouped-convolution',
      {
        K: 3,
        Kh: 3,
        Kw: 3,
        Cin: 3,
        Cout: 6,
        H: 9,
        W: 8,
        Ho: 7,
        Wo: 6,
        g: 3,
        bias: 0,
        pointwise: 5,
        pointwiseBias: 1,
      },
      1,
    ],
    ['a dense layer', row('c', 'Dense', [[4, N, D]], [4, N, 5]), 'dense', { N, in: D, out: 5, bias: 1 }, 4],
  ])('%s', (_, one, kind, sizes, times) => {
    expect(kindsOf([one])).toEqual([[kind, sizes, times]]);
  });

  it('and none in what the text does not speak of', () => {
    const rows = [
      row(
        'a',
        'Conv3D',
        [
          [1, 5, 5, 5, 2],
          [3, 3, 3, 2, 2],
        ],
        [1, 3, 3, 3, 2],
      ),
      row('b', 'Conv2DBackpropInput', [[4], [3, 3, 2, 2], [1, 5, 5, 2]], [1, 7, 7, 2]),
      row('c', 'LSTM', [[1, 4, 5]], [1, 3]),
    ];
    expect(findKinds(rows)).toEqual([]);
  });
});
