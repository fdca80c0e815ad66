/** @file All rules, by op. An op that is in none of these tables has no rule, and its nodes are not derivable. */
import { CONTROL_FLOW } from '../control-flow.ts';
import { CONVOLUTIONS } from './convolution.ts';
import { CREATIONS } from './creation.ts';
import { ELEMENTWISE } from './elementwise.ts';
import { JOINS } from './join.ts';
import { LOOKUPS } from './lookup.ts';
import { TENSOR_ARRAYS, TENSOR_LISTS } from './lists.ts';
import { MATRIX_PRODUCTS } from './matmul.ts';
import { PADDINGS } from './pad.ts';
import { REARRANGEMENTS } from './rearrange.ts';
import { REDUCTIONS } from './reduction.ts';
import type { GraphRules } from '../rule.ts';
import { SIGNALS } from './signal.ts';
import { SLICES } from './slice.ts';

export const GRAPH_RULES: GraphRules = {
  ...CONVOLUTIONS,
  ...MATRIX_PRODUCTS,
  ...ELEMENTWISE,
  ...REDUCTIONS,
  ...REARRANGEMENTS,
  ...SLICES,
  ...JOINS,
  ...PADDINGS,
  ...LOOKUPS,
  ...CREATIONS,
  ...SIGNALS,
  ...TENSOR_LISTS,
  ...TENSOR_ARRAYS,
  ...CONTROL_FLOW,
};
