/** @file Loops whose number of turns follows from constants and shapes, each with its multiply-adds as a product. */
import type { HandMadeGraph } from '../../../support/graph-def.ts';
import { HIDDEN, LIST_CASES, LISTED, ROWS, SIZE, TURNS, type LoopCase } from './list-cases.ts';
import { asks, branch, float, flow, fn, input, int, INT, ints, loop, node, product, turns } from './build.ts';

const ONE = ROWS * SIZE * SIZE;

const counted = (start: number, end: number, step: number): HandMadeGraph['weights'] => [
  int('start', start),
  int('end', end),
  int('step', step),
  float('W', SIZE, SIZE),
];
const CARRIED = ['start', 'end', 'step', 'x', 'W'];

/** A loop over what `CARRIED` names, each turn the function `body`. */
const looped = (
  functions: readonly object[],
  weights: HandMadeGraph['weights'],
  body = 'turn',
): HandMadeGraph => ({
  nodes: [
    input('x', [ROWS, SIZE]),
    loop('loop', CARRIED, 'ask', body),
    node('out', 'Relu', ['loop:3'], flow('FLOAT')),
  ],
  functions,
  weights,
});

const simple = (ask: string, start: number, end: number, step: number): HandMadeGraph =>
  looped([asks('ask', ask), turns('turn')], counted(start, end, step));

/** A constant within a function: its value is the weight of that name. */
const constant = (name: string, type = 'INT32') => node(name, 'Const', [], { dtype: { type: `DT_${type}` } });

/** As many turns as the first axis of `steps` is long. */
const byShape: LoopCase = {
  name: 'as long as an input’s axis',
  graph: {
    nodes: [
      input('x', [ROWS, SIZE]),
      input('steps', [TURNS, 2]),
      node('shape', 'Shape', ['steps'], flow('FLOAT')),
      node('length', 'StridedSlice', ['shape', 'from', 'to', 'by'], { ...INT, shrink_axis_mask: { i: '1' } }),
      node('most', 'Minimum', ['length', 'cap'], INT),
      loop('loop', ['start', 'most', 'step', 'x', 'W'], 'ask', 'turn'),
      node('out', 'Relu', ['loop:3'], flow('FLOAT')),
    ],
    functions: [asks('ask', 'Less'), turns('turn')],
    weights: [...counted(0, 0, 1), ints('from', [0]), ints('to', [1]), ints('by', [1]), int('cap', 50)],
  },
  multiplyAdds: TURNS * ONE,
};

const INNER = 4;
const nested: LoopCase = {
  name: 'a loop in a loop',
  graph: looped(
    [
      asks('ask', 'Less'),
      asks('askInner', 'Less'),
      turns(
        'outer',
        [
          loop('inner', ['first', 'last', 'step', 'x', 'w'], 'askInner', 'turn'),
          node('copy', 'Relu', ['inner:output:3'], flow('FLOAT')),
          constant('first'),
          constant('last'),
        ],
        'copy:activations:0',
      ),
      turns('turn'),
    ],
    [...counted(0, TURNS, 1), int('first', 0), int('last', INNER)],
    'outer',
  ),
  multiplyAdds: TURNS * (INNER + 1) * ONE,
};

/** Twice the work in each second turn. */
const byTurn: LoopCase = {
  name: 'a branch that the counter decides',
  graph: looped(
    [
      asks('ask', 'Less'),
      turns(
        'turn',
        [
          constant('two'),
          node('rest', 'FloorMod', ['i', 'two'], INT),
          node('odd', 'Greater', ['rest', 'nought'], INT),
          constant('nought'),
          branch('pick', ['odd', 'x', 'w'], 'yes', 'no'),
        ],
        'pick:output:0',
      ),
      fn('yes', { x: 'FLOAT', w: 'FLOAT' }, [product('extra', 'x', 'w')], { o: 'extra:product:0' }),
      fn('no', { x: 'FLOAT', w: 'FLOAT' }, [node('plain', 'Relu', ['x'], flow('FLOAT'))], {
        o: 'plain:activations:0',
      }),
    ],
    [...counted(0, TURNS, 1), int('two', 2), int('nought', 0)],
  ),
  multiplyAdds: (TURNS + TURNS / 2) * ONE,
};

/** The matrix grows by a row each turn: ROWS, ROWS + 1, … */
const growing: LoopCase = {
  name: 'a matrix that grows by a row each turn',
  graph: looped(
    [
      asks('ask', 'Less'),
      turns(
        'turn',
        [
          constant('row', 'FLOAT'),
          constant('axis'),
          node('taller', 'ConcatV2', ['x', 'row', 'axis'], { ...flow('FLOAT'), N: { i: '2' } }),
        ],
        'taller:output:0',
      ),
    ],
    [...counted(0, TURNS, 1), float('row', 1, SIZE), int('axis', 0)],
  ),
  multiplyAdds: ((2 * ROWS + TURNS + 1) / 2) * TURNS * SIZE * SIZE,
};

