/** @file Lists of tensors without a loop: each rule, and a product behind it. */
import type { HandMadeGraph } from '../../../support/graph-def.ts';
import { float, flow, input, int, INT, ints, node } from './build.ts';

export interface LoopCase {
  readonly name: string;
  readonly graph: HandMadeGraph;
  readonly multiplyAdds: number;
}

export const [ROWS, SIZE, TURNS] = [3, 7, 6] as const;
export const HIDDEN = 5;
export const LISTED = { element_dtype: { type: 'DT_FLOAT' }, shape_type: { type: 'DT_INT32' } };

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
      ints('any', [-1, SIZE]),
      ints('element', [ROWS, SIZE]),
      ints('two', [4, 1]),
      ints('parts', [1, TURNS - 1]),
      int('turns', TURNS),
      ints(
        'all',
        Array.from({ length: TURNS }, (_, i) => i),
      ),
      int('one', 1),
      int('three', 3),
      float('V', SIZE, HIDDEN),
      ints('ones', Array<number>(TURNS).fill(1)),
      float('extra', ROWS, SIZE),
      int('none', -1),
    ],
  },
  multiplyAdds,
});
const whole = { ...LISTED, element_shape: { shape: { dim: [{ size: '-1' }, { size: String(SIZE) }] } } };
const take = node('list', 'TensorListFromTensor', ['steps', 'any'], LISTED);
const stacked = (of: string, count = -1) =>
  node('made', 'TensorListStack', [of, 'element'], { ...LISTED, num_elements: { i: String(count) } });
const EACH = ROWS * SIZE * HIDDEN;

export const LIST_CASES: readonly LoopCase[] = [
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
