/** @file The rows of a table for people: names, shapes, parameters, work and time as texts. */
import type { Compared, Counts, LayerRow, Report } from '../core/report.ts';
import type { Shape } from '../core/shape.ts';
import { inUnit, type Unit } from '../core/unit.ts';
import { visible } from '../core/visible.ts';
import { rowName } from '../core/writing.ts';

/** A line; the last one is the total. */
export interface Row {
  readonly name: string;
  readonly className: string;
  /** `null` where it is not known. */
  readonly output: Shape | null;
  readonly parameters: number;
  /** In the unit that was asked for; `null` where no kernel of it has a formula. */
  readonly work: number | null;
  /** Whether some kernel of it has no formula, so that `work` is the least that it can be. */
  readonly isLeast: boolean;
  /** Milliseconds with three decimals, which add up to the total's; `null` where nothing was timed. */
  readonly ms: string | null;
}

/** The output of each row: a layer's own, of a node that of its last kernel. */
export function outputsOf({ entries, calls }: Report): (row: LayerRow) => Shape | null {
  const last = new Map<number, Shape>();
  for (const { scope, call, calls: times } of entries)
    if (times > 0) last.set(scope, calls[call]!.outputs[0].shape);
  return ({ outputs, kind, scope }) => {
    const [first] = outputs;
    if (first !== undefined || kind !== 'node' || scope === null) return first ?? null;
    return last.get(scope) ?? null;
  };
}

/** An amount of a row; `null` where nothing of it is counted and a kernel has no formula. */
export const knownOf = ({ unknownCalls }: Pick<Counts, 'unknownCalls'>, amount: number): number | null =>
  amount === 0 && unknownCalls > 0 ? null : amount;

/** Milliseconds of each row, and their sum: sums are rounded and not parts, so that what is printed adds up. */
function roundedTimes(layers: readonly LayerRow[]): readonly string[] {
  let sum = 0;
  let printed = 0;
  const times = layers.map(({ time }) => {
    sum += time?.meanMs ?? 0;
    const microseconds = Math.round(1000 * sum) - printed;
    printed += microseconds;
    return microseconds;
  });
  return [...times, printed].map((microseconds) => (microseconds / 1000).toFixed(3));
}

/** A line for each row of the report, in its order, and the total. */
export function rowsOf(report: Report, unit: Unit): readonly Row[] {
  const { layers, total } = report;
  const isTimed = total.time !== null;
  const times = roundedTimes(layers);
  const outputOf = outputsOf(report);
  const rowOf = (row: Compared): Pick<Row, 'parameters' | 'work' | 'isLeast'> => ({
    parameters: row.parameters.total,
    work: knownOf(row, inUnit(row.counted.multiplyAdds, unit)),
    isLeast: row.unknownCalls > 0,
  });
  return [
    ...layers.map((row, i): Row => ({
      name: visible(rowName(row)),
      className: visible(row.className),
      output: outputOf(row),
      ...rowOf(row),
      ms: isTimed ? times[i]! : null,
    })),
    {
      name: 'Total',
      className: '',
      output: null,
      ...rowOf(total),
      ms: isTimed ? times.at(-1)! : null,
    },
  ];
}