const LIST_STATE = {
  i: 'INT32',
  end: 'INT32',
  step: 'INT32',
  taken: 'VARIANT',
  made: 'VARIANT',
  last: 'FLOAT',
  w: 'FLOAT',
};
/** An RNN as Keras writes it: a list of steps taken apart and another put together. */
const listed: LoopCase = {
  name: 'a list of steps, as long as the list',
  graph: {
    nodes: [
      input('steps', [TURNS, ROWS, SIZE]),
      node('taken', 'TensorListFromTensor', ['steps', 'elementIn'], LISTED),
      node('many', 'TensorListLength', ['taken']),
      node('made', 'TensorListReserve', ['elementOut', 'many'], LISTED),
      loop('loop', ['start', 'many', 'step', 'taken', 'made', 'h', 'W'], 'ask', 'turn'),
      node('all', 'TensorListStack', ['loop:4', 'elementOut'], { ...LISTED, num_elements: { i: '-1' } }),
      node('out', 'BatchMatMulV2', ['all', 'V'], flow('FLOAT')),
    ],
    functions: [
      asks('ask', 'Less', LIST_STATE),
      fn(
        'turn',
        LIST_STATE,
        [
          constant('element'),
          node('item', 'TensorListGetItem', ['taken', 'i', 'element'], LISTED),
          product('times', 'item:item:0', 'w'),
          node('put', 'TensorListSetItem', ['made', 'i', 'times:product:0'], LISTED),
          node('count', 'AddV2', ['i', 'step'], INT),
        ],
        {
          i: 'count:z:0',
          end: 'end',
          step: 'step',
          taken: 'taken',
          made: 'put:output_handle:0',
          last: 'times:product:0',
          w: 'w',
        },
      ),
    ],
    weights: [
      int('start', 0),
      int('step', 1),
      float('h', ROWS, HIDDEN),
      float('W', SIZE, HIDDEN),
      float('V', HIDDEN, SIZE),
      ints('elementIn', [ROWS, SIZE]),
      ints('elementOut', [-1, HIDDEN]),
      ints('element', [ROWS, SIZE]),
    ],
  },
  multiplyAdds: TURNS * ROWS * SIZE * HIDDEN + TURNS * ROWS * HIDDEN * SIZE,
};

const frame = (name: string, source: string, isConstant = false, within = 'frame') =>
  node(name, 'Enter', [source], { frame_name: { s: btoa(within) }, is_constant: { b: isConstant } });

/** TensorFlow 1's loop around a product. */
const framed = (ask: string, start: number, end: number, step: number): HandMadeGraph => ({
  nodes: [
    input('x', [ROWS, SIZE]),
    frame('i/enter', 'start'),
    frame('x/enter', 'x'),
    frame('end/enter', 'end', true),
    frame('w/enter', 'W', true),
    node('i/merge', 'Merge', ['i/enter', 'i/next']),
    node('x/merge', 'Merge', ['x/enter', 'x/next']),
    node('ask', ask, ['i/merge', 'end/enter'], INT),
    node('cond', 'LoopCond', ['ask']),
    node('i/switch', 'Switch', ['i/merge', 'cond']),
    node('x/switch', 'Switch', ['x/merge', 'cond']),
    node('i/now', 'Identity', ['i/switch:1'], INT),
    node('x/now', 'Identity', ['x/switch:1'], flow('FLOAT')),
    product('times', 'x/now', 'w/enter'),
    node('count', 'AddV2', ['i/now', 'step'], INT),
    node('i/next', 'NextIteration', ['count']),
    node('x/next', 'NextIteration', ['times']),
    node('exit', 'Exit', ['x/switch']),
    product('out', 'exit', 'W'),
  ],
  weights: counted(start, end, step),
});

export const LOOP_CASES: readonly LoopCase[] = [
  { name: 'turns that a constant says', graph: simple('Less', 0, TURNS, 1), multiplyAdds: TURNS * ONE },
  { name: 'no turn', graph: simple('Less', 4, 4, 1), multiplyAdds: 0 },
  { name: 'a step of 2', graph: simple('Less', 0, 2 * TURNS - 1, 2), multiplyAdds: TURNS * ONE },
  { name: 'counted down', graph: simple('GreaterEqual', TURNS, 1, -1), multiplyAdds: TURNS * ONE },
  byShape,
  nested,
  byTurn,
  growing,
  listed,
  { name: 'frames', graph: framed('Less', 0, TURNS, 1), multiplyAdds: (TURNS + 1) * ONE },
  { name: 'frames without a turn', graph: framed('Less', 3, 3, 1), multiplyAdds: ONE },
  {
    name: 'frames, counted down by 3',
    graph: framed('Greater', 3 * TURNS, 0, -3),
    multiplyAdds: (TURNS + 1) * ONE,
  },
  ...LIST_CASES,
];
