/** @file What theory does not say of a graph, and why. */
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/core/shape.ts';
import type { TheoryRow } from '../../../src/core/theory.ts';
import { countsOf } from '../../../src/core/work.ts';
import { deriveGraphRows } from '../../../src/theory/graph/derive.ts';
import {
  architectureOf,
  i,
  indexInput,
  input,
  int,
  ints,
  list,
  node,
  s,
  texts,
  type,
  weight,
  type SmallGraph,
} from './build.ts';

const rowsOf = (graph: SmallGraph): readonly TheoryRow[] => deriveGraphRows(architectureOf(graph));

/** The reasons by node; `null` for what is derived. */
const reasonsOf = (graph: SmallGraph): Readonly<Record<string, string | null>> =>
  Object.fromEntries(
    rowsOf(graph).map((row) => [row.path.join('/'), row.state === 'derived' ? null : row.why.text]),
  );

describe('a graph’s nodes that are not derivable', () => {
  it('depend on data', () => {
    const graph = {
      sources: { x: input(2, 4), w: weight(4, 5), axis: int(0) },
      nodes: [
        node('before', 'MatMul', ['x', 'w']),
        node('where', 'Where', ['x']),
        node('after', 'Relu', ['where']),
        node('later', 'Relu', ['after']),
        node('unlike', 'Tanh', ['before']),
      ],
    };
    expect(reasonsOf(graph)).toEqual({
      before: null,
      where: 'dynamic: Where depends on data',
      after: 'its input shape is unknown, since where is dynamic',
      later: 'its input shape is unknown, since where is dynamic',
      unlike: null,
    });
  });

  it('take a shape from data', () => {
    const graph = {
      sources: { x: input(2, 4), shape: indexInput(2) },
      nodes: [node('reshape', 'Reshape', ['x', 'shape']), node('after', 'Relu', ['reshape'])],
    };
    expect(reasonsOf(graph)).toEqual({
      reshape: 'dynamic: its new shape is not known before the run',
      after: 'its input shape is unknown, since reshape is dynamic',
    });
  });

  it('have no rule, or lack what they refer to', () => {
    const graph = {
      sources: { x: input(1, 4, 4, 3), n: weight(3) },
      nodes: [
        node('odd', 'NoSuchOp', ['x']),
        node('after', 'Relu', ['odd']),
        node('inherited', 'toString', ['x']),
        node('norm', 'FusedBatchNormV3', ['x', 'n', 'n', 'n', 'n']),
        node('moments', 'Relu', ['norm:1']),
        node('poor', 'AddV2', ['x']),
      ],
    };
    expect(reasonsOf(graph)).toEqual({
      odd: 'there is no shape rule for a NoSuchOp',
      after: 'its input shape is unknown, since odd is not derivable',
      inherited: 'there is no shape rule for a toString',
      norm: null,
      moments: 'its input shape is unknown, since norm has no output 1',
      poor: 'it takes 2 inputs or more, got 1',
    });
  });

  it('say one thing where tfjs does another', () => {
    const once = list(1, 1, 1, 1);
    const first = s('NCHW');
    const graph = {
      sources: {
        x: input(1, 8, 8, 8),
        w: weight(3, 3, 8, 8),
        bias: weight(8),
        at: indexInput(3),
        depth: int(4),
        axis: int(-1),
      },
      nodes: [
        node('strided', 'Conv2D', ['x', 'w'], {
          strides: list(1, 1, 2, 2),
          padding: s('SAME'),
          data_format: first,
        }),
        node('even', 'Conv2D', ['x', 'w'], { strides: once, padding: s('SAME'), data_format: first }),
        node('deep', 'DepthwiseConv2dNative', ['x', 'w'], {
          strides: once,
          padding: s('SAME'),
          data_format: first,
        }),
        node('pool', 'MaxPool', ['x'], {
          ksize: once,
          strides: once,
          padding: s('SAME'),
          data_format: first,
        }),
        node('biased', 'BiasAdd', ['x', 'bias'], { data_format: first }),
        node('hot', 'OneHot', ['at', 'depth'], { axis: i(0) }),
        node('running', 'Cumsum', ['x', 'axis']),
      ],
    };
    expect(reasonsOf(graph)).toEqual({
      strided: 'strides is [1, 1, 2, 2], of which tfjs reads [1, 2]',
      even: null,
      deep: 'data_format is NCHW, which tfjs ignores here',
      pool: 'data_format is NCHW, which tfjs ignores here',
      biased: 'data_format is NCHW, which tfjs ignores here',
      hot: 'axis is 0, which tfjs ignores here',
      running: 'axis is -1, of which tfjs makes a wrong shape',
    });
  });

  it('do not fit together', () => {
    const graph = {
      sources: {
        x: input(1, 8, 8, 3),
        w: weight(3, 3, 1, 6),
        two: weight(2, 7),
        shape: ints([5, -1]),
        up: ints([1, 9, 9, 1]),
      },
      nodes: [
        node('grouped', 'Conv2D', ['x', 'w'], { strides: list(1, 1, 1, 1), padding: s('SAME') }),
        node('added', 'AddV2', ['x', 'two']),
        node('reshaped', 'Reshape', ['x', 'shape']),
        node('multiplied', 'MatMul', ['two', 'two']),
        node('back', 'Conv2DBackpropInput', ['up', 'w', 'x'], {
          strides: list(1, 2, 2, 1),
          padding: s('SAME'),
        }),
      ],
    };
    expect(reasonsOf(graph)).toEqual({
      grouped: 'its filter takes 1 channels, but its input has 3',
      added: '[1, 8, 8, 3] and [2, 7] do not broadcast',
      reshaped: '[1, 8, 8, 3] does not fit into [5, -1]',
      multiplied: '[2, 7] and [2, 7] have no axis to sum over: 7 and 2',
      back: 'its filter takes 6 channels, but its input has 3',
    });
  });
});

