/** @file Planted faults in rules of ops with multiply-adds: a misread attribute, a dropped factor. */
import { amount } from '../../../../src/core/work.ts';
import { b, i, list, s } from '../build.ts';
import { dropped, fault, misread, refactored, retaken, swap, type PlantedGraphFault } from './fault.ts';

const once = list(1, 1, 1, 1);

export const PRODUCT_FAULTS: readonly PlantedGraphFault[] = [
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
  fault('conv: batch dropped', 'Conv2D', dropped('batch')),
  fault('conv: input channels dropped', 'Conv2D', dropped('cIn')),
  fault('fused conv: output channels dropped', '_FusedConv2D', dropped('cOut')),
  fault('depthwise: multiplier dropped', 'DepthwiseConv2dNative', dropped('depthMultiplier')),
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
  fault('conv of three axes: depth dropped', 'Conv3D', dropped('kd')),
  fault('matmul: transposition of the left ignored', 'MatMul', misread({ transpose_a: b(false) })),
  fault('matmul: transposition of the right ignored', 'MatMul', misread({ transpose_b: b(false) })),
  fault(
    'matmul: rows summed over',
    'MatMul',
    refactored((factors) => ({ ...factors, contracted: factors['rows'] ?? 1 })),
  ),
  fault('fused matmul: columns dropped', '_FusedMatMul', dropped('columns')),
  fault('batched matmul: adjoints swapped', 'BatchMatMulV2', (call, right) => {
    const { adj_x: x = b(false), adj_y: y = b(false) } = call.attributes;
    return right({ ...call, attributes: { ...call.attributes, adj_x: y, adj_y: x } });
  }),
  fault('batched matmul: the left batch alone', 'BatchMatMulV2', (call, right) => {
    const batch = (call.inputs[0]?.shape ?? []).slice(0, -2).reduce((all, size) => all * size, 1);
    return refactored((factors) => ({ ...factors, batch }))(call, right);
  }),
  fault('batched matmul: batch dropped', 'BatchMatMul', dropped('batch')),
  fault('einsum: a summed letter dropped', 'Einsum', dropped('d')),
  fault('einsum: an outer product counted', 'Einsum', (call, right) => {
    const { outputs, work } = right(call);
    const letters = { all: (outputs[0]?.shape ?? []).reduce((all, size) => all * size, 1) };
    return { outputs, work: work.length > 0 ? work : [amount('products', 'multiplyAdds', letters)] };
  }),
];
