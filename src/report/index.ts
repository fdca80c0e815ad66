/** @file Renderers: each takes a Report and gives text. */
export { formatComparison, type ComparisonOptions } from './comparison/table.ts';
export { formatTable, type TableOptions } from './table.ts';
export { formatWhy, type WhyOptions } from './why.ts';
export type { Depth } from './fold.ts';