/** A loop of TensorFlow 1 around a matrix product, and what comes after it. */
const LOOP: SmallGraph = {
  sources: { x: input(3, 3), w: weight(3, 3), limit: int(5), element: ints([2, 7]), v: weight(7, 6) },
  nodes: [
    node('enter', 'Enter', ['x'], { frame_name: s('loop') }),
    node('merge', 'Merge', ['enter', 'next']),
    node('less', 'Less', ['merge', 'limit']),
    node('cond', 'LoopCond', ['less']),
    node('switch', 'Switch', ['merge', 'cond']),
    node('body', 'MatMul', ['switch:1', 'w']),
    node('aside', 'MatMul', ['w', 'w', '^switch']),
    node('next', 'NextIteration', ['body']),
    node('exit', 'Exit', ['switch']),
    node('stack', 'TensorListStack', ['exit', 'element'], {
      num_elements: i(4),
      element_dtype: type('DT_FLOAT'),
    }),
    node('after', 'BatchMatMulV2', ['stack', 'v']),
    node('untold', 'TensorListStack', ['exit', 'element'], { num_elements: i(-1) }),
  ],
};

describe('loops and branches', () => {
  it('are dynamic inside, and end; a list whose shape the graph tells is not', () => {
    const inside = 'dynamic: it runs in a loop or a branch, as often as the data ask';
    expect(reasonsOf(LOOP)).toEqual({
      enter: 'dynamic: Enter depends on data',
      merge: 'dynamic: Merge depends on data',
      less: inside,
      cond: 'dynamic: LoopCond depends on data',
      switch: 'dynamic: Switch depends on data',
      body: inside,
      aside: inside,
      next: 'dynamic: NextIteration depends on data',
      exit: 'dynamic: Exit depends on data',
      stack: null,
      after: null,
      untold: 'dynamic: TensorListStack depends on data',
    });
    const after = rowsOf(LOOP).find(({ path }) => path[0] === 'after');
    expect(after?.state === 'derived' && countsOf(after.uses[0]?.work ?? []).multiplyAdds).toBe(
      4 * 2 * 7 * 6,
    );
  });

  it('nest: what an inner loop leaves is still inside the outer one', () => {
    const graph = {
      sources: { x: input(3, 3), w: weight(3, 3), element: ints([3, 3]) },
      nodes: [
        node('outer', 'Enter', ['x']),
        node('inner', 'Enter', ['outer']),
        node('leave', 'Exit', ['inner']),
        node('between', 'TensorListStack', ['leave', 'element'], { num_elements: i(4) }),
        node('end', 'Exit', ['between']),
        node('after', 'TensorListStack', ['end', 'element'], { num_elements: i(4) }),
      ],
    };
    const reasons = reasonsOf(graph);
    expect(reasons['between']).toMatch(/^dynamic: it runs in a loop/);
    expect(reasons['after']).toBeNull();
  });

  it('branches end at their merge', () => {
    const graph = {
      sources: { x: input(3, 3), w: weight(3, 3), which: indexInput() },
      nodes: [
        node('switch', 'Switch', ['x', 'which']),
        node('no', 'MatMul', ['switch', 'w']),
        node('alone', 'MatMul', ['w', 'w', '^switch']),
        node('merge', 'Merge', ['no', 'switch:1']),
        node('apart', 'MatMul', ['w', 'w', '^merge']),
      ],
    };
    const reasons = reasonsOf(graph);
    expect(reasons['alone']).toMatch(/^dynamic: it runs in a loop or a branch/);
    expect(reasons['apart']).toBeNull();
  });

  it('a function that a node calls is dynamic', () => {
    const graph = {
      sources: { x: input(3) },
      nodes: [node('while', 'StatelessWhile', ['x']), node('if', 'If', ['x', 'x'])],
    };
    expect(reasonsOf(graph)).toEqual({
      while: 'dynamic: StatelessWhile depends on data',
      if: 'dynamic: If depends on data',
    });
  });
});

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
