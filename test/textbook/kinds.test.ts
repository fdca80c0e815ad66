/**
 * @file The kinds of layers that are found in a model's rows, layers and graph nodes alike, and the verdict on a formula of
 * them: right values are products of the sizes.
 */
import { describe, expect, it } from 'vitest';
import type { Shape } from '../../src/core/shape.ts';
import type { LayerConfig, TheoryRow } from '../../src/core/theory.ts';
import { findKinds } from '../../src/textbook/kinds/find.ts';
import { known, type Found, type KindName, type Sizes } from '../../src/textbook/kinds/kind.ts';
import { judge, type Judged } from '../../src/textbook/verdict/judge.ts';

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

const attention = (sizes: Partial<Record<string, number>> = {}, times = 1): Found => ({
  kind: 'attention',
  paths: [['a']],
  uses: [{ sizes: { N, D, Dk: D, h, projection: D, mapBias: 1, projectionBias: 1, ...sizes }, times }],
  isOfGraph: false,
});
const F6 = 3 * N * D * D + 2 * N * N * D;
const whole = F6 + N * D * D;
type Say = (sizes: { readonly [name: string]: number }) => number;
const verdictOn = (say: Say, shows = whole, found = attention(), quantity: Judged = 'multiplyAdds') =>
  judge('attention', quantity, (sizes) => BigInt(say(sizes)), [{ found, shows }]);
const f6: Say = (s) => 3 * s['N']! * s['D']! ** 2 + 2 * s['N']! ** 2 * s['D']!;
const projection: Say = (s) => s['N']! * s['Dk']! * s['D']!;

describe('the verdict', () => {
  it.each<[string, Say, object]>([
    ['exact', (s) => f6(s) + projection(s), { outcome: 'exact', isGeneral: true, factor: null, missing: [] }],
    [
      'incomplete',
      f6,
      { outcome: 'incomplete', missing: [{ name: 'output projection', amount: N * D * D }] },
    ],
    [
      'wrong by h, and what it lacks',
      (s) => s['h']! * f6(s),
      {
        outcome: 'wrong',
        factor: { text: 'h', value: h },
        missing: [{ name: 'output projection', amount: N * D * D }],
      },
    ],
    [
      'wrong by 2',
      (s) => 2 * (f6(s) + projection(s)),
      { outcome: 'wrong', factor: { text: '2', value: 2 }, missing: [] },
    ],
    ['wrong by 3 and not by h', (s) => 3 * (f6(s) + projection(s)), { factor: { text: '3', value: 3 } }],
    ['wrong by 1/h', (s) => (f6(s) + projection(s)) / s['h']!, { factor: { text: '1/h', value: 1 / h } }],
    ['by chance', () => whole, { outcome: 'exact', isGeneral: false }],
    ['by no factor', (s) => f6(s) + projection(s) + 1, { outcome: 'wrong', factor: null, missing: [] }],
  ])('%s', (_, say, verdict) => {
    const judged = verdictOn(say);
    expect(judged).toMatchObject(verdict);
    expect(judged.says).toBe(say({ N, D, Dk: D, h }));
    expect(judged.shows).toBe(whole);
  });

  it('is that of h where h is 2, since other sizes are tried', () => {
    const found = attention({ h: 2 });
    expect(verdictOn((s) => s['h']! * f6(s), whole, found).factor).toEqual({ text: 'h', value: 2 });
    expect(verdictOn((s) => 2 * f6(s), whole, found).factor).toEqual({ text: '2', value: 2 });
  });

  it('names parts that are not there', () => {
    const bare = attention({ mapBias: 0, projectionBias: 0 });
    const weights = 4 * D * D;
    expect(verdictOn((s) => 4 * s['D']! ** 2 + 3 * s['Dk']!, weights, bare, 'parameters')).toMatchObject({
      outcome: 'too many',
      extra: [{ name: 'biases of Q, K and V', amount: 3 * D }],
    });
  });

  it('is unexplained where the run shows something else, whatever the formula says', () => {
    for (const shows of [whole + 1, whole - 1, 2 * whole, 0])
      for (const say of [f6, () => shows] satisfies Say[])
        expect(verdictOn(say, shows).outcome).toBe('unexplained');
  });

  it('is of each layer: what cancels in the sum is no agreement', () => {
    const small = attention({ N: 1 });
    const shown = (found: Found, n: number) => ({ found, shows: 4 * n * D * D + 2 * n * n * D });
    const layers = [shown(attention(), N), shown(small, 1)];
    const sum = layers[0]!.shows + layers[1]!.shows;
    const half = judge('attention', 'multiplyAdds', () => BigInt(sum / 2), layers);
    expect(half).toMatchObject({ outcome: 'wrong', says: sum, shows: sum, agreeing: 0, layers: 2 });
  });

  it('counts examples and calls', () => {
    expect(verdictOn(f6, 6 * whole, attention({}, 6))).toMatchObject({ says: 6 * F6, outcome: 'incomplete' });
  });
});

it('throws where a formula reads a size that a layer lacks, instead of a 0', () => {
  const { N: there } = known({ N, D });
  expect(there).toBe(N);
  expect(() => known({ N }).D * N).toThrow(/size D is not known/);
});
