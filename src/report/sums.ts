/**
 * @file The sums of the rows behind one printed line. Rows hold self values, so that they simply add up.
 */
import { otherOperations } from '../core/ops.ts';
import type { Counts, LayerRow } from '../core/report.ts';
import { inUnit, type Unit } from '../core/unit.ts';
import { integer, signed } from './format.ts';

export interface Sums {
  readonly multiplyAdds: number;
  /** Every operation that is not a multiply-add, counted once. */
  readonly otherOperations: number;
  readonly calls: number;
  readonly unknownCalls: number;
  /** Executed adds ÷ counted multiply-adds and adds; `null` where that was not counted, or nothing was. */
  readonly executedRatio: number | null;
  /** Kernel time; `null` where nothing was timed. */
  readonly ms: number | null;
  /** Bytes that the kernels move at least. */
  readonly bytes: number;
}

const total = <T>(items: readonly T[], value: (item: T) => number): number =>
  items.reduce((sum, item) => sum + value(item), 0);

function executedRatio(rows: readonly Counts[]): number | null {
  const counted = total(rows, (row) => row.counted.multiplyAdds + row.counted.adds);
  if (counted === 0 || rows.every((row) => row.executed === null)) return null;
  return total(rows, (row) => row.executed?.adds ?? 0) / counted;
}

export const sumOf = (rows: readonly Counts[]): Sums => ({
  executedRatio: executedRatio(rows),
  multiplyAdds: total(rows, (row) => row.counted.multiplyAdds),
  otherOperations: total(rows, (row) => otherOperations(row.counted)),
  calls: total(rows, (row) => row.calls),
  unknownCalls: total(rows, (row) => row.unknownCalls),
  ms: rows.every((row) => row.time === null) ? null : total(rows, (row) => row.time?.meanMs ?? 0),
  bytes: total(rows, (row) => row.bytes),
});

/** The column of parameters shows the trainable ones, or all where the model does not distinguish them. */
export const parametersOf = (rows: readonly LayerRow[], trainableKnown: boolean): number =>
  total(rows, ({ parameters }) => (trainableKnown ? parameters.trainable : null) ?? parameters.total);

/**
 * Multiply-adds of a row by theory, and the count to compare with them, which includes callers' own scopes inside
 * the layer.
 */
function comparedAmounts({ bridges }: LayerRow): { theory: number; counted: number } | null {
  const work = bridges.find(({ to, quantity }) => to === 'counted' && quantity === 'multiplyAdds');
  if (work !== undefined) return { theory: work.fromAmount, counted: work.toAmount };
  return null;
}

/** Theory knows the row, and the count does not: a kernel in it has no formula. */
const isCountUnknown = (row: LayerRow): boolean => row.theory !== null && comparedAmounts(row) === null;

/**
 * How theory and count of one line compare: `=` where they agree to the digit, else theory − counted; `±` and
 * the sum of sizes where differences of both signs cancel; `?` where some of it is not derivable or not
 * counted; `·` where neither has multiply-adds.
 */
export function agreement(rows: readonly LayerRow[], unit: Unit): string {
  const compared = rows
    .flatMap((row) => comparedAmounts(row) ?? [])
    .filter((pair) => pair.theory > 0 || pair.counted > 0);
  const differences = compared.map((pair) => inUnit(pair.theory, unit) - inUnit(pair.counted, unit));
  const sum = total(differences, (each) => each);
  const size = total(differences, Math.abs);
  const isOpen = rows.some((row) => row.why !== null || isCountUnknown(row));
  const difference =
    sum !== 0 ? signed(sum) : size !== 0 ? `±${integer(size)}` : compared.length > 0 ? '=' : '';
  return difference + (isOpen ? '?' : '') || '·';
}
