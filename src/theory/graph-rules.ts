/** @file All rules, by op. An op that is in none of these tables has no rule, and its nodes are not derivable. */
import { CONTROL_FLOW } from './graph-control-flow.ts';
import { CONVOLUTIONS } from './graph-convolution.ts';
import { CREATIONS } from './graph-creation.ts';
import { ELEMENTWISE } from './graph-elementwise.ts';
import { JOINS } from './graph-join.ts';
import { LOOKUPS } from './graph-lookup.ts';
import { MATRIX_PRODUCTS } from './graph-matmul.ts';
import { PADDINGS } from './graph-pad.ts';
import { REARRANGEMENTS } from './graph-rearrange.ts';
import { REDUCTIONS } from './graph-reduction.ts';
import type { GraphRules } from './graph-rule.ts';
import { SIGNALS } from './graph-signal.ts';
import { SLICES } from './graph-slice.ts';

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
  ...CONTROL_FLOW,
};
