/** @file All small graphs that are derived and run. */
import { PRODUCT_CASES, type GraphCase } from './graph-cases-products.ts';
import { SHAPE_CASES } from './graph-cases-shapes.ts';
import { VALUE_CASES } from './graph-cases-values.ts';

export const GRAPH_CASES: readonly GraphCase[] = [...PRODUCT_CASES, ...SHAPE_CASES, ...VALUE_CASES];
