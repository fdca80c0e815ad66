/** @file Rows of a report beside those of its baseline, and which of them have more of a figure. */
import type { AttributeChange, Changes, Figure } from '../core/changes.ts';
import type { LayerRow, Report } from '../core/report.ts';
import { rowName } from '../core/writing.ts';
import { rowFiguresIn } from '../diff/figures.ts';

/** What a row has to do with a limit. */
export interface RowFigure {
  /** Its name; `before → after` where it has another one now. */
  readonly name: string;
  /** Index into the report's `layers`; `null` for a row of the baseline alone. */
  readonly row: number | null;
  /** `null` without a baseline. */
  readonly before: number | null;
  readonly actual: number;
  /** Through what it changed. */
  readonly attributes: readonly AttributeChange[];
}

/** The same layer twice; `null`: it is in one of the two alone. */
export interface Pair {
  readonly a: LayerRow | null;
  readonly b: LayerRow | null;
  readonly row: number | null;
  readonly attributes: readonly AttributeChange[];
  /** What it has of each figure. */
  amount(figure: Figure): { readonly before: number; readonly actual: number };
}

type Amounts = (row: LayerRow) => Readonly<Partial<Record<Figure, number | null>>>;

/** Of a row with unknown kernels what is known of it. */
function amountsIn(report: Report): Amounts {
  const figuresOf = rowFiguresIn(report);
  return (row) => ({ ...figuresOf(row), multiplyAdds: row.counted.multiplyAdds });
}

/** Rows that were removed and rows that were added, of one class and with the same figures: they were renamed. */
function renamedRows(
  removed: readonly LayerRow[],
  added: readonly LayerRow[],
  [amountsA, amountsB]: readonly [Amounts, Amounts],
): ReadonlyMap<LayerRow, LayerRow> {
  const keyOf = (row: LayerRow, amounts: Amounts): string =>
    JSON.stringify([row.className, row.outputs, amounts(row)]);
  const open = new Map<string, LayerRow[]>();
  for (const row of removed) {
    const key = keyOf(row, amountsA);
    open.set(key, [...(open.get(key) ?? []), row]);
  }
  const renamed = new Map<LayerRow, LayerRow>();
  for (const row of added) {
    const from = open.get(keyOf(row, amountsB))?.shift();
    if (from !== undefined) renamed.set(row, from);
  }
  return renamed;
}

/** Each row of both once. */
export function pairsOf(baseline: Report, report: Report, changes: Changes): readonly Pair[] {
  const amounts = [amountsIn(baseline), amountsIn(report)] as const;
  const partners = new Map(changes.matches.map(({ a, b }) => [report.layers[b]!, baseline.layers[a]!]));
  const taken = new Set(partners.values());
  const renamed = renamedRows(
    baseline.layers.filter((row) => !taken.has(row)),
    report.layers.filter((row) => !partners.has(row)),
    amounts,
  );
  for (const from of renamed.values()) taken.add(from);
  const attributes = new Map(changes.rows.map((change) => [change.b, change.attributes]));
  const pair = (a: LayerRow | null, b: LayerRow | null, row: number | null): Pair => ({
    a,
    b,
    row,
    attributes: (row === null ? undefined : attributes.get(row)) ?? [],
    amount: (figure) => ({
      before: a === null ? 0 : (amounts[0](a)[figure] ?? 0),
      actual: b === null ? 0 : (amounts[1](b)[figure] ?? 0),
    }),
  });
  return [
    ...report.layers.map((b, row) => pair(partners.get(b) ?? renamed.get(b) ?? null, b, row)),
    ...baseline.layers.filter((a) => !taken.has(a)).map((a) => pair(a, null, null)),
  ];
}

function pairName({ a, b }: Pair): string {
  const [before, after] = [a, b].map((row) => (row === null ? null : rowName(row)));
  if (before === null || after === null || before === after) return (after ?? before)!;
  return `${before} → ${after}`;
}

/** What was unknown and is known now, or the other way round, is no other amount. */
const isKnownAlike = (figure: Figure, fewer: LayerRow | null, more: LayerRow | null): boolean =>
  figure !== 'multiplyAdds' || (fewer?.unknownCalls ?? 0) <= (more?.unknownCalls ?? 0);

const rowFigure = (pair: Pair, figure: Figure): RowFigure & { readonly before: number } => ({
  name: pairName(pair),
  row: pair.row,
  ...pair.amount(figure),
  attributes: pair.attributes,
});

/** How much more of it there is in all, without what was unknown and is known now. */
export const growthOf = (pairs: readonly Pair[], figure: Figure): number =>
  pairs
    .filter(({ a, b }) => isKnownAlike(figure, a, b))
    .reduce((sum, pair) => sum + pair.amount(figure).actual - pair.amount(figure).before, 0);

/** Those that have more of it than they had, the largest growth first. */
export const grownRows = (pairs: readonly Pair[], figure: Figure): readonly RowFigure[] =>
  pairs
    .filter(({ a, b }) => isKnownAlike(figure, a, b))
    .map((pair) => rowFigure(pair, figure))
    .filter(({ before, actual }) => actual > before)
    .sort((x, y) => y.actual - y.before - (x.actual - x.before));

/** Those that have less of it than they had, the largest difference first. */
export const shrunkRows = (pairs: readonly Pair[], figure: Figure): readonly RowFigure[] =>
  pairs
    .filter(({ a, b }) => isKnownAlike(figure, b, a))
    .map((pair) => rowFigure(pair, figure))
    .filter(({ before, actual }) => actual < before)
    .sort((x, y) => x.actual - x.before - (y.actual - y.before));

/** Rows with the most of it. */
export function costliestRows(
  report: Report,
  figure: Figure,
  isWanted: (row: LayerRow) => boolean = () => true,
): RowFigure[] {
  const amounts = amountsIn(report);
  return report.layers
    .map((row, index) => ({ row, index, actual: amounts(row)[figure] ?? 0 }))
    .filter(({ row, actual }) => actual > 0 && isWanted(row))
    .sort((x, y) => y.actual - x.actual)
    .map(({ row, index, actual }) => ({
      name: rowName(row),
      row: index,
      before: null,
      actual,
      attributes: [],
    }));
}
