/**
 * @file Kernels whose output's size depends on values: what they give at most, or, where no such bound exists, nothing.
 * Where the values are known, the cpu kernel runs in the rule's place.
 */
import { product } from '../axes.ts';
import { described, named, rule, type Described, type ShapeRules } from '../rule.ts';

interface Boxes {
  readonly boxes: Described;
}

interface Selection {
  readonly maxOutputSize: number;
  readonly padToMaxOutputSize?: boolean;
}

const most = ({ boxes }: Boxes, { maxOutputSize }: Selection): number =>
  Math.min(maxOutputSize, boxes.shape[0]!);

const segments = rule<{ data: Described; segmentIds: Described }>(({ data, segmentIds }) =>
  described([segmentIds.shape[0]!, ...data.shape.slice(1)], data.dtype),
);

export const DEPENDENT: ShapeRules = {
  NonMaxSuppressionV3: rule<Boxes, Selection>((inputs, attrs) => described([most(inputs, attrs)], 'int32')),
  NonMaxSuppressionV4: rule<Boxes, Selection>((inputs, attrs) => [
    described([attrs.padToMaxOutputSize === true ? attrs.maxOutputSize : most(inputs, attrs)], 'int32'),
    described([], 'int32'),
  ]),
  NonMaxSuppressionV5: rule<Boxes, Selection>((inputs, attrs) => [
    described([most(inputs, attrs)], 'int32'),
    described([most(inputs, attrs)], 'float32'),
  ]),
  Unique: rule<{ x: Described }, { axis?: number }>(({ x }, { axis = 0 }) => [
    described(x.shape, x.dtype),
    described([x.shape[axis] ?? 0], 'int32'),
  ]),
  SparseFillEmptyRows: rule<{ indices: Described; values: Described }>(({ indices, values }) => {
    const rows = indices.shape[0]!;
    return [
      described(indices.shape, 'int32'),
      described([rows], values.dtype),
      described([rows], 'bool'),
      described([rows], 'int32'),
    ];
  }),
  SparseReshape: rule<{ inputIndices: Described; newShape: Described }>(({ inputIndices, newShape }) => {
    const rank = product(newShape.shape);
    return [described([inputIndices.shape[0]!, rank], inputIndices.dtype), described([rank], newShape.dtype)];
  }),
  ...named('SparseSegmentSum SparseSegmentMean', segments),
  RaggedRange: rule<{ starts: Described }>(({ starts }) => [
    described([product(starts.shape) + 1], 'int32'),
    described([0], starts.dtype),
  ]),
  RaggedGather: rule<{ paramsNestedSplits: readonly Described[]; paramsDenseValues: Described }>(
    ({ paramsNestedSplits, paramsDenseValues }) => [
      ...paramsNestedSplits.map(({ shape }) => described(shape, 'int32')),
      described(paramsDenseValues.shape, paramsDenseValues.dtype),
    ],
  ),
  RaggedTensorToTensor: rule<{ values: Described }>(({ values }) => described(values.shape, values.dtype)),
  StringNGrams: rule<{ data: Described; dataSplits: Described }>(({ data, dataSplits }) => [
    described(data.shape, 'string'),
    described(dataSplits.shape, 'int32'),
  ]),
  StringSplit: rule<object>(() => [
    described([0, 2], 'int32'),
    described([0], 'string'),
    described([2], 'int32'),
  ]),
};
