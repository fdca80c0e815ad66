/** @file Kernels that fold axes away, or count. */
import type { DType } from '../../core/shape.ts';
import { reduced, summed, wider, type Axes } from '../axes.ts';
import {
  demand,
  described,
  named,
  rule,
  text,
  type Described,
  type OnX,
  type ShapeRule,
  type ShapeRules,
} from '../rule.ts';

interface Reduction {
  readonly axis?: Axes;
  readonly keepDims?: boolean;
}

const over = (dtypeOf: (dtype: DType) => DType): ShapeRule =>
  rule<OnX, Reduction>(({ x }, { axis, keepDims }) =>
    described(reduced(x.shape, axis, keepDims), dtypeOf(x.dtype)),
  );

/** Only here do tfjs's attributes have another name. */
const maximum = rule<OnX, { reductionIndices?: Axes; keepDims?: boolean }>(
  ({ x }, { reductionIndices, keepDims }) => described(reduced(x.shape, reductionIndices, keepDims), x.dtype),
);

const place = rule<OnX, { axis: Axes }>(({ x }, { axis }) => {
  demand(
    !Array.isArray(axis) || axis.length <= 1,
    () => `the place along one axis is asked for, and not along ${text(axis as readonly number[])}`,
  );
  return described(reduced(x.shape, axis ?? 0, false), 'int32');
});

export const REDUCTION: ShapeRules = {
  ...named('Sum Prod', over(summed)),
  Mean: over(() => 'float32'),
  ...named(
    'Min All Any',
    over((dtype) => dtype),
  ),
  Max: maximum,
  ...named('ArgMax ArgMin', place),
  Bincount: rule<{ weights: Described }, { size: number }>(({ weights }, { size }) =>
    described([size], weights.dtype),
  ),
  DenseBincount: rule<{ x: Described; weights: Described }, { size: number }>(({ x, weights }, { size }) =>
    described(x.shape.length === 1 ? [size] : [x.shape[0]!, size], weights.dtype),
  ),
  UnsortedSegmentSum: rule<{ x: Described; segmentIds: Described }, { numSegments: number }>(
    ({ x, segmentIds }, { numSegments }) => {
      const ids = segmentIds.shape;
      demand(
        ids.every((size, axis) => size === x.shape[axis]),
        () => `segment ids of shape ${text(ids)} do not number the front of ${text(x.shape)}`,
      );
      // As on cpu, by way of products with floats.
      return described([numSegments, ...x.shape.slice(ids.length)], wider(x.dtype, 'float32'));
    },
  ),
};
