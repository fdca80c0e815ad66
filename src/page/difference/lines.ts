/** @file Two reports row by row: what was added, removed or changed, through what, and what stayed. */
import type { AttributeChange, Changes } from '../../core/changes.ts';
import type { LayerRow, Report } from '../../core/report.ts';
import { visibleIn } from '../../core/visible.ts';
import { rowName } from '../../core/writing.ts';
import { changesBetween } from '../../diff/changes.ts';
import { addValues, NO_VALUES, valuesOfRow, type Values } from '../data/measures.ts';

export const STATES = ['same', 'changed', 'added', 'removed'] as const;
export type State = (typeof STATES)[number];

export interface Line {
  readonly state: State;
  readonly name: string;
  /** Where B names it otherwise. */
  readonly renamed: string | null;
  /** Indices into `layers`; `null` where it is not. */
  readonly a: number | null;
  readonly b: number | null;
  readonly inA: Values;
  readonly inB: Values;
  readonly isUnknown: boolean;
  readonly attributes: readonly AttributeChange[];
}

export interface Difference {
  readonly a: Report;
  readonly b: Report;
  readonly changes: Changes;
  /** In the order of B, removed rows where they stood. */
  readonly lines: readonly Line[];
  readonly totalA: Values;
  readonly totalB: Values;
  /** Whether both were timed, or both count executed instructions. */
  readonly isTimed: boolean;
  readonly isExecuted: boolean;
}

const isBusy = ({ calls, parameters }: LayerRow): boolean => calls > 0 || parameters.total > 0;

const sum = (values: readonly Values[]): Values => values.reduce(addValues, NO_VALUES);

export function differenceOf(savedA: Report, savedB: Report): Difference {
  const [a, b] = [visibleIn(savedA), visibleIn(savedB)];
  const changes = changesBetween(a, b);
  const inB = new Map(changes.matches.map((match) => [match.b, match.a]));
  const inA = new Set(changes.matches.map((match) => match.a));
  const changed = new Map(changes.rows.map((row) => [`${row.a} ${row.b}`, row]));
  const lines: Line[] = [];
  const add = (indexA: number | null, indexB: number | null): void => {
    const [rowA, rowB] = [
      indexA === null ? null : a.layers[indexA]!,
      indexB === null ? null : b.layers[indexB]!,
    ];
    const change = changed.get(`${indexA} ${indexB}`);
    if (change === undefined && ![rowA, rowB].some((row) => row !== null && isBusy(row))) return;
    const state =
      rowA === null ? 'added' : rowB === null ? 'removed' : change === undefined ? 'same' : 'changed';
    const name = rowName((rowA ?? rowB)!);
    lines.push({
      state,
      name,
      renamed: rowA === null || rowB === null || rowName(rowB) === name ? null : rowName(rowB),
      a: indexA,
      b: indexB,
      inA: rowA === null ? NO_VALUES : valuesOfRow(rowA),
      inB: rowB === null ? NO_VALUES : valuesOfRow(rowB),
      isUnknown: (rowA?.unknownCalls ?? 0) + (rowB?.unknownCalls ?? 0) > 0,
      attributes: change?.attributes ?? [],
    });
  };
  let next = 0;
  for (let index = 0; index < b.layers.length; index++) {
    const from = inB.get(index);
    if (from !== undefined) for (; next < from; next++) if (!inA.has(next)) add(next, null);
    add(from ?? null, index);
  }
  for (; next < a.layers.length; next++) if (!inA.has(next)) add(next, null);
  return {
    a,
    b,
    changes,
    lines,
    totalA: sum(lines.map((line) => line.inA)),
    totalB: sum(lines.map((line) => line.inB)),
    isTimed: a.total.time !== null && b.total.time !== null,
    isExecuted: a.machine !== null && b.machine !== null,
  };
}

/** By the index of a row in A and in B. */
export function statesOf({ lines }: Difference): {
  readonly a: ReadonlyMap<number, State>;
  readonly b: ReadonlyMap<number, State>;
} {
  const side = (which: 'a' | 'b'): ReadonlyMap<number, State> =>
    new Map(lines.flatMap((line) => (line[which] === null ? [] : [[line[which], line.state] as const])));
  return { a: side('a'), b: side('b') };
}
