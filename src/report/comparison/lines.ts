/** @file The lines of a comparison: the layers of one side folded as ever, the same layers of each other side beside. */
import type { LayerRow } from '../../core/report.ts';
import { rowsByKey, type RowKey } from '../../compare/counts.ts';
import type { Duel } from '../../compare/pairs.ts';
import type { Comparison } from '../../compare/candidates.ts';
import { medianError } from '../../timing/interval.ts';
import { fold, type Depth } from '../fold.ts';
import { shownRows } from '../shown-rows.ts';
import { parametersOf, sumOf } from '../sums.ts';
import { treeOf } from '../tree.ts';

/** Of one side. */
export interface Cell {
  readonly multiplyAdds: number;
  readonly unknownCalls: number;
  readonly parameters: number;
  /** `null` where nothing was timed. */
  readonly ms: number | null;
  /** ÷ that of the fastest side; `null` where nothing was timed. */
  readonly ratio: number | null;
  /** `tied`: the fastest sides, among which noise decides. */
  readonly rank: 'fastest' | 'tied' | 'slower' | null;
}

export interface CompareLine {
  readonly name: string;
  readonly folded: boolean;
  readonly kind: 'layer' | 'total' | 'wall';
  /** Beside the sides. */
  readonly cells: readonly Cell[];
}

/** A median of fewer runs does not know its own error. */
export const MIN_RUNS = 5;
/**
 * Standard errors that a difference between layers must have: they are many, so that some differ by chance, and their
 * passes take no turns, so that the machine may have changed between them.
 */
const MIN_ERRORS = 5;

/** Errors of a layer's kernels may go together: they are added. */
const errorOf = (rows: readonly LayerRow[]): number =>
  rows.reduce((sum, { time }) => {
    if (time === null) return sum;
    return sum + (time.runs < MIN_RUNS ? Infinity : medianError(time.madMs, time.runs));
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
  // Of logarithms, since sides may differ by factors: a coarse time of a slow side is no tie with a fast one.
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

/** Passes in turns know who is faster; a side that took none has its ratio and no rank. */
function rankWalls({ sides, duels }: Comparison): readonly Ranking[] {
  const medians = sides.map(({ wall }) => wall?.medianMs ?? null);
  const best = Math.min(...medians.flatMap((ms) => ms ?? []));
  const isDecided = duels.length > 0 && duels.every(({ isSame }) => !isSame);
  const rankOf = (side: number): Cell['rank'] => {
    const own = duels.filter(({ faster, slower }: Duel) => faster === side || slower === side);
    if (own.length === 0) return null;
    if (own.some(({ isSame }) => isSame)) return 'tied';
    return isDecided && own.every(({ faster }) => faster === side) ? 'fastest' : 'slower';
  };
  return medians.map((ms, i) => {
    // Of neighbours in turns the median of ratios says more than the ratio of medians.
    const inPairs = duels.find(({ slower }) => slower === i)?.ratio.median;
    return { ratio: ms === null ? null : (inPairs ?? ms / best), rank: rankOf(i) };
  });
}

/** Rows that a table has lines for, under their keys: of one model those of every side, of two what both have. */
function tableRows({ of, sides }: Comparison): ReadonlyMap<RowKey, LayerRow> {
  const [first = new Map<RowKey, LayerRow>(), ...others] = sides.map(({ report }) =>
    rowsByKey(shownRows(report)),
  );
  if (of === 'models') return new Map([...first].filter(([key]) => others.every((map) => map.has(key))));
  const missing = others.flatMap((map) => [...map].filter(([key]) => !first.has(key)));
  return new Map([...first, ...missing]);
}

/** The rows of one side that the other lacks. */
export function onlyIn({ sides }: Comparison, side: number): readonly LayerRow[] {
  const [own, ...others] = [
    ...sides.slice(side, side + 1),
    ...sides.slice(0, side),
    ...sides.slice(side + 1),
  ].map(({ report }) => rowsByKey(report.layers));
  return [...(own ?? [])].filter(([key]) => others.every((map) => !map.has(key))).map(([, row]) => row);
}

export function compareLines(comparison: Comparison, depth: Depth): readonly CompareLine[] {
  const { of, sides } = comparison;
  const maps = sides.map(({ report }) => rowsByKey(report.layers));
  const table = tableRows(comparison);
  const keys = new Map([...table].map(([key, row]) => [row, key]));
  const trainableKnown = sides.every(({ report }) => report.total.parameters.trainable !== null);

  const lineOf = (
    name: string,
    perSide: readonly (readonly LayerRow[])[],
    kind: CompareLine['kind'] = 'layer',
    folded = false,
  ): CompareLine => {
    const rankings = rank(perSide.map((rows) => ({ ms: sumOf(rows).ms, errorMs: errorOf(rows) })));
    const cells = perSide.map((rows, i): Cell => {
      const { multiplyAdds, unknownCalls, ms } = sumOf(rows);
      const parameters = parametersOf(rows, trainableKnown);
      return { multiplyAdds, unknownCalls, parameters, ms, ...rankings[i]! };
    });
    return { name, folded, kind, cells };
  };
  /** The same layers on each side. */
  const sidesOf = (rows: readonly LayerRow[]): readonly (readonly LayerRow[])[] =>
    maps.map((map) => rows.flatMap((row) => map.get(keys.get(row)!) ?? []));

  const layers = fold(treeOf([...table.values()]), depth).map(({ prefix, name, folded, rows }) =>
    lineOf(prefix + name, sidesOf(rows), 'layer', folded),
  );
  const unmatched = sides.flatMap(({ label }, side) => {
    const rows = onlyIn(comparison, side);
    const isBusy = rows.some(({ calls, parameters }) => calls > 0 || parameters.total > 0);
    if (of !== 'models' || !isBusy) return [];
    return [
      lineOf(
        `(only in ${label})`,
        sides.map((_, other) => (other === side ? rows : [])),
      ),
    ];
  });
  const sums = lineOf(
    'Total',
    sides.map(({ report }) => report.layers),
    'total',
  );
  const times = sides.map(({ report: { total } }): Timed => {
    const { time } = total;
    const errorMs = time === null || time.runs < MIN_RUNS ? Infinity : medianError(time.madMs, time.runs);
    return { ms: time?.medianMs ?? null, errorMs };
  });
  // Medians do not add: the total has its own.
  const total = rank(times).map((ranking, i) => ({ ...sums.cells[i]!, ...ranking, ms: times[i]!.ms }));
  const wallMs = sides.map(({ wall }) => wall?.medianMs ?? null);
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
