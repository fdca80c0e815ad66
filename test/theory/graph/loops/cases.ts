/** @file Loops whose number of turns follows from constants and shapes, each with its multiply-adds as a product. */
import type { HandMadeGraph } from '../../../support/graph-def.ts';
import { asks, branch, float, flow, fn, input, int, INT, ints, loop, node, product, turns } from './build.ts';

export interface LoopCase {
  readonly name: string;
  readonly graph: HandMadeGraph;
  readonly multiplyAdds: number;
}

const [ROWS, SIZE, TURNS] = [3, 7, 6];
const ONE = ROWS * SIZE * SIZE;

const counted = (start: number, end: number, step: number): HandMadeGraph['weights'] => [
  int('start', start),
  int('end', end),
  int('step', step),
  float('W', SIZE, SIZE),
];
const CARRIED = ['start', 'end', 'step', 'x', 'W'];

const simple = (ask: string, start: number, end: number, step: number): HandMadeGraph => ({
  nodes: [
    input('x', [ROWS, SIZE]),
    loop('loop', CARRIED, 'ask', 'turn'),
    node('out', 'Relu', ['loop:3'], flow('FLOAT')),
  ],
  functions: [asks('ask', ask), turns('turn')],
  weights: counted(start, end, step),
});

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
  graph: {
    nodes: [
      input('x', [ROWS, SIZE]),
      loop('loop', CARRIED, 'ask', 'outer'),
      node('out', 'Relu', ['loop:3'], flow('FLOAT')),
    ],
    functions: [
      asks('ask', 'Less'),
      asks('askInner', 'Less'),
      turns(
        'outer',
        [
          loop('inner', ['first', 'last', 'step', 'x', 'w'], 'askInner', 'turn'),
          node('copy', 'Relu', ['inner:output:3'], flow('FLOAT')),
          node('first', 'Const', [], { dtype: { type: 'DT_INT32' } }),
          node('last', 'Const', [], { dtype: { type: 'DT_INT32' } }),
        ],
        'copy:activations:0',
      ),
      turns('turn'),
    ],
    weights: [...counted(0, TURNS, 1), int('first', 0), int('last', INNER)],
  },
  multiplyAdds: TURNS * (INNER + 1) * ONE,
};

/** Twice the work in each second turn. */
const byTurn: LoopCase = {
  name: 'a branch that the counter decides',
  graph: {
    nodes: [
      input('x', [ROWS, SIZE]),
      loop('loop', CARRIED, 'ask', 'turn'),
      node('out', 'Relu', ['loop:3'], flow('FLOAT')),
    ],
    functions: [
      asks('ask', 'Less'),
      turns(
        'turn',
        [
          node('two', 'Const', [], { dtype: { type: 'DT_INT32' } }),
          node('rest', 'FloorMod', ['i', 'two'], INT),
          node('odd', 'Greater', ['rest', 'nought'], INT),
          node('nought', 'Const', [], { dtype: { type: 'DT_INT32' } }),
          branch('pick', ['odd', 'x', 'w'], 'yes', 'no'),
        ],
        'pick:output:0',
      ),
      fn('yes', { x: 'FLOAT', w: 'FLOAT' }, [product('extra', 'x', 'w')], { o: 'extra:product:0' }),
      fn('no', { x: 'FLOAT', w: 'FLOAT' }, [node('plain', 'Relu', ['x'], flow('FLOAT'))], {
        o: 'plain:activations:0',
      }),
    ],
    weights: [...counted(0, TURNS, 1), int('two', 2), int('nought', 0)],
  },
  multiplyAdds: (TURNS + TURNS / 2) * ONE,
};

/** The matrix grows by a row each turn: ROWS, ROWS + 1, … */
const growing: LoopCase = {
  name: 'a matrix that grows by a row each turn',
  graph: {
    nodes: [
      input('x', [ROWS, SIZE]),
      loop('loop', CARRIED, 'ask', 'turn'),
      node('out', 'Relu', ['loop:3'], flow('FLOAT')),
    ],
    functions: [
      asks('ask', 'Less'),
      turns(
        'turn',
        [
          node('row', 'Const', [], { dtype: { type: 'DT_FLOAT' } }),
          node('axis', 'Const', [], { dtype: { type: 'DT_INT32' } }),
          node('taller', 'ConcatV2', ['x', 'row', 'axis'], { ...flow('FLOAT'), N: { i: '2' } }),
        ],
        'taller:output:0',
      ),
    ],
    weights: [...counted(0, TURNS, 1), float('row', 1, SIZE), int('axis', 0)],
  },
  multiplyAdds: ((2 * ROWS + TURNS + 1) / 2) * TURNS * SIZE * SIZE,
};

