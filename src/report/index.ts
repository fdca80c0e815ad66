/** @file What reads a report or a comparison: as text, and as parts of it. */
export { formatComparison, type ComparisonOptions } from './comparison/table.ts';
export { layerOf } from './find-layer.ts';
export { groupsOf, type GroupOptions, type LayerGroup } from './groups.ts';
export { withFaces } from './inspect.ts';
export type { Depth, TextOptions } from './options.ts';
export { formatTable, type TableOptions } from './table.ts';
export { formatWhy, type WhyOptions } from './why.ts';
