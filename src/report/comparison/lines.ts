/** @file The lines of a comparison: the layers of one candidate, folded as in its own table, with a cell for each candidate. */
import type { Comparison } from '../../core/comparison.ts';
import { meanErrorMs } from '../../core/middle-half.ts';
import type { LayerRow } from '../../core/report.ts';
import { rowsByKey, type RowKey } from '../../core/row-keys.ts';
import { fold } from '../fold.ts';
import type { Depth } from '../options.ts';
import { shownRows, type ShownRow } from '../shown-rows.ts';
import { parametersOf, sumOf } from '../sums.ts';
import { treeOf } from '../tree.ts';

/** What one candidate has in a line. */
export interface Cell {
  readonly multiplyAdds: number;
  readonly unknownCalls: number;
  readonly parameters: number;
  /** `null` where nothing was timed. */
  readonly ms: number | null;
  /** Its time ÷ the time of the fastest candidate; `null` where nothing was timed. */
  readonly ratio: number | null;
  /** `tied`: among the fastest, which noise alone orders. */
  readonly rank: 'fastest' | 'tied' | 'slower' | null;
}

export interface CompareLine {
  readonly name: string;
  readonly folded: boolean;
  readonly kind: 'layer' | 'total' | 'wall';
  /** Indexed like the candidates. */
  readonly cells: readonly Cell[];
}

/** Fewer runs do not show how far off their mean is. */
export const MIN_RUNS = 5;
/**
 * A difference between layers must exceed this many standard errors: the layers are many, so that some differ by chance,
 * and the profiles ran one after the other, so that the machine may have changed between them.
 */
const MIN_ERRORS = 5;

/** Errors of a layer's kernels may be correlated: they are added. */
const errorOf = (rows: readonly LayerRow[]): number =>
  rows.reduce((sum, { time }) => {
    if (time === null) return sum;
    return sum + (time.runs < MIN_RUNS ? Infinity : meanErrorMs(time));
  }, 0);

interface Timed {
  readonly ms: number | null;
  readonly errorMs: number;
}

type Ranking = Pick<Cell, 'ratio' | 'rank'>;

function rank(times: readonly Timed[]): readonly Ranking[] {
  const known = times.flatMap(({ ms }) => ms ?? []);
  const best = times.find(({ ms }) => ms === Math.min(...known));
  if (best === undefined || known.length < 2) return times.map(() => ({ ratio: null, rank: null }));
  // In logarithms, since candidates may differ by factors: a coarse time of a slow one is no tie with a fast one.
  const isTied = ({ ms, errorMs }: Timed): boolean =>
    ms === best.ms ||
    (ms !== null &&
      Math.log(ms / best.ms!) <= MIN_ERRORS * Math.hypot(errorMs / ms, best.errorMs / best.ms!));
  const ties = times.filter(isTied).length;
  return times.map((time): Ranking => {
    if (time.ms === null) return { ratio: null, rank: null };
    const ratio = best.ms! > 0 ? time.ms / best.ms! : null;
    if (!isTied(time)) return { ratio, rank: 'slower' };
    return { ratio, rank: ties > 1 ? 'tied' : 'fastest' };
  });
}

/** Ranks by the passes in rounds; a candidate that ran in none has its ratio and no rank. */
function rankWalls({ candidates, pairings }: Comparison): readonly Ranking[] {
  const means = candidates.map(({ wall }) => wall?.meanMs ?? null);
  const best = Math.min(...means.flatMap((ms) => ms ?? []));
  const isDecided = pairings.length > 0 && pairings.every(({ isSame }) => !isSame);
  const rankOf = (candidate: number): Cell['rank'] => {
    const own = pairings.filter(({ faster, slower }) => faster === candidate || slower === candidate);
    if (own.length === 0) return null;
    if (own.some(({ isSame }) => isSame)) return 'tied';
    return isDecided && own.every(({ faster }) => faster === candidate) ? 'fastest' : 'slower';
  };
  return means.map((ms, i) => {
    // The median ratio of passes in one round is more precise than the ratio of means.
    const inPairs = pairings.find(({ slower }) => slower === i)?.ratio.median;
    return { ratio: ms === null ? null : (inPairs ?? ms / best), rank: rankOf(i) };
  });
}

/** The rows of each candidate under keys that the same layer has in all of them. */
type SameRows<R extends LayerRow> = readonly ReadonlyMap<RowKey, R>[];

