/** @file Kernels whose outputs follow from attributes alone, or from the shapes of shapes. */
import type { DType, Shape } from '../../core/shape.ts';
import { described, rule, type Described, type ShapeRules } from '../rule.ts';

interface Steps {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
  readonly dtype?: DType;
}

/** Steps that lead away from the end make nothing; of those downwards tfjs refuses 1 alone. */
function stepsIn({ start, stop, step }: Steps): number {
  const leadsAway = (start < stop && step < 0) || (stop < start && step > 1);
  return start === stop || leadsAway ? 0 : Math.abs(Math.ceil((stop - start) / step));
}

export const CREATION: ShapeRules = {
  Fill: rule<object, { shape: Shape; value: number | string; dtype?: DType }>((_, { shape, value, dtype }) =>
    described(shape, dtype ?? (typeof value === 'string' ? 'string' : 'float32')),
  ),
  LinSpace: rule<object, { num: number }>((_, { num }) => described([num], 'float32')),
  Range: rule<object, Steps>((_, steps) => described([stepsIn(steps)], steps.dtype ?? 'float32')),
  BroadcastArgs: rule<{ s0: Described; s1: Described }>(({ s0, s1 }) =>
    described([Math.max(s0.shape[0]!, s1.shape[0]!)], 'int32'),
  ),
};
