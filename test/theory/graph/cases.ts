/** @file All small graphs that are derived and run. */
import { ELEMENTWISE_CASES } from './cases/elementwise.ts';
import { PRODUCT_CASES } from './cases/products.ts';
import { REDUCTION_CASES } from './cases/reductions.ts';
import { SHAPE_CASES } from './cases/shapes.ts';
import type { GraphCase } from './cases/single.ts';
import { VALUE_CASES } from './cases/values.ts';

export const GRAPH_CASES: readonly GraphCase[] = [
  ...PRODUCT_CASES,
  ...ELEMENTWISE_CASES,
  ...REDUCTION_CASES,
  ...SHAPE_CASES,
  ...VALUE_CASES,
];