/** Of one model rows meet by their names; of two by what was matched, whatever their names. */
function sameRows<R extends LayerRow>(
  { changes }: Comparison,
  lists: readonly (readonly R[])[],
): SameRows<R> {
  if (changes === null) return lists.map((rows) => rowsByKey(rows));
  const keyOfB = new Map(changes.matches.map(({ a, b }) => [b, `A ${a}`]));
  return lists.map(
    (rows, candidate) =>
      new Map(rows.map((row, i) => [candidate === 0 ? `A ${i}` : (keyOfB.get(i) ?? `B ${i}`), row])),
  );
}

/** The rows of the table under their keys: of one model those of every candidate, of two models those of both. */
function tableRows(comparison: Comparison): ReadonlyMap<RowKey, ShownRow> {
  const lists = comparison.candidates.map(({ report }) => shownRows(report));
  const [first = new Map<RowKey, ShownRow>(), ...others] = sameRows(comparison, lists);
  if (comparison.of === 'models')
    return new Map([...first].filter(([key]) => others.every((map) => map.has(key))));
  const missing = others.flatMap((map) => [...map].filter(([key]) => !first.has(key)));
  return new Map([...first, ...missing]);
}

/** The rows of one candidate that the others lack. */
export function onlyIn(comparison: Comparison, candidate: number): readonly LayerRow[] {
  const maps = sameRows(
    comparison,
    comparison.candidates.map(({ report }) => report.layers),
  );
  const others = maps.filter((_, i) => i !== candidate);
  return [...(maps[candidate] ?? [])]
    .filter(([key]) => others.every((map) => !map.has(key)))
    .map(([, row]) => row);
}

export function compareLines(comparison: Comparison, depth: Depth): readonly CompareLine[] {
  const { of, candidates } = comparison;
  const maps = sameRows(
    comparison,
    candidates.map(({ report }) => report.layers),
  );
  const table = tableRows(comparison);
  const keys = new Map<LayerRow, RowKey>([...table].map(([key, row]) => [row, key]));
  const trainableKnown = candidates.every(({ report }) => report.total.parameters.trainable !== null);

  const lineOf = (
    name: string,
    perCandidate: readonly (readonly LayerRow[])[],
    kind: CompareLine['kind'] = 'layer',
    folded = false,
  ): CompareLine => {
    const rankings = rank(perCandidate.map((rows) => ({ ms: sumOf(rows).ms, errorMs: errorOf(rows) })));
    const cells = perCandidate.map((rows, i): Cell => {
      const { multiplyAdds, unknownCalls, ms } = sumOf(rows);
      const parameters = parametersOf(rows, trainableKnown);
      return { multiplyAdds, unknownCalls, parameters, ms, ...rankings[i]! };
    });
    return { name, folded, kind, cells };
  };
  /** The rows of the same layers in each report. */
  const rowsInEach = (rows: readonly LayerRow[]): readonly (readonly LayerRow[])[] =>
    maps.map((map) => rows.flatMap((row) => map.get(keys.get(row)!) ?? []));

  const layers = fold(treeOf([...table.values()]), depth).map(({ prefix, name, folded, rows }) =>
    lineOf(prefix + name, rowsInEach(rows), 'layer', folded),
  );
  const unmatched = candidates.flatMap(({ label }, i) => {
    const rows = onlyIn(comparison, i);
    const isBusy = rows.some(({ calls, parameters }) => calls > 0 || parameters.total > 0);
    if (of !== 'models' || !isBusy) return [];
    return [
      lineOf(
        `(only in ${label})`,
        candidates.map((_, other) => (other === i ? rows : [])),
      ),
    ];
  });
  const sums = lineOf(
    'Total',
    candidates.map(({ report }) => report.layers),
    'total',
  );
  const times = candidates.map(({ report: { total } }): Timed => {
    const { time } = total;
    const errorMs = time === null || time.runs < MIN_RUNS ? Infinity : meanErrorMs(time);
    return { ms: time?.meanMs ?? null, errorMs };
  });
  // The rows' errors are added, which for the whole pass would be too much.
  const total = rank(times).map((ranking, i) => ({ ...sums.cells[i]!, ...ranking, ms: times[i]!.ms }));
  const wallMs = candidates.map(({ wall }) => wall?.meanMs ?? null);
  const walls = rankWalls(comparison).map((ranking, i): Cell => ({
    ...sums.cells[i]!,
    ...ranking,
    ms: wallMs[i]!,
  }));
  return [
    ...layers,
    ...unmatched,
    { ...sums, cells: total },
    ...(wallMs.every((ms) => ms === null)
      ? []
      : [{ ...sums, name: 'Wall-clock', kind: 'wall', cells: walls } as const]),
  ];
}
