/** @file Planted faults in rules of ops without multiply-adds: a wrong shape. */
import { integers } from '../../../../src/theory/graph/tensor.ts';
import { b, i, list } from '../build.ts';
import { fault, misread, regiven, retaken, swap, type PlantedGraphFault } from './fault.ts';

export const SHAPE_FAULTS: readonly PlantedGraphFault[] = [
  fault('sum: dims not kept', 'Sum', misread({ keep_dims: b(false) })),
  fault(
    'mean: the first axis alone',
    'Mean',
    retaken(([x, axes]) => [x ?? integers([]), integers(axes?.values?.slice(0, 1) ?? [])]),
  ),
  fault('pool: window ignored', 'MaxPool', misread({ ksize: list(1, 1, 1, 1) })),
  fault(
    'add: the left shape',
    'AddV2',
    regiven((_, { inputs }) => inputs[0] ?? integers([])),
  ),
  fault(
    'reshape: the rest is one',
    'Reshape',
    retaken(([x, shape]) => [
      x ?? integers([]),
      integers(shape?.values?.map((size) => Math.abs(size)) ?? []),
    ]),
  ),
  fault('squeeze: all axes of size 1', 'Squeeze', misread({ squeeze_dims: list(), axis: list() })),
  fault(
    'transpose: the inverse order',
    'Transpose',
    retaken(([x, order]) => [
      x ?? integers([]),
      integers((order?.values ?? []).map((_, axis) => order?.values?.indexOf(axis) ?? 0)),
    ]),
  ),
  fault('concat: a tensor lost', 'ConcatV2', misread({ N: i(1) })),
  fault('pack: along the first axis', 'Pack', misread({ axis: i(0) })),
  fault('unpack: along the first axis', 'Unpack', misread({ axis: i(0) })),
  fault('split: halves', 'Split', misread({ num_split: i(2) })),
  fault(
    'pad: nothing after',
    'Pad',
    retaken(([x, pads]) => [
      x ?? integers([]),
      {
        ...integers((pads?.values ?? []).map((pad, at) => (at % 2 === 0 ? pad : 0))),
        shape: pads?.shape ?? [],
      },
    ]),
  ),
  fault(
    'space to batch: paddings ignored',
    'SpaceToBatchND',
    retaken(([x, block, pads]) => [
      x ?? integers([]),
      block ?? integers([]),
      { ...integers((pads?.values ?? []).map(() => 0)), shape: pads?.shape ?? [] },
    ]),
  ),
  fault('slice: begin mask ignored', 'StridedSlice', misread({ begin_mask: i(0) })),
  fault('slice: end mask ignored', 'StridedSlice', misread({ end_mask: i(0) })),
  fault('slice: ellipsis mask ignored', 'StridedSlice', misread({ ellipsis_mask: i(0) })),
  fault('slice: new axis mask ignored', 'StridedSlice', misread({ new_axis_mask: i(0) })),
  fault('slice: shrink axis mask ignored', 'StridedSlice', misread({ shrink_axis_mask: i(0) })),
  fault('gather: batches ignored', 'GatherV2', misread({ batch_dims: i(0) })),
  fault(
    'one-hot: depth of its input',
    'OneHot',
    regiven((output, { inputs }) => ({
      ...output,
      shape: [...output.shape.slice(0, -1), inputs[0]?.shape[0] ?? 0],
    })),
  ),
  fault(
    'resize: height and width swapped',
    'ResizeBilinear',
    regiven((output) => swap(output, 1, 2)),
  ),
];
