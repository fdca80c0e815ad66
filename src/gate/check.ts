/** @file `checkBudget`: which limits of a budget a report breaks, by how much, and through which layers. */
import type { Figure } from '../core/changes.ts';
import type { LayerRow, Report } from '../core/report.ts';
import { rowName } from '../core/writing.ts';
import { changesBetween } from '../diff/changes.ts';
import { totalFigures } from '../diff/figures.ts';
import { checkReport } from '../report/check.ts';
import { checkBaseline } from './baseline.ts';
import { bannedBreaches } from './banned.ts';
import { NOTHING_SAID, type Breach, type Moved, type Unknown, type Verdict } from './breach.ts';
import { AMOUNTS, readBudget, type Budget, type ReadBudget } from './budget.ts';
import { rowMatcher } from './glob.ts';
import {
  costliestRows,
  growthOf,
  grownRows,
  pairsOf,
  shrunkRows,
  type Pair,
  type RowFigure,
} from './pairs.ts';

/** What may not grow where nothing else is said; peak memory depends on what else a program holds. */
const EXACT = [
  'multiplyAdds',
  'parameters',
  'kernelCalls',
  'unknownCalls',
  'bytes',
  'diskBytes',
  'leakedTensors',
] as const;

interface Baseline {
  readonly report: Report;
  readonly pairs: readonly Pair[];
}

/** Of the multiply-adds the known ones: kernels that are unknown are compared beside them. */
const knownFigures = (report: Report): Readonly<Partial<Record<Figure, number | null>>> => ({
  ...totalFigures(report),
  multiplyAdds: report.total.counted.multiplyAdds,
});

function growth(report: Report, { report: baseline, pairs }: Baseline): Breach[] {
  const [before, now] = [knownFigures(baseline), knownFigures(report)];
  return EXACT.flatMap((figure): Breach[] => {
    const [was, is] = [before[figure] ?? null, now[figure] ?? null];
    if (was === null || is === null) return [];
    // What was unknown and is known now is no growth.
    const isMore = figure === 'multiplyAdds' ? growthOf(pairs, figure) > 0 : is > was;
    const grown = grownRows(pairs, figure);
    // Without more in all, layers that came for others are no growth.
    const rows = isMore ? grown : grown.filter(({ row }) => pairs.some((pair) => pair.row === row && pair.a));
    if (!isMore && rows.length === 0) return [];
    return [{ ...NOTHING_SAID, limit: 'growth', figure, before: was, actual: is, allowed: was, rows }];
  });
}

function peakRow({ memory, layers }: Report): RowFigure[] {
  const row = layers.findIndex(({ scope }) => scope !== null && scope === memory?.peakScope);
  if (row < 0 || memory === null) return [];
  return [{ name: rowName(layers[row]!), row, before: null, actual: memory.peakBytes, attributes: [] }];
}

/** Who leaves tensors behind, each with its kernel. */
const leakRows = ({ leaks, layers, scopes }: Report): RowFigure[] =>
  leaks.makers.map(({ scope, kernel, tensors }) => {
    const row = layers.findIndex((layer) => layer.scope === scope);
    const name = `${rowName(scopes[scope]!)}: ${kernel ?? 'no kernel'}`;
    return { name, row: row < 0 ? null : row, before: null, actual: tensors, attributes: [] };
  });

/** Rows of an amount that is not within its limit. */
function rowsOf(report: Report, figure: Figure, baseline: Baseline | null): readonly RowFigure[] {
  if (figure === 'peakBytes') return peakRow(report);
  if (figure === 'leakedTensors') return leakRows(report);
  const grown = baseline === null ? [] : grownRows(baseline.pairs, figure);
  return grown.length > 0 ? grown : costliestRows(report, figure);
}

function amountBreaches(report: Report, { amounts }: ReadBudget, baseline: Baseline | null): Breach[] {
  const [now, before] = [totalFigures(report), baseline === null ? null : totalFigures(baseline.report)];
  return amounts.flatMap(({ name, limit }): Breach[] => {
    const figure = AMOUNTS[name];
    const [is, was] = [now[figure] ?? null, before?.[figure] ?? null];
    const allowed = limit.isRelative && was === null ? null : limit.allowed(was ?? 0);
    if (is !== null && allowed !== null && is <= allowed) return [];
    const rows = rowsOf(report, figure, baseline);
    const relative = limit.isRelative ? limit.given : null;
    const what = figure === 'leakedTensors' ? report.leaks.why : null;
    return [{ ...NOTHING_SAID, limit: name, figure, before: was, actual: is, allowed, relative, what, rows }];
  });
}

