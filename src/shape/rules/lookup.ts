/** @file Kernels that look up by index, or write at one. */
import { backend_util, gather_util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { DType, Shape } from '../../core/shape.ts';
import { front, resized } from '../axes.ts';
import { demand, described, rule, text, type Described, type OnX, type ShapeRules } from '../rule.ts';

interface Gathered {
  readonly axis: number;
  readonly batchDims?: number;
}

const gather = rule<{ x: Described; indices: Described }, Gathered>(
  ({ x, indices }, { axis: given, batchDims = 0 }) => {
    const axis = front(given, x.shape.length);
    // Refuses batches that differ.
    if (batchDims !== 0)
      backend_util.segment_util.collectGatherOpShapeInfo(
        x as unknown as TensorInfo,
        indices as unknown as TensorInfo,
        axis,
        batchDims,
      );
    const batches = batchDims < 0 ? batchDims + indices.shape.length : batchDims;
    return described(
      [...x.shape.slice(0, axis), ...indices.shape.slice(batches), ...x.shape.slice(axis + 1)],
      x.dtype,
    );
  },
);

export const LOOKUP: ShapeRules = {
  GatherV2: gather,
  GatherNd: rule<{ params: Described; indices: Described }>(({ params, indices }) => {
    gather_util.prepareAndValidate(params as unknown as TensorInfo, indices as unknown as TensorInfo);
    const depth = indices.shape.at(-1)!;
    return described([...indices.shape.slice(0, -1), ...params.shape.slice(depth)], params.dtype);
  }),
  ScatterNd: rule<{ updates: Described }, { shape: Shape }>(({ updates }, { shape }) =>
    described(shape, updates.dtype),
  ),
  TensorScatterUpdate: rule<{ tensor: Described }>(({ tensor }) => described(tensor.shape, tensor.dtype)),
  SparseToDense: rule<{ sparseValues: Described }, { outputShape: Shape }>(
    ({ sparseValues }, { outputShape }) => described(outputShape, sparseValues.dtype),
  ),
  OneHot: rule<{ indices: Described }, { depth: number; dtype: DType }>(({ indices }, { depth, dtype }) =>
    described([...indices.shape, depth], dtype),
  ),
  Diag: rule<OnX>(({ x }) => described([...x.shape, ...x.shape], x.dtype)),
  TopK: rule<OnX, { k: number }>(({ x }, { k }) => {
    const last = x.shape.length - 1;
    demand(
      last >= 0 && k <= x.shape[last]!,
      () => `the largest ${k} of an axis are asked for, but ${text(x.shape)} has fewer`,
    );
    const shape = resized(x.shape, last, k);
    return [described(shape, x.dtype), described(shape, 'int32')];
  }),
  Multinomial: rule<{ logits: Described }, { numSamples: number }>(({ logits }, { numSamples }) =>
    described([logits.shape[0]!, numSamples], 'int32'),
  ),
  SearchSorted: rule<{ values: Described }>(({ values }) => described(values.shape, 'int32')),
  StringToHashBucketFast: rule<{ input: Described }>(({ input }) => described(input.shape, 'int32')),
};
