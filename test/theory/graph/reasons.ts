/** @file What theory says of a small graph: its rows, and why some nodes have none. */
import type { TheoryRow } from '../../../src/core/theory.ts';
import { deriveGraphRows } from '../../../src/theory/graph/derive.ts';
import { architectureOf, type SmallGraph } from './build.ts';

export const rowsOf = (graph: SmallGraph): readonly TheoryRow[] => deriveGraphRows(architectureOf(graph));

/** The reasons by node; `null` for what is derived. */
export const reasonsOf = (graph: SmallGraph): Readonly<Record<string, string | null>> =>
  Object.fromEntries(
    rowsOf(graph).map((row) => [row.path.join('/'), row.state === 'derived' ? null : row.why.text]),
  );
