/** @file `groupsOf`: the lines of the table of layers as data. */
import { checkOptions } from '../core/options.ts';
import { addParameters, NO_PARAMETERS, type Parameters } from '../core/parameters.ts';
import type { LayerRow, Report } from '../core/report.ts';
import { checkReport } from './check.ts';
import { itemsAt, type Item } from './fold.ts';
import { checkDepth, type Depth } from './options.ts';
import { shownRows } from './shown-rows.ts';
import { sumOf } from './sums.ts';
import { treeOf } from './tree.ts';

/** A line of the table: a layer, a group of layers, or several equal ones, with the sums of its rows. */
export interface LayerGroup {
  /** As the table prints it: `stage2`, `blocks ×12`, `other`. */
  readonly name: string;
  /** The steps that the paths of its rows have in common, as far as the name stands for them; may be empty. */
  readonly path: readonly string[];
  /** Rows of the report. Each row is in exactly one group, or in none where it has neither work nor parameters. */
  readonly rows: readonly LayerRow[];
  readonly multiplyAdds: number;
  /** Every operation that is not a multiply-add, counted once. */
  readonly otherOperations: number;
  readonly parameters: Parameters;
  /** Kernel calls. */
  readonly calls: number;
  /** Calls of kernels without a formula, whose work is in no number. */
  readonly unknownCalls: number;
  /** Kernel time: the sum of the rows' medians; `null` where nothing was timed. */
  readonly ms: number | null;
  /** The lines that the table opens below it; their sums add up to the group's. Empty for a closed group. */
  readonly parts: readonly LayerGroup[];
}

/** Options of `groupsOf`. */
export interface GroupOptions {
  /** Levels of groups to open, as in `formatTable`; 1 by default. */
  readonly depth?: Depth | undefined;
}

/**
 * The groups that `formatTable` prints, in its order: their sums add up to the report's total.
 * @throws TfjsFlopsError `invalid-input`, `unknown-option`, `invalid-option`
 * @example
 * for (const { name, multiplyAdds } of groupsOf(report)) console.log(name, multiplyAdds);
 */
export function groupsOf(report: Report, options: GroupOptions = {}): readonly LayerGroup[] {
  checkReport(report, 'groupsOf()');
  checkOptions(options, ['depth'], 'groupsOf()');
  checkDepth(options.depth);
  const shown = shownRows(report);
  const original = new Map<LayerRow, LayerRow>(shown.map((row, i) => [row, report.layers[i]!]));
  const groupOf = ({ name, path, rows, parts }: Item): LayerGroup => {
    const { multiplyAdds, otherOperations, calls, unknownCalls, ms } = sumOf(rows);
    return {
      name,
      path,
      rows: rows.map((row) => original.get(row)!),
      multiplyAdds,
      otherOperations,
      parameters: rows.reduce((sum, row) => addParameters(sum, row.parameters), NO_PARAMETERS),
      calls,
      unknownCalls,
      ms,
      parts: parts.map(groupOf),
    };
  };
  return itemsAt(treeOf(shown), options.depth ?? 1).map(groupOf);
}
