/** @file A row says what it is, and keeps a name that is its own where there is little room. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { shortened } from '../../src/report/short-names.ts';
import { formatTable } from '../../src/report/table.ts';
import { useBackend } from '../support/backend.ts';
import { FLOAT, matMul, placeholder, type GraphNode } from '../support/graph-def.ts';
import { countGraph } from './graphs.ts';
import { mobileNetV2 } from './networks.ts';
import { countModel } from './reports.ts';

beforeAll(() => useBackend('wasm'));

const [SIZE, CHANNELS, KERNEL, CLASSES] = [6, 2, 3, 4];
const list = (...sizes: number[]): object => ({ list: { i: sizes.map(String) } });
const encoded = (text: string): string => Buffer.from(text).toString('base64');

/** As a converter writes a convolution, its bias and its activation: with the name of the last. */
const fused = (name: string, op: string, of: string, filter: string): GraphNode => ({
  name,
  op,
  input: [of, filter, 'net/bias'],
  attr: {
    ...FLOAT,
    strides: list(1, 1, 1, 1),
    dilations: list(1, 1, 1, 1),
    padding: { s: encoded('SAME') },
    data_format: { s: encoded('NHWC') },
    explicit_paddings: list(),
    fused_ops: { list: { s: [encoded('BiasAdd'), encoded('Relu')] } },
    num_args: { i: '1' },
    epsilon: { f: 0 },
  },
});
const ones = (name: string, ...shape: number[]) => ({
  name,
  shape,
  dtype: 'float32' as const,
  values: Array<number>(shape.reduce((product, size) => product * size, 1)).fill(1),
});

describe('the column Type', () => {
  it('tells a fused convolution that has the name of its activation', async () => {
    const report = await countGraph(
      tf,
      {
        nodes: [
          placeholder('x', [1, SIZE, SIZE, CHANNELS]),
          fused('net/re_lu_1/Relu', '_FusedConv2D', 'x', 'net/filter'),
          fused(
            'net/batch_normalization_2/Norm',
            'FusedDepthwiseConv2dNative',
            'net/re_lu_1/Relu',
            'net/depthwise',
          ),
          { name: 'net/mean', op: 'Mean', input: ['net/batch_normalization_2/Norm', 'net/axes'], attr: { ...FLOAT, keep_dims: { b: false } } }, // prettier-ignore
          matMul('net/logits/Softmax', 'net/mean', 'net/dense'),
        ],
        weights: [
          ones('net/filter', KERNEL, KERNEL, CHANNELS, CHANNELS),
          ones('net/depthwise', 1, KERNEL, CHANNELS, 1),
          ones('net/bias', CHANNELS),
          ones('net/dense', CHANNELS, CLASSES),
          { name: 'net/axes', shape: [2], dtype: 'int32', values: [1, 2] },
        ],
      },
      [1, SIZE, SIZE, CHANNELS],
    );
    const text = formatTable(report, { width: 200 });
    expect(text).toMatch(/^re_lu_1 +Conv2D 3×3 /m);
    expect(text).toMatch(/^batch_normalization_2 +DepthwiseConv2D 1×3 /m);
    expect(text).toMatch(/^logits +Dense /m);
  });

  it('is of layers their class and window, and of none that are of several sorts', () => {
    const text = formatTable(countModel(mobileNetV2()), { width: 200, depth: 2 });
    expect(text).toMatch(/├ depthwise +DepthwiseConv2D 3×3 /);
    expect(text).toMatch(/├ expand +Conv2D 1×1 /);
    expect(text).toMatch(/block_7…9 ×3 +2×2×8 /);
    expect(text).toMatch(/predictions +Dense /);
  });
});

describe('long names', () => {
  it.each<[string, readonly string[], number]>([
    [
      'numbers at the end',
      ['a_very_long_name_of_a_layer_number_1', 'a_very_long_name_of_a_layer_number_2'],
      30,
    ],
    [
      'words in the middle',
      [`${'a'.repeat(8)}left${'b'.repeat(40)}`, `${'a'.repeat(8)}right${'b'.repeat(40)}`],
      28,
    ],
    [
      'words near the end',
      [`${'a'.repeat(40)}left${'b'.repeat(8)}`, `${'a'.repeat(40)}right${'b'.repeat(8)}`],
      28,
    ],
  ])('stay different: %s', (_, names, room) => {
    const short = shortened(names, room)!;
    expect(new Set(short.values()).size).toBe(names.length);
    for (const name of short.values()) expect(name).toHaveLength(room);
  });

  it('are not shortened where no cut tells them apart, nor to nothing', () => {
    const middle = (word: string): string => `${'a'.repeat(40)}${word}${'a'.repeat(40)}`;
    expect(shortened([middle('left'), middle('rail')], 30)).toBeNull();
    expect(shortened(['x'.repeat(60)], 20)).toBeNull();
  });

  it('give way before a column does', () => {
    const layers = ['first', 'second'].map((name, i) =>
      tf.layers.dense({
        name: `${name}_${'of_many_words_'.repeat(4)}${name}`,
        units: 3 + i,
        inputShape: [3],
      }),
    );
    const text = formatTable(countModel(tf.sequential({ layers })), { width: 95 });
    for (const heading of ['Type', 'Output', 'Parameters', 'share']) expect(text).toContain(` ${heading}`);
    expect(text).toMatch(/first_.*….*first/);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(95);
  });

  it('keep the glyphs of the tree before them, or are not shortened', () => {
    const deep = `${'  '.repeat(10)}└ `;
    const names = ['first', 'second'].map((name) => `${deep}${name}_${'x'.repeat(40)}`);
    for (const short of shortened(names, 30)!.values()) {
      expect(short.startsWith(deep)).toBe(true);
      expect(short).toHaveLength(30);
    }
    expect(shortened(names, deep.length + 4)).toBeNull();
  });

  it('of groups in groups with nothing beside them are one line, at every depth', () => {
    // A converter joins the names of what it fused.
    const [head, chain] = ['net', 'net.relu.Relu6_net.norm.FusedBatchNormV3_net.depthwise.conv_net.conv'];
    const layers = [`${chain}.Conv2D`, `${head}.dense.MatMul`].map((name) =>
      tf.layers.dense({ name, units: 3, inputShape: [3] }),
    );
    for (const width of [60, 80, 140]) {
      const text = formatTable(countModel(tf.sequential({ layers })), { width, depth: 'all' });
      const rows = text.split('\n').filter((line) => /[├└] /.test(line));
      expect(rows).toHaveLength(layers.length);
      for (const row of rows) expect(row).toMatch(/^(?:▸ | {2})?[├└] \S/);
    }
  });
});
