/** @file What the rows of a report are made of, and what their makers share. */
import type { Weight } from '../../core/parameters.ts';
import type { JudgedTextbookRow } from '../../core/report.ts';
import type { LayerFormulas, TheoryRow } from '../../core/theory.ts';
import type { Costed } from '../tally.ts';

/** Everything that rows are made of. */
export interface RowSources extends Costed {
  readonly weights: readonly Weight[];
  readonly theoryRows: readonly TheoryRow[];
  readonly textbook: readonly JudgedTextbookRow[];
  readonly layerFormulas: LayerFormulas;
}
