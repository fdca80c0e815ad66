/** @file Which rows theory has of a graph, and the attributes that explain them. */
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/core/shape.ts';
import { deriveGraphRows } from '../../../src/theory/graph/derive.ts';
import { architectureOf, input, int, list, node, s, texts, type, weight, type SmallGraph } from './build.ts';
import { reasonsOf, rowsOf } from './reasons.ts';

describe('rows', () => {
  it('are those that the outputs need, in the file’s order, with paths of the whole graph', () => {
    const graph = {
      sources: { x: input(2, 4), w: weight(4, 4) },
      nodes: [
        node('model/late/MatMul', 'MatMul', ['model/early/Relu', 'w']),
        node('model/early/Relu', 'Relu', ['x']),
        node('model/aside/Tanh', 'Tanh', ['x']),
        node('model/log/NoOp', 'NoOp', ['^model/early/Relu']),
        node('Identity', 'Identity', ['model/late/MatMul', '^model/log/NoOp']),
      ],
      outputs: ['Identity:0'],
    };
    expect(rowsOf(graph).map(({ path }) => path.join('/'))).toEqual([
      'late/MatMul',
      'early/Relu',
      'log/NoOp',
      'Identity',
    ]);
  });

  it('do not go behind what the caller feeds', () => {
    const architecture = architectureOf({
      sources: { x: input(2, 4), w: weight(4, 4) },
      nodes: [node('a', 'MatMul', ['x', 'w']), node('c', 'MatMul', ['a', 'w'])],
      outputs: ['c'],
    });
    const [row, ...others] = deriveGraphRows({ ...architecture, inputs: new Map([['a', [7, 4]]]) });
    expect(others).toEqual([]);
    expect(row?.state === 'derived' && row.uses).toEqual([
      expect.objectContaining({
        inputs: [
          [7, 4],
          [4, 4],
        ],
        outputs: [[7, 4]],
        calls: 1,
      }),
    ]);
  });

  it('carry what explains them', () => {
    const [row] = rowsOf({
      sources: { x: input(1, 4, 4, 3), w: weight(1, 1, 3, 2), bias: weight(2) },
      nodes: [
        node('conv', '_FusedConv2D', ['x', 'w', 'bias'], {
          strides: list(1, 2, 2, 1),
          padding: s('SAME'),
          fused_ops: texts('BiasAdd', 'Relu6'),
          T: type('DT_FLOAT'),
        }),
      ],
    });
    expect(row?.config).toEqual({ strides: [1, 2, 2, 1], padding: 'SAME', fused_ops: ['BiasAdd', 'Relu6'] });
  });
});

describe('attributes', () => {
  it('that cannot be read are refused where they are needed', () => {
    const graph = {
      sources: { x: input(1, 4, 4, 3), w: weight(1, 1, 3, 2) },
      nodes: [
        node('conv', 'Conv2D', ['x', 'w'], { strides: { list: { i: ['one'] } }, padding: s('SAME') }),
        node('relu', 'Relu', ['x'], { strides: { list: { i: ['one'] } }, dilation: {} }),
        node('padded', 'Conv2D', ['x', 'w'], { strides: list(1, 1, 1, 1), padding: s('ODD') }),
      ],
    };
    expect(rowsOf(graph).map(({ config }) => config)).toEqual([
      { strides: null, padding: 'SAME' },
      { strides: null, dilation: null },
      { strides: [1, 1, 1, 1], padding: 'ODD' },
    ]);
    expect(reasonsOf(graph)).toEqual({
      conv: 'strides must be a list of numbers, got {"list":{"i":["one"]}}',
      relu: null,
      padded: 'padding must be same or valid or explicit, got odd',
    });
  });

  const bytes = (text: string): Json => ({ s: text.split('').map((letter) => letter.charCodeAt(0)) });

  it('are read as tfjs reads them: bytes, numbers for texts, types by number', () => {
    const graph: SmallGraph = {
      sources: { x: input(1, 9, 9, 3), w: weight(3, 3, 3, 4), half: int(7) },
      nodes: [
        node('conv', 'Conv2D', ['x', 'w'], {
          strides: { list: { i: [1, 2, 2, 1] } },
          padding: bytes('VALID') as { [key: string]: Json },
          dilations: { list: { i: ['1', '1', '1', '1'] } },
        }),
        node('whole', 'Cast', ['half'], { DstT: { type: 3 } }),
        node('fill', 'Fill', ['row', 'half']),
        node('row', 'ExpandDims', ['whole', 'zero']),
        node('zero', 'Sub', ['half', 'half']),
      ],
    };
    const rows = rowsOf(graph);
    const outputs = rows.map((row) => (row.state === 'derived' ? row.uses[0]?.outputs : row.why.text));
    expect(outputs).toEqual([[[1, 4, 4, 4]], [[]], [[7]], [[1]], [[]]]);
  });
});