function layerBreaches(report: Report, { layers }: ReadBudget, baseline: Baseline | null): Breach[] {
  return layers.flatMap(({ glob, limit }): Breach[] => {
    const isNamed = rowMatcher(glob);
    // A layer that was renamed is still the same one: a limit that is relative to it goes with it.
    const pairs =
      baseline?.pairs.filter(
        ({ a, b }) =>
          (b !== null && isNamed(b)) || (a !== null && isNamed(a) && (b === null || limit.isRelative)),
      ) ?? [];
    const renamed = new Set(pairs.map(({ b }) => b));
    const isWanted = (row: LayerRow): boolean => isNamed(row) || renamed.has(row);
    const rows = report.layers.filter(isWanted);
    const before = baseline && pairs.reduce((sum, pair) => sum + pair.amount('multiplyAdds').before, 0);
    const known = rows.reduce((sum, { counted }) => sum + counted.multiplyAdds, 0);
    const actual = rows.some(({ unknownCalls }) => unknownCalls > 0) ? null : known;
    const allowed = limit.allowed(before ?? 0);
    if (actual !== null && actual <= allowed) return [];
    const grown = grownRows(pairs, 'multiplyAdds');
    return [
      {
        ...NOTHING_SAID,
        limit: 'layers',
        of: glob,
        figure: 'multiplyAdds',
        before,
        actual,
        allowed,
        relative: limit.isRelative ? limit.given : null,
        rows: grown.length > 0 ? grown : costliestRows(report, 'multiplyAdds', isWanted),
      },
    ];
  });
}

/** What one of the two does not know, and the other does. */
function notCompared(report: Report, baseline: Report): readonly Unknown[] {
  const [before, now] = [knownFigures(baseline), knownFigures(report)];
  return EXACT.flatMap((figure): Unknown[] => {
    const [was, is] = [before[figure] ?? null, now[figure] ?? null];
    return (was === null) === (is === null) ? [] : [{ figure, notIn: was === null ? 'baseline' : 'report' }];
  });
}

/** Figures of the whole that are not the baseline's. */
function moved(report: Report, { report: baseline, pairs }: Baseline): readonly Moved[] {
  const [before, now] = [totalFigures(baseline), totalFigures(report)];
  return EXACT.flatMap((figure) => {
    const [was, is] = [before[figure] ?? null, now[figure] ?? null];
    if (was === null || is === null || was === is) return [];
    const rows = (is > was ? grownRows : shrunkRows)(pairs, figure);
    return [{ figure, before: was, actual: is, rows }];
  });
}

/**
 * All that a budget says of a report.
 * @param name the baseline's, for errors
 * @param isElsewhereLimited whether something else is limited, so that what has no limit may grow
 * @throws TfjsFlopsError as {@link checkBudget}
 */
export function judge(
  report: Report,
  budget: Budget,
  baseline?: Report,
  name = 'the baseline',
  isElsewhereLimited = false,
): Verdict {
  checkReport(report, 'checkBudget()');
  if (baseline !== undefined) checkReport(baseline, 'checkBudget()');
  const read = readBudget(budget, report, baseline);
  let before: Baseline | null = null;
  if (baseline !== undefined) {
    const changes = changesBetween(baseline, report);
    checkBaseline(baseline, report, changes, name);
    before = { report: baseline, pairs: pairsOf(baseline, report, changes) };
  }
  const isLimited = isElsewhereLimited || read.amounts.length + read.layers.length > 0;
  const all = before === null ? [] : moved(report, before);
  const gated: readonly Figure[] = isLimited ? read.amounts.map((each) => AMOUNTS[each.name]) : EXACT;
  return {
    breaches: [
      ...(before === null || isLimited ? [] : growth(report, before)),
      ...amountBreaches(report, read, before),
      ...layerBreaches(report, read, before),
      ...bannedBreaches(report, read),
    ],
    less: all.filter(({ before: was, actual }) => actual < was),
    ungated: all.filter(({ figure, before: was, actual }) => actual > was && !gated.includes(figure)),
    notCompared: before === null || isLimited ? [] : notCompared(report, before.report),
  };
}

/**
 * The limits of a budget that a report breaks: none where it costs no more than it may. With a baseline and without
 * limits, nothing may have grown, in all or in a layer: multiply-adds, parameters, kernel calls, calls of unknown kernels,
 * bytes that kernels move, bytes of the weight files, tensors left behind. A layer that was renamed is still the same layer.
 * @param report of `count` or `profile`, or one that was saved
 * @param baseline an earlier report of the same model
 * @throws TfjsFlopsError `unknown-option`, `invalid-option`, `unknown-layer` for what is wrong in the budget;
 *   `invalid-input` for a baseline of another model
 * @example
 * const breaches = checkBudget(report, { maxMultiplyAdds: '320M', noKernel: ['Tile'] });
 */
export const checkBudget = (report: Report, budget: Budget, baseline?: Report): readonly Breach[] =>
  judge(report, budget, baseline).breaches;
