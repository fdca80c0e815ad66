/**
 * @file How far kernels are from what the machine allows: percent of the attainable, what binds them, and how many
 * multiply-adds they have for each byte that they move. Needs peaks and times.
 */
import type { KernelRow, LayerRow, Report } from '../core/report.ts';
import type { Entry } from '../core/trace.ts';
import { limiterOf, LIMITERS, demandsOf, roofOver, type Limiter, type Roof } from '../core/roofline.ts';
import { count, milliseconds } from './format.ts';
import type { Column } from './grid.ts';
import { bytes as bytesText } from './memory.ts';
import type { Note } from './note.ts';
import type { Sums } from './sums.ts';

const NONE = '·';

/** The roofs over the lines of a table. Those of lines that share nothing add up to the total's. */
export interface Roofs {
  readonly ofLayers: (rows: readonly LayerRow[]) => Roof;
  readonly ofKernel: (row: KernelRow) => Roof;
  readonly total: Roof;
}

/** `null` where peaks or times are not known. What ran nothing that was timed (a view on a GPU) asks for nothing. */
export function roofsOf(report: Report): Roofs | null {
  const { peaks, total, entries, entryTimes, calls } = report;
  if (peaks === null || total.time === null) return null;
  const demands = demandsOf(entries, report);
  const over = (holds: (entry: Entry) => boolean): Roof =>
    roofOver(
      demands.filter((_, i) => entryTimes[i] !== null && holds(entries[i]!)),
      peaks,
    );
  return {
    ofLayers(rows) {
      const scopes = new Set(rows.map(({ scope }) => scope));
      return over(({ scope }) => scopes.has(scope));
    },
    ofKernel: ({ kernel }) => over(({ call }) => calls[call]!.kernel === kernel),
    total: over(() => true),
  };
}

export interface Roofed {
  readonly sums: Pick<Sums, 'ms' | 'multiplyAdds' | 'unknownCalls'>;
  readonly roof: Roof | null;
}

/** `37 %`, `0.4 %`. */
const percent = (share: number): string => `${(100 * share).toFixed(share < 0.01 ? 1 : 0)} %`;

/** Attainable ÷ measured time; a `?` where kernels without a formula ask for more than is known. */
function shareCell({ sums: { ms, unknownCalls }, roof }: Roofed): string {
  if (roof === null || ms === null || ms === 0 || roof.attainableMs === 0) return NONE;
  return `${percent(roof.attainableMs / ms)}${unknownCalls > 0 ? '?' : ''}`;
}

/** What binds most of the attainable time. */
const boundCell = (line: Roofed): string =>
  line.roof === null || shareCell(line) === NONE ? '' : (limiterOf(line.roof.limitedMs) ?? '');

const intensityCell = ({ sums: { multiplyAdds }, roof }: Roofed): string =>
  roof === null || roof.bytes === 0 || multiplyAdds === 0 ? NONE : (multiplyAdds / roof.bytes).toFixed(1);

/** None where no line has a roof. */
export const roofColumns = (lines: readonly Roofed[]): Column<Roofed>[] =>
  lines.every(({ roof }) => roof === null)
    ? []
    : [
        { heading: '/byte', align: 'right', drop: 1, cell: intensityCell },
        { heading: 'roof', align: 'right', drop: 4, cell: shareCell },
        { heading: '', align: 'left', drop: 4, cell: boundCell, style: () => 'dim' },
      ];

/** Notes break lines elsewhere. */
const inOnePiece = (text: string): string => text.replaceAll(' ', '\u00A0');

/** `0.37 µs`, `0.12 ms`. */
const duration = (ms: number): string =>
  inOnePiece(ms < 0.1 ? `${(1e3 * ms).toPrecision(2)} µs` : `${ms.toPrecision(2)} ms`);

/** Shares of the attainable time, the largest first: `compute 91 %, memory 9 %`. */
const boundShares = ({ limitedMs, attainableMs }: Roof): string =>
  LIMITERS.map((bound: Limiter) => ({ bound, share: limitedMs[bound] / attainableMs }))
    .filter(({ share }) => share >= 0.005)
    .sort((a, b) => b.share - a.share)
    .map(({ bound, share }) => inOnePiece(`${bound} ${percent(share)}`))
    .join(', ');

export function rooflineNotes(report: Report): Note[] {
  const roofs = roofsOf(report);
  const { peaks, environment } = report;
  const { time, counted, unknownCalls, bytes } = report.total;
  if (roofs === null || peaks === null || time === null) return [];
  const { peaksMeasuredWith } = environment;
  const how = peaksMeasuredWith === undefined ? '' : ` (${peaksMeasuredWith})`;
  const { attainableMs } = roofs.total;
  const notes: string[] = [
    `peak ${(peaks.multiplyAddsPerSecond / 1e9).toFixed(1)} G/s and ${(peaks.bytesPerSecond / 1e9).toFixed(1)} GB/s, ${duration(peaks.launchMs)} a kernel, measured here${how}`,
  ];
  if (attainableMs > 0 && time.medianMs > 0)
    notes.push(
      `the pass reaches ${inOnePiece(percent(attainableMs / time.medianMs))} of what its work allows: at least ${milliseconds(attainableMs, time.medianMs)} of ${milliseconds(time.medianMs)} ms of kernels`,
      `bound by ${boundShares(roofs.total)}`,
      `moves at least ${bytesText(bytes)}, ${(counted.multiplyAdds / bytes).toFixed(1)} multiply-adds a byte`,
    );
  if (unknownCalls > 0) notes.push(`without the work of ${count(unknownCalls, 'unknown kernel call')}`);
  return [{ label: 'roofline', parts: notes }];
}
