/** @file Loops and branches that only the data decide: what theory says of the nodes within and behind them. */
import { describe, expect, it } from 'vitest';
import { countsOf } from '../../../../src/core/work.ts';
import { i, indexInput, input, int, ints, node, s, type, weight, type SmallGraph } from '../build.ts';
import { reasonsOf, rowsOf } from '../reasons.ts';

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
