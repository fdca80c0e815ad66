/** @file What theory does not say of a graph's nodes, and why. */
import { describe, expect, it } from 'vitest';
import { i, indexInput, input, int, ints, list, node, s, weight } from './build.ts';
import { reasonsOf } from './reasons.ts';

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
