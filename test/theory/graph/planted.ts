/**
 * @file Planted faults in the theory of graphs: rules that misread an attribute, drop a factor or take the wrong axis,
 * and a ledger of weights that counts one twice.
 */
import type { LayerConfig, TheoryRow } from '../../../src/core/theory.ts';
import { amount, type Factors } from '../../../src/core/work.ts';
import { deriveGraphRows } from '../../../src/theory/graph/derive.ts';
import type { GraphCall, GraphDerivation, GraphRule } from '../../../src/theory/graph/rule.ts';
import { GRAPH_RULES } from '../../../src/theory/graph/ops/table.ts';
import { integers, unvalued, type GraphTensor } from '../../../src/theory/graph/tensor.ts';
import { b, i, list, s } from './build.ts';
import type { Derive } from './failures.ts';

export interface PlantedGraphFault {
  readonly name: string;
  /** Whose rule is wrong; none where the ledger of weights is. */
  readonly op?: string;
  readonly derive: Derive;
}

type Wrong = (call: GraphCall, right: GraphRule) => GraphDerivation;

function fault(name: string, op: string, wrong: Wrong): PlantedGraphFault {
  const right = GRAPH_RULES[op];
  if (right === undefined) throw new Error(`no rule for ${op}`);
  const rules = { ...GRAPH_RULES, [op]: (call: GraphCall) => wrong(call, right) };
  return { name, op, derive: (architecture) => deriveGraphRows(architecture, rules) };
}

/** Reads the attributes as if they said something else, where they say it at all. */
const misread =
  (change: Readonly<Record<string, LayerConfig>>): Wrong =>
  (call, right) => {
    const said = Object.entries(change).filter(([key]) => key in call.attributes);
    return right({ ...call, attributes: { ...call.attributes, ...Object.fromEntries(said) } });
  };

/** Changes the factors of each amount. */
const refactored =
  (change: (factors: Factors) => Factors): Wrong =>
  (call, right) => {
    const { outputs, work } = right(call);
    return { outputs, work: work.map(({ term, op, factors }) => amount(term, op, change(factors))) };
  };

/** Takes other inputs. */
const retaken =
  (change: (inputs: readonly GraphTensor[]) => readonly GraphTensor[]): Wrong =>
  (call, right) =>
    right({ ...call, inputs: change(call.inputs) });

/** Gives other outputs. */
const regiven =
  (change: (output: GraphTensor, call: GraphCall) => GraphTensor): Wrong =>
  (call, right) => {
    const { outputs, work } = right(call);
    return { outputs: outputs.map((output) => change(output, call)), work };
  };

const swap = (tensor: GraphTensor | undefined, from: number, to: number): GraphTensor => {
  const shape = tensor?.shape ?? [];
  return unvalued(shape.with(from, shape.at(to) ?? 0).with(to, shape.at(from) ?? 0), tensor?.dtype ?? null);
};

const once = list(1, 1, 1, 1);

const PRODUCTS: readonly PlantedGraphFault[] = [
  fault('conv: strides ignored', 'Conv2D', misread({ strides: once })),
  fault("conv: 'SAME' for 'VALID'", 'Conv2D', misread({ padding: s('SAME') })),
  fault("conv: 'VALID' for 'SAME'", 'Conv2D', misread({ padding: s('VALID') })),
  fault(
    'conv: explicit paddings halved',
    'Conv2D',
    misread({ explicit_paddings: list(0, 0, 0, 0, 1, 1, 0, 0) }),
  ),
  fault('conv: dilations ignored', 'Conv2D', misread({ dilations: once })),
  fault('conv: channels taken for the last axis', 'Conv2D', misread({ data_format: s('NHWC') })),
  fault(
    'conv: window’s height and width swapped',
    'Conv2D',
    retaken(([x, w]) => [x ?? swap(w, 0, 1), swap(w, 0, 1)]),
  ),
  fault(
    'conv: batch dropped',
    'Conv2D',
    refactored((factors) => ({ ...factors, batch: 1 })),
  ),
  fault(
    'conv: input channels dropped',
    'Conv2D',
    refactored((factors) => ({ ...factors, cIn: 1 })),
  ),
  fault(
    'fused conv: output channels dropped',
    '_FusedConv2D',
    refactored((factors) => ({ ...factors, cOut: 1 })),
  ),
  fault(
    'depthwise: multiplier dropped',
    'DepthwiseConv2dNative',
    refactored((factors) => ({ ...factors, depthMultiplier: 1 })),
  ),
  fault(
    'depthwise: a window over all channels',
    'DepthwiseConv2d',
    refactored((factors) => ({ ...factors, again: factors['cIn'] ?? 1 })),
  ),
  fault('fused depthwise: dilations ignored', 'FusedDepthwiseConv2dNative', misread({ dilations: once })),
  fault('transposed: a product for each output', 'Conv2DBackpropInput', (call, right) => {
    const { outputs, work } = right(call);
    const [, hi = 0, wi = 0] = outputs[0]?.shape ?? [];
    return { outputs, work: work.map(({ term, op, factors }) => amount(term, op, { ...factors, hi, wi })) };
  }),
  fault('conv of one axis: dilation ignored', 'Conv1D', misread({ dilation: i(1) })),
  fault(
    'conv of three axes: depth dropped',
    'Conv3D',
    refactored((factors) => ({ ...factors, kd: 1 })),
  ),
  fault('matmul: transposition of the left ignored', 'MatMul', misread({ transpose_a: b(false) })),
  fault('matmul: transposition of the right ignored', 'MatMul', misread({ transpose_b: b(false) })),
  fault(
    'matmul: rows summed over',
    'MatMul',
    refactored((factors) => ({ ...factors, contracted: factors['rows'] ?? 1 })),
  ),
  fault(
    'fused matmul: columns dropped',
    '_FusedMatMul',
    refactored((factors) => ({ ...factors, columns: 1 })),
  ),
  fault('batched matmul: adjoints swapped', 'BatchMatMulV2', (call, right) => {
    const { adj_x: x = b(false), adj_y: y = b(false) } = call.attributes;
    return right({ ...call, attributes: { ...call.attributes, adj_x: y, adj_y: x } });
  }),
  fault('batched matmul: the left batch alone', 'BatchMatMulV2', (call, right) => {
    const batch = (call.inputs[0]?.shape ?? []).slice(0, -2).reduce((all, size) => all * size, 1);
    return refactored((factors) => ({ ...factors, batch }))(call, right);
  }),
  fault(
    'batched matmul: batch dropped',
    'BatchMatMul',
    refactored((factors) => ({ ...factors, batch: 1 })),
  ),
  fault(
    'einsum: a summed letter dropped',
    'Einsum',
    refactored((factors) => ({ ...factors, d: 1 })),
  ),
  fault('einsum: an outer product counted', 'Einsum', (call, right) => {
    const { outputs, work } = right(call);
    const letters = { all: (outputs[0]?.shape ?? []).reduce((all, size) => all * size, 1) };
    return { outputs, work: work.length > 0 ? work : [amount('products', 'multiplyAdds', letters)] };
  }),
];

