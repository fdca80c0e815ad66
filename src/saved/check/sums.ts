/** @file Whether a report adds up: its rows to its total, in every count. */
import { OPS } from '../../core/ops.ts';
import type { Counts, Report } from '../../core/report.ts';
import type { Fault } from './schema.ts';

/** What is summed over the rows. */
const AMOUNTS: readonly (readonly [string, (row: Counts) => number])[] = [
  ...OPS.map((op) => [`counted.${op}`, (row: Counts) => row.counted[op]] as const),
  ['inBounds', (row) => row.inBounds],
  ['onZeros', (row) => row.onZeros],
  ['calls', (row) => row.calls],
  ['unknownCalls', (row) => row.unknownCalls],
  ['upperBoundCalls', (row) => row.upperBoundCalls],
  ['outputBytes', (row) => row.outputBytes],
  ['bytes', (row) => row.bytes],
];

/** The first amount of the total that its rows do not add up to. */
export function brokenSum({ total, layers, kernels }: Report): Fault | null {
  for (const [rows, list] of [
    ['layers', layers],
    ['kernels', kernels],
  ] as const)
    for (const [name, of] of AMOUNTS) {
      const sum = list.reduce((all: number, row) => all + of(row), 0);
      if (sum !== of(total))
        return { at: `total.${name}`, what: `is ${of(total)}, but the ${rows} add up to ${sum}` };
    }
  return null;
}
