/**
 * @file Whether a report adds up: its rows to its total in every count, and so do its calls in operations; and whether its
 * peak of memory is one of an entry's.
 */
import { OPS, safeCount } from '../../core/ops.ts';
import type { Counts, Report } from '../../core/report.ts';
import { bytesOf } from '../../core/shape.ts';
import { valueOf } from '../../core/work.ts';
import type { FirstRun } from '../../core/first-run.ts';
import type { ReportFile } from '../file.ts';
import { brokenColumn } from './columns.ts';
import { brokenParameters, brokenPhase, brokenRow, FIGURES } from './rows.ts';
import type { Fault } from './schema.ts';
import { brokenTime } from './times.ts';

/** What is summed over the rows. */
const AMOUNTS: readonly (readonly [string, (row: Counts) => number])[] = [
  ...FIGURES,
  ['outputBytes', (row) => row.outputBytes],
  ['bytes', (row) => row.bytes],
];

/**
 * Works out all products that a reader would, and throws them away.
 * @throws TfjsFlopsError `unsafe-integer` for what no count can be
 */
function checkProducts({ entries, costs, theoryRows, textbook }: Report): void {
  for (const { call, calls } of entries) {
    const cost = costs[call]!;
    if (cost.state === 'counted') for (const amount of cost.work) safeCount(calls * valueOf(amount));
  }
  for (const row of theoryRows)
    if (row.state === 'derived')
      for (const { work, calls } of row.uses) for (const amount of work) safeCount(calls * valueOf(amount));
  for (const { multiplyAdds, parameters } of textbook)
    for (const form of [multiplyAdds, parameters])
      for (const product of [...(form?.says ?? []), ...(form?.terms ?? [])]) valueOf(product);
}

/** The first part of a first pass that its rows do not add up to: times are whole steps, whose sums are exact. */
function brokenPart({ partsMs, ...rows }: FirstRun): Fault | null {
  for (const part of ['shaders', 'readbacks', 'hostKernels'] as const) {
    const sum = (rows[part] as readonly { readonly ms: number }[]).reduce((all, { ms }) => all + ms, 0);
    if (sum !== partsMs[part])
      return {
        at: `firstRun.partsMs.${part}`,
        what: `is ${partsMs[part]}, but the rows add up to ${sum}`,
      };
  }
  return null;
}

/**
 * The first amount that its parts do not add up to.
 * @param file what the report was read from: of what is in it for its readers alone, such as the sum of the terms
 * @throws TfjsFlopsError `unsafe-integer` for what no count can be
 */
export function brokenSum(report: Report, { total: written }: ReportFile): Fault | null {
  const { total, layers, kernels } = report;
  for (const op of OPS)
    if (written.counted[op] !== total.counted[op])
      return {
        at: `total.counted.${op}`,
        what: `is ${written.counted[op]}, but its terms add up to ${total.counted[op]}`,
      };
  for (const [rows, list] of [
    ['layers', layers],
    ['kernels', kernels],
  ] as const)
    for (const [name, of] of AMOUNTS) {
      const sum = list.reduce((all: number, row) => all + of(row), 0);
      if (sum !== of(total))
        return { at: `total.${name}`, what: `is ${of(total)}, but the ${rows} add up to ${sum}` };
    }
  const left = report.leaks.makers.reduce((sum, { tensors }) => sum + tensors, 0);
  if (left > (report.leaks.tensors ?? 0))
    return { at: 'leaks.tensors', what: `is ${report.leaks.tensors}, but its makers left ${left}` };
  const open = report.firstRun === undefined ? null : brokenPart(report.firstRun);
  if (open !== null) return open;
  const { memory, entries } = report;
  if (memory !== null) {
    if (memory.liveBytes.length !== entries.length)
      return {
        at: 'memory.liveBytes',
        what: `must have a number for each of the ${entries.length} entries, got ${memory.liveBytes.length}`,
      };
    const most = memory.liveBytes.reduce((max, bytes) => Math.max(max, bytes), memory.beforeBytes);
    if (most !== memory.peakBytes)
      return {
        at: 'memory.peakBytes',
        what: `is ${memory.peakBytes}, but the most that was alive is ${most}`,
      };
    const held = report.weights.reduce((sum, { shape, dtype }) => sum + bytesOf(shape, dtype), 0);
    if (held !== memory.weightBytes)
      return {
        at: 'memory.weightBytes',
        what: `is ${memory.weightBytes}, but the weights take ${held}`,
      };
    const stored = report.weights.reduce((sum, { diskBytes }) => sum + (diskBytes ?? 0), 0);
    // Of a file's weights the model may have left some out.
    if (stored > (memory.diskBytes ?? 0))
      return {
        at: 'memory.diskBytes',
        what: `is ${memory.diskBytes}, but the weights take ${stored} there`,
      };
  }
  checkProducts(report);
  return (
    brokenRow(report) ??
    brokenPhase(report) ??
    brokenParameters(report) ??
    brokenColumn(report) ??
    brokenTime(report)
  );
}
