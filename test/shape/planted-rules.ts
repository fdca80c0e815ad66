/** @file Faults of rules, as they are easily made: each must be seen where kernels really run. */
import type { Described, ShapeRule, ShapeRules } from '../../src/shape/rule.ts';
import { SHAPE_RULES } from '../../src/shape/table.ts';
import { listed } from './against-rules.ts';

export interface RuleFault {
  readonly kernel: string;
  readonly name: string;
  readonly rules: ShapeRules;
}

type Change = (output: Described, i: number) => Described;

const changed = (kernel: string, change: Change): ShapeRules => {
  const original = SHAPE_RULES[kernel]!;
  const faulty: ShapeRule = (inputs, attrs) => {
    const outputs = original(inputs, attrs);
    const made = listed(outputs).map(change);
    return Array.isArray(outputs) ? made : made[0]!;
  };
  return { ...SHAPE_RULES, [kernel]: faulty };
};

const fault = (kernel: string, what: string, change: Change): RuleFault => ({
  kernel,
  name: `${kernel}: ${what}`,
  rules: changed(kernel, change),
});

const swapped = (kernel: string, one: number, other: number): RuleFault =>
  fault(kernel, `axes ${one} and ${other} swapped`, ({ shape, dtype }) => ({
    dtype,
    shape:
      shape.length <= Math.max(one, other) ? shape : shape.with(one, shape[other]!).with(other, shape[one]!),
  }));

const longer = (kernel: string, axis: number): RuleFault =>
  fault(kernel, `axis ${axis} longer by one`, ({ shape, dtype }) => ({
    dtype,
    shape: axis < shape.length ? shape.with(axis, shape[axis]! + 1) : shape,
  }));

const typed = (kernel: string, dtype: Described['dtype']): RuleFault =>
  fault(kernel, `always ${dtype}`, ({ shape }) => ({ shape, dtype }));

/** The rule of another kernel. */
const mistaken = (kernel: string, other: string): RuleFault => ({
  kernel,
  name: `${kernel} by the rule of ${other}`,
  rules: { ...SHAPE_RULES, [kernel]: SHAPE_RULES[other]! },
});

/** The second input's shape where both are stretched. */
const unstretched = (kernel: string, input: 'a' | 'b'): RuleFault => ({
  kernel,
  name: `${kernel}: the shape of ${input}`,
  rules: {
    ...SHAPE_RULES,
    [kernel]: (inputs, attrs) => ({
      ...(SHAPE_RULES[kernel]!(inputs, attrs) as Described),
      shape: (inputs as Readonly<Record<'a' | 'b', Described>>)[input].shape,
    }),
  },
});

const dropped = (kernel: string): RuleFault =>
  fault(kernel, 'the first axis lost', ({ shape, dtype }) => ({ shape: shape.slice(1), dtype }));

export const RULE_FAULTS: readonly RuleFault[] = [
  swapped('Conv2D', 1, 2),
  swapped('FusedConv2D', 1, 2),
  swapped('DepthwiseConv2dNative', 1, 2),
  swapped('Conv3D', 2, 3),
  swapped('Conv2DBackpropInput', 1, 2),
  swapped('Conv2DBackpropFilter', 2, 3),
  swapped('BatchMatMul', 2, 3),
  swapped('_FusedMatMul', 0, 1),
  swapped('Einsum', 0, 1),
  swapped('Transpose', 0, 1),
  swapped('ResizeBilinear', 1, 2),
  swapped('ResizeNearestNeighbor', 1, 2),
  swapped('CropAndResize', 1, 2),
  swapped('Transform', 1, 2),
  swapped('SpaceToBatchND', 1, 2),
  swapped('Tile', 0, 1),
  longer('MaxPool', 1),
  longer('AvgPool', 2),
  longer('Slice', 0),
  longer('StridedSlice', 0),
  longer('Concat', 0),
  longer('Range', 0),
  longer('LinSpace', 0),
  longer('PadV2', 1),
  longer('OneHot', 1),
  longer('TopK', 1),
  longer('BatchToSpaceND', 2),
  longer('Dilation2D', 1),
  longer('MirrorPad', 0),
  longer('Bincount', 0),
  typed('ArgMax', 'float32'),
  typed('Equal', 'float32'),
  typed('Greater', 'int32'),
  typed('Add', 'float32'),
  typed('Cast', 'float32'),
  typed('Sum', 'float32'),
  typed('Mean', 'int32'),
  typed('Fill', 'float32'),
  typed('OneHot', 'float32'),
  typed('Select', 'int32'),
  typed('Cumprod', 'float32'),
  typed('Exp', 'int32'),
  typed('ScatterNd', 'float32'),
  typed('ComplexAbs', 'complex64'),
  typed('MaxPoolWithArgmax', 'float32'),
  unstretched('Add', 'a'),
  unstretched('Multiply', 'b'),
  mistaken('Sum', 'Mean'),
  mistaken('Max', 'Sum'),
  mistaken('FusedDepthwiseConv2D', 'FusedConv2D'),
  dropped('Unpack'),
  dropped('GatherV2'),
  dropped('GatherNd'),
  dropped('Pack'),
  dropped('SplitV'),
  dropped('ExpandDims'),
  dropped('UnsortedSegmentSum'),
  dropped('DenseBincount'),
  dropped('Diag'),
  dropped('DepthToSpace'),
];