const SHAPES: readonly PlantedGraphFault[] = [
  fault('sum: dims not kept', 'Sum', misread({ keep_dims: b(false) })),
  fault(
    'mean: the first axis alone',
    'Mean',
    retaken(([x, axes]) => [x ?? integers([]), integers(axes?.values?.slice(0, 1) ?? [])]),
  ),
  fault('pool: window ignored', 'MaxPool', misread({ ksize: once })),
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

/** The same shape, other values. */
const revalued = (change: (value: number) => number): Wrong =>
  regiven((output) => ({ ...output, values: output.values?.map(change) ?? null }));

const VALUES: readonly PlantedGraphFault[] = [
  fault(
    'shape: its batch is one',
    'Shape',
    regiven((output) => ({ ...output, values: output.values?.with(0, 1) ?? null })),
  ),
  fault('division: cut off, not rounded down', 'RealDiv', (call, right) => {
    const [x, y] = call.inputs;
    const wrong = x?.values?.map((value, at) => Math.trunc(value / (y?.values?.[at] ?? 1))) ?? null;
    return regiven((output) => ({ ...output, values: output.dtype === 'int32' ? wrong : output.values }))(
      call,
      right,
    );
  }),
  fault('cast: rounded up', 'Cast', (call, right) =>
    right({
      ...call,
      inputs: call.inputs.map((tensor) => ({ ...tensor, values: tensor.values?.map(Math.ceil) ?? null })),
    }),
  ),
  fault('product: of nothing is nothing', 'Prod', (call, right) =>
    call.inputs[0]?.values?.length === 0 ? revalued(() => 0)(call, right) : right(call),
  ),
  fault('modulo: of the truncated quotient', 'FloorMod', (call, right) => {
    const [x, y] = call.inputs;
    const wrong = x?.values?.map((value, at) => value % (y?.values?.[at] ?? 1)) ?? null;
    return regiven((output) => ({ ...output, values: wrong }))(call, right);
  }),
  fault(
    'tile: blocks of the same',
    'Tile',
    regiven((output) => ({
      ...output,
      values: output.values?.toSorted((left, right) => left - right) ?? null,
    })),
  ),
  fault(
    'range: from nought',
    'Range',
    regiven((output) => ({
      ...output,
      values: output.values?.map((value) => value - (output.values?.[0] ?? 0)) ?? null,
    })),
  ),
  fault(
    'select: the other one',
    'Select',
    retaken(([which, yes, no]) => [which ?? integers([]), no ?? integers([]), yes ?? integers([])]),
  ),
];

/** Rows as they are, parameters as if another node had them too. */
const recounted =
  (change: (row: TheoryRow, total: number) => number): Derive =>
  (architecture) =>
    deriveGraphRows(architecture).map((row) =>
      row.state === 'derived'
        ? { ...row, parameters: { ...row.parameters, total: change(row, row.parameters.total) } }
        : row,
    );

type NodeJson = { readonly name: string; readonly op: string };

const LEDGER: readonly PlantedGraphFault[] = [
  {
    name: 'weights: a tied one counted twice',
    derive: recounted((row, total) => (row.path.at(-1) === 'second' ? total + 5 * 4 : total)),
  },
  {
    name: 'weights: identities not looked through',
    derive: (architecture) =>
      deriveGraphRows({
        ...architecture,
        topology: JSON.parse(
          JSON.stringify(architecture.topology).replaceAll('"op":"Identity"', '"op":"Snapshot"'),
        ),
      }),
  },
  {
    name: 'weights: integers counted',
    derive: (architecture) =>
      deriveGraphRows({
        ...architecture,
        weights: architecture.weights.map((weight) => ({ ...weight, dtype: 'float32' })),
      }),
  },
  {
    name: 'weights: given to the first node that is needed',
    derive: (architecture) => {
      const needed = new Set(deriveGraphRows(architecture).map((row) => row.path.join('/')));
      const { node } = architecture.topology as { node: readonly NodeJson[] };
      const kept = node.filter(({ name, op }) => needed.has(name) || op === 'Const' || op === 'Placeholder');
      return deriveGraphRows({ ...architecture, topology: { node: kept } });
    },
  },
];

export const GRAPH_FAULTS: readonly PlantedGraphFault[] = [...PRODUCTS, ...SHAPES, ...VALUES];
export const LEDGER_FAULTS: readonly PlantedGraphFault[] = LEDGER;