const HIDDEN = 5;
const LISTED = { element_dtype: { type: 'DT_FLOAT' }, shape_type: { type: 'DT_INT32' } };
const LIST_STATE = {
  ...{ i: 'INT32', end: 'INT32', step: 'INT32' },
  ...{ taken: 'VARIANT', made: 'VARIANT', last: 'FLOAT', w: 'FLOAT' },
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
          node('element', 'Const', [], { dtype: { type: 'DT_INT32' } }),
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

const DTYPE = { dtype: { type: 'DT_FLOAT' } };
const ARRAY = { ...DTYPE, element_shape: { shape: { unknownRank: true } }, clear_after_read: { b: false } };
/** What becomes of a list without a loop: each rule on lists, and a product behind. */
const listCase = (name: string, nodes: HandMadeGraph['nodes'], multiplyAdds: number): LoopCase => ({
  name,
  graph: {
    nodes: [
      input('steps', [TURNS, ROWS, SIZE]),
      ...nodes,
      node('out', 'BatchMatMulV2', ['made', 'V'], flow('FLOAT')),
    ],
    weights: [
      ...[
        ints('any', [-1, SIZE]),
        ints('element', [ROWS, SIZE]),
        ints('two', [4, 1]),
        ints('parts', [1, TURNS - 1]),
      ],
      ...[
        int('turns', TURNS),
        ints(
          'all',
          Array.from({ length: TURNS }, (_, i) => i),
        ),
      ],
      ...[
        int('one', 1),
        int('three', 3),
        float('V', SIZE, HIDDEN),
        ints('ones', Array<number>(TURNS).fill(1)),
      ],
      ...[float('extra', ROWS, SIZE), int('none', -1)],
    ],
  },
  multiplyAdds,
});
const whole = { ...LISTED, element_shape: { shape: { dim: [{ size: '-1' }, { size: String(SIZE) }] } } };
const take = node('list', 'TensorListFromTensor', ['steps', 'any'], LISTED);
const stacked = (of: string, count = -1) =>
  node('made', 'TensorListStack', [of, 'element'], { ...LISTED, num_elements: { i: String(count) } });
const EACH = ROWS * SIZE * HIDDEN;

const LISTS: readonly LoopCase[] = [
  listCase('a list, concatenated', [take, node('made', 'TensorListConcat', ['list'], whole)], TURNS * EACH),
  listCase(
    'a list, concatenated, version 2',
    [take, node('made', 'TensorListConcatV2', ['list', 'any', 'one'], whole)],
    TURNS * EACH,
  ),
  listCase(
    'a tensor in rows as a list',
    [
      node('list', 'TensorListSplit', ['steps', 'any', 'ones'], LISTED),
      node('made', 'TensorListGetItem', ['list', 'one', 'any'], LISTED),
    ],
    EACH,
  ),
  listCase(
    'a list, scattered, version 1',
    [
      node('zero', 'Sub', ['one', 'one'], INT),
      node('two/one', 'AddV2', ['one', 'one'], INT),
      node('order', 'Range', ['zero', 'two/one', 'one'], { Tidx: { type: 'DT_INT32' } }),
      node('pair', 'GatherV2', ['steps', 'parts', 'zero'], flow('FLOAT')),
      node('list', 'TensorListScatter', ['pair', 'order', 'element'], LISTED),
      stacked('list'),
    ],
    2 * EACH,
  ),
  listCase(
    'a TensorArray, scattered and gathered, as long as it is',
    [
      node('array', 'TensorArrayV3', ['turns'], ARRAY),
      node('flow', 'TensorArrayScatterV3', ['array', 'all', 'steps', 'array:1'], flow('FLOAT')),
      node('size', 'TensorArraySizeV3', ['array', 'flow'], {}),
      node('zero', 'Sub', ['one', 'one'], INT),
      node('order', 'Range', ['zero', 'size', 'one'], { Tidx: { type: 'DT_INT32' } }),
      node('made', 'TensorArrayGatherV3', ['array', 'order', 'flow'], DTYPE),
    ],
    TURNS * EACH,
  ),
  listCase(
    'a TensorArray, one written and read',
    [
      node('array', 'TensorArrayV3', ['turns'], ARRAY),
      node('zero', 'Sub', ['one', 'one'], INT),
      node('flow', 'TensorArrayWriteV3', ['array', 'zero', 'steps', 'array:1'], flow('FLOAT')),
      node('made', 'TensorArrayReadV3', ['array', 'zero', 'flow'], DTYPE),
    ],
    TURNS * EACH,
  ),
  listCase(
    'a TensorArray, concatenated',
    [
      node('array', 'TensorArrayV3', ['turns'], ARRAY),
      node('flow', 'TensorArrayScatterV3', ['array', 'all', 'steps', 'array:1'], flow('FLOAT')),
      node('made', 'TensorArrayConcatV3', ['array', 'flow'], DTYPE),
    ],
    TURNS * EACH,
  ),
  listCase(
    'a list, gathered',
    [take, node('made', 'TensorListGather', ['list', 'two', 'any'], LISTED)],
    2 * EACH,
  ),
  listCase(
    'a list, made shorter',
    [take, node('cut', 'TensorListResize', ['list', 'three']), stacked('cut')],
    3 * EACH,
  ),
  listCase(
    'a list, one item',
    [take, node('made', 'TensorListGetItem', ['list', 'one', 'any'], LISTED)],
    EACH,
  ),
  listCase(
    'a list, one pushed',
    [
      node('empty', 'EmptyTensorList', ['any', 'none'], LISTED),
      node('first', 'TensorListPushBack', ['empty', 'extra'], LISTED),
      node('list', 'TensorListPushBack', ['first', 'extra'], LISTED),
      stacked('list', 2),
    ],
    2 * EACH,
  ),
  listCase(
    'a list, scattered',
    [
      node('pair', 'GatherV2', ['steps', 'parts', 'zero'], { ...flow('FLOAT') }),
      node('zero', 'Sub', ['one', 'one'], INT),
      node('list', 'TensorListScatterV2', ['pair', 'order', 'element', 'none'], LISTED),
      node('order', 'Range', ['zero', 'two/one', 'one'], { Tidx: { type: 'DT_INT32' } }),
      node('two/one', 'AddV2', ['one', 'one'], INT),
      stacked('list'),
    ],
    2 * EACH,
  ),
];

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
  ...LISTS,
];
