/** @file The table by kernel: a line per kernel name, the one with the most work first. */
import type { CallCost } from '../core/formula.ts';
import type { KernelRow, Report } from '../core/report.ts';
import type { Unit } from '../core/unit.ts';
import { integerOrNone, measureColumns, orUnknown, workColumn, type Measured } from './columns.ts';
import { integer } from './format.ts';
import type { Column, Grid } from './grid.ts';
import { rooflinesOf } from './roofline.ts';
import { sumOf } from './sums.ts';
import { wrongCallsOf } from './wrong-results.ts';

interface KernelLine extends Measured {
  readonly name: string;
  readonly distinct: number;
  readonly state: string;
}

/** `exact`, `chosen`, `bound`, `zero` or `unknown`: what the counts of a kernel are worth. */
const stateOf = (cost: CallCost): string => (cost.state === 'counted' ? cost.basis : cost.state);

/** By counts, not by time: two runs of a model print the same lines in the same order. */
const byCost = (a: KernelRow, b: KernelRow): number => {
  const [x, y] = [sumOf([a]), sumOf([b])];
  return (
    y.multiplyAdds - x.multiplyAdds ||
    y.otherOperations - x.otherOperations ||
    b.bytes - a.bytes ||
    y.calls - x.calls ||
    (a.kernel < b.kernel ? -1 : 1)
  );
};

export function kernelGrid(report: Report, unit: Unit): Grid<KernelLine> {
  const statesOf = ({ kernel, state }: KernelRow): string => {
    const states = report.calls.flatMap((call, i) => {
      const cost = report.costs[i];
      return call.kernel === kernel && cost !== undefined ? [stateOf(cost)] : [];
    });
    return states.length === 0 ? state : [...new Set(states)].join(', ');
  };
  const rooflines = rooflinesOf(report);
  const wrong = wrongCallsOf(report).kernels;
  const lines = report.kernels.toSorted(byCost).map((row): KernelLine => ({
    name: row.kernel,
    level: 0,
    sums: sumOf([row]),
    attainable: wrong.has(row.kernel) ? null : (rooflines?.ofKernel(row) ?? null),
    isWrong: wrong.has(row.kernel),
    isTotal: false,
    isMarked: false,
    distinct: row.distinctCalls,
    state: statesOf(row),
  }));
  const distinct = lines.reduce((sum, line) => sum + line.distinct, 0);
  const whole = sumOf(report.kernels);
  const all: KernelLine[] = [
    ...lines,
    {
      name: 'Total',
      level: 0,
      sums: whole,
      attainable: wrong.size > 0 ? null : (rooflines?.total ?? null),
      isWrong: wrong.size > 0,
      isTotal: true,
      isMarked: false,
      distinct,
      state: '',
    },
  ];
  const columns: Column<KernelLine>[] = [
    { heading: 'Calls', align: 'right', drop: 0, cell: ({ sums }) => integer(sums.calls) },
    { heading: 'distinct', align: 'right', drop: 4, cell: (line) => integer(line.distinct) },
    {
      heading: 'state',
      align: 'left',
      drop: 7,
      cell: ({ state }) => state,
      style: ({ state }) => (state === 'unknown' ? 'red' : 'dim'),
    },
    workColumn(unit),
    {
      heading: 'Other operations',
      align: 'right',
      drop: 6,
      cell: ({ sums }) => orUnknown(integerOrNone(sums.otherOperations), sums),
    },
    ...measureColumns(all, whole, unit),
  ];
  return {
    heading: 'Kernel',
    lines: all,
    columns,
    name: ({ name }) => name,
    style: ({ isTotal }) => (isTotal ? 'bold' : null),
  };
}
