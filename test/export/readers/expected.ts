/** @file What a file must say of a report: the rows that it has, as the report's rows and their sum have it. */
import type { Unit } from '../../../src/core/unit.ts';
import type { LayerRow, Report } from '../../../src/core/report.ts';
import { visible } from '../../../src/core/visible.ts';
import { rowName } from '../../../src/core/writing.ts';

/** `null`: not known. */
export interface Amount {
  readonly name: string;
  readonly amount: number | null;
}

/** What a reader made of a file. */
export interface Read {
  readonly amounts: readonly Amount[];
  /** As the file or its viewer has it. */
  readonly total: number;
}

/** A reader throws where its format's own parser refuses the text, and where a rule of the format is broken. */
export type Reader = (text: string) => Read;

export const operationsOf = (unit: Unit): number => (unit === 'flops' ? 2 : 1);

const amountOf = ({ counted, unknownCalls }: LayerRow, unit: Unit): number | null =>
  counted.multiplyAdds === 0 && unknownCalls > 0 ? null : operationsOf(unit) * counted.multiplyAdds;

/** One for each row, in the report's order. */
export const amountsOf = (report: Report, unit: Unit, nameOf: (row: LayerRow) => string): readonly Amount[] =>
  report.layers.map((row) => ({ name: nameOf(row), amount: amountOf(row, unit) }));

export const shownName = (row: LayerRow): string => visible(rowName(row));

/** Amounts of one name as one; those that are 0 or unknown left out. */
export function summed(amounts: readonly Amount[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { name, amount } of amounts)
    if (amount !== null && amount > 0) sums.set(name, (sums.get(name) ?? 0) + amount);
  return sums;
}

export const sumOf = (amounts: readonly Amount[]): number =>
  amounts.reduce((sum, { amount }) => sum + (amount ?? 0), 0);

export const fail = (why: string): never => {
  throw new Error(why);
};
