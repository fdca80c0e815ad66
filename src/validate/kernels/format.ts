/** @file The kernel check as a table. */
import { count, integer, wrap } from '../../report/format.ts';
import { renderGrid, type Column } from '../../report/grid.ts';
import { painter } from '../../report/paint.ts';
import { DEFAULT_WIDTH } from '../../report/options.ts';
import type { CheckFormat } from '../check-format.ts';
import type { KernelCheck } from './check.ts';
import type { OutputCheck } from './outputs.ts';

const COLUMNS: readonly Column<KernelCheck>[] = [
  { heading: 'cases', align: 'right', drop: 0, cell: ({ cases }) => integer(cases) },
  {
    heading: 'measured',
    align: 'right',
    drop: 1,
    cell: ({ measured }) => (measured === 0 ? '·' : integer(measured)),
  },
  { heading: 'formula', align: 'right', drop: 2, cell: ({ formula }) => integer(formula) },
  { heading: 'predicted', align: 'right', drop: 0, cell: ({ predicted }) => integer(predicted) },
  { heading: 'executed', align: 'right', drop: 0, cell: ({ executed }) => integer(executed) },
  {
    heading: 'different',
    align: 'right',
    drop: 0,
    cell: ({ different }) => integer(different),
    style: ({ different }) => (different > 0 ? 'red' : null),
  },
];

/** Sums over the random calls of each kernel; the seeds of what differs, to run it again. */
export function formatKernels(
  checks: readonly KernelCheck[],
  { width = DEFAULT_WIDTH, color = false }: CheckFormat = {},
): string {
  const cases = checks.reduce((sum, check) => sum + check.cases, 0);
  const different = checks.reduce((sum, check) => sum + check.different, 0);
  const table = renderGrid<KernelCheck>(
    { heading: 'Kernel', lines: checks, columns: COLUMNS, name: ({ kernel }) => kernel, style: () => null },
    width,
    painter(color),
  );
  const seeds = checks.flatMap(({ kernel, seeds }) =>
    seeds.length === 0 ? [] : [`${kernel}: seeds ${seeds.join(', ')}`],
  );
  return [
    ...wrap(
      `${count(cases, 'random kernel call')} on SIMD and plain binaries, tiles of x86 and of other hosts · in adds, ` +
        'MaxPool in running maxima · measured: elu on the plain binary, which depends on the data',
      width,
    ),
    '',
    ...table,
    '',
    ...wrap(`formula → tile model → executed: ${count(different, 'difference')}`, width),
    ...seeds.flatMap((line) => wrap(line, width)),
  ].join('\n');
}

/** What the outputs of wasm and cpu say; calls on the list are told, others are faults. */
export function formatOutputs(check: OutputCheck, { width = DEFAULT_WIDTH }: CheckFormat = {}): string {
  const { cases, listed, listedDifferent, wrongKernels, unlisted } = check;
  const known =
    wrongKernels.length === 0
      ? ''
      : `; ${integer(listedDifferent)} of ${integer(listed)} that are known to be wrong differ (${wrongKernels.join(', ')})`;
  return [
    ...wrap(
      `outputs of wasm against cpu, ${count(cases, 'random kernel call')}: ` +
        `${count(unlisted.length, 'unlisted difference')} above 1e-3${known}`,
      width,
    ),
    ...(unlisted.length === 0
      ? []
      : wrap(`unlisted: seeds ${unlisted.slice(0, SEEDS_SHOWN).join(', ')}`, width)),
  ].join('\n');
}

const SEEDS_SHOWN = 9;

export const allEqual = (checks: readonly KernelCheck[]): boolean =>
  checks.every(({ different }) => different === 0);
