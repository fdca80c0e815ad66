/** @file All small graphs that are derived and run. */
import { PRODUCT_CASES, type GraphCase } from './cases/products.ts';
import { SHAPE_CASES } from './cases/shapes.ts';
import { VALUE_CASES } from './cases/values.ts';

export const GRAPH_CASES: readonly GraphCase[] = [...PRODUCT_CASES, ...SHAPE_CASES, ...VALUE_CASES];
