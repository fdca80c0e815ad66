/** @file Graphs that compute shapes from values, as converters write them, and one whose sizes depend on data. */
import {
  float,
  floats,
  integer,
  integers,
  FLOAT,
  INT,
  matMul,
  placeholder,
  type Constant,
  type GraphNode,
  type HandMadeGraph,
} from '../support/graph-def.ts';

const node = (name: string, op: string, input: readonly string[], attr: object = {}): GraphNode => ({
  name,
  op,
  input,
  attr: { ...FLOAT, ...attr },
});

const i = (value: number): object => ({ i: String(value) });

const shapeOf = (x: string): GraphNode => node('shape', 'Shape', [x], { out_type: { type: 'DT_INT32' } });

/** Elements `from` … `to` − 1 of a list, or the one at `from`. */
const taken = (name: string, list: string, isOne: boolean): GraphNode =>
  node(name, 'StridedSlice', [list, `${name}/begin`, `${name}/end`, `${name}/strides`], {
    ...INT,
    Index: { type: 'DT_INT32' },
    begin_mask: i(0),
    end_mask: i(0),
    ellipsis_mask: i(0),
    new_axis_mask: i(0),
    shrink_axis_mask: i(isOne ? 1 : 0),
  });

const bounds = (name: string, from: number, to: number): readonly Constant[] => [
  integers(`${name}/begin`, [from]),
  integers(`${name}/end`, [to]),
  integers(`${name}/strides`, [1]),
];

export const GRAPHS: Readonly<Record<string, HandMadeGraph>> = {
  'Shape, StridedSlice, Pack, Reshape, MatMul': {
    nodes: [
      placeholder('x', [2, 4, 3]),
      shapeOf('x'),
      taken('rows', 'shape', true),
      node('pack', 'Pack', ['four_rows', 'three'], { ...INT, N: i(2), axis: i(0) }),
      node('four_rows', 'Mul', ['rows', 'four'], INT),
      node('reshape', 'Reshape', ['x', 'pack'], { Tshape: { type: 'DT_INT32' } }),
      matMul('product', 'reshape', 'W'),
    ],
    weights: [...bounds('rows', 0, 1), integer('three', 3), integer('four', 4), floats('W', 3, 5)],
  },
  'Shape, Cast, Mul, Cast, ResizeBilinear': {
    nodes: [
      placeholder('x', [1, 6, 7, 2]),
      shapeOf('x'),
      taken('sides', 'shape', false),
      node('as_floats', 'Cast', ['sides'], { SrcT: { type: 'DT_INT32' }, DstT: { type: 'DT_FLOAT' } }),
      node('doubled', 'Mul', ['as_floats', 'two']),
      node('size', 'Cast', ['doubled'], { SrcT: { type: 'DT_FLOAT' }, DstT: { type: 'DT_INT32' } }),
      node('resize', 'ResizeBilinear', ['x', 'size'], {
        align_corners: { b: false },
        half_pixel_centers: { b: true },
      }),
    ],
    weights: [...bounds('sides', 1, 3), float('two', 2)],
  },
  'Range of a Shape, GatherV2': {
    nodes: [
      placeholder('x', [5, 4]),
      shapeOf('x'),
      taken('rows', 'shape', true),
      node('range', 'Range', ['zero', 'rows', 'two'], { Tidx: { type: 'DT_INT32' } }),
      node('gather', 'GatherV2', ['x', 'range', 'axis'], { batch_dims: i(0) }),
    ],
    weights: [...bounds('rows', 0, 1), integer('zero', 0), integer('two', 2), integer('axis', 0)],
  },
  'Fill of a Shape, ConcatV2': {
    nodes: [
      placeholder('x', [3, 4]),
      shapeOf('x'),
      node('fill', 'Fill', ['shape', 'value'], { index_type: { type: 'DT_INT32' } }),
      node('concat', 'ConcatV2', ['x', 'fill', 'axis'], { N: i(2), Tidx: { type: 'DT_INT32' } }),
    ],
    weights: [float('value', 0), integer('axis', 1)],
  },
  'Tile as often as a Shape says': {
    nodes: [
      placeholder('x', [3, 2]),
      shapeOf('x'),
      node('tile', 'Tile', ['x', 'shape'], { Tmultiples: { type: 'DT_INT32' } }),
      matMul('product', 'tile', 'W'),
    ],
    weights: [floats('W', 2 * 2, 5)],
  },
  'Prod of a Shape, Reshape': {
    nodes: [
      placeholder('x', [2, 3, 4]),
      shapeOf('x'),
      node('elements', 'Prod', ['shape', 'axis'], { ...INT, keep_dims: { b: true } }),
      node('reshape', 'Reshape', ['x', 'elements'], { Tshape: { type: 'DT_INT32' } }),
      node('out', 'Relu', ['reshape']),
    ],
    weights: [integers('axis', [0])],
  },
};

/** The elements that are greater than 0. */
export const SELECTED: HandMadeGraph = {
  nodes: [
    placeholder('x', [4, 3]),
    node('greater', 'Greater', ['x', 'zero']),
    node('where', 'Where', ['greater']),
    node('gather', 'GatherNd', ['x', 'where'], {
      Tparams: { type: 'DT_FLOAT' },
      Tindices: { type: 'DT_INT32' },
    }),
  ],
  weights: [float('zero', 0)],
};
