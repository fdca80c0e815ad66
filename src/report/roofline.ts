/**
 * @file How far kernels are from what the machine allows: attainable ÷ measured time, what limits them, and how many
 * multiply-adds they do for each byte that they move. Needs peaks and times.
 */
import { groupBy } from '../core/group-by.ts';
import type { KernelRow, LayerRow, Report } from '../core/report.ts';
import { inUnit, unitName, unitsOf, type Unit } from '../core/unit.ts';
import { limiterOf, LIMITERS, demandsOf, attainableOver, type Attainable } from '../core/roofline.ts';
import { count, milliseconds } from './format.ts';
import type { Column } from './grid.ts';
import { rowName } from '../core/writing.ts';
import { bytes as bytesText } from './memory.ts';
import type { Note } from './note.ts';
import { sumOf, type Sums } from './sums.ts';

const NONE = '·';

/** Attainable times of the lines of a table. Those of disjoint lines add up to the total's. */
export interface Rooflines {
  readonly ofLayers: (rows: readonly LayerRow[]) => Attainable;
  readonly ofKernel: (row: KernelRow) => Attainable;
  readonly total: Attainable;
}

/** `null` where peaks or times are not known. Entries without a time (a view on a GPU) are left out. */
export function rooflinesOf(report: Report): Rooflines | null {
  const { peaks, total, entries, entryTimes, calls } = report;
  if (peaks === null || total.time === null) return null;
  const demands = demandsOf(entries, report);
  const timed = entries.flatMap((entry, i) =>
    entryTimes[i] === null ? [] : [{ entry, demand: demands[i]! }],
  );
  // A report may have 100,000 entries and as many rows.
  const byScope = groupBy(timed, ({ entry }) => entry.scope);
  const byKernel = groupBy(timed, ({ entry }) => calls[entry.call]!.kernel);
  const over = (which: typeof timed): Attainable =>
    attainableOver(
      which.map(({ demand }) => demand),
      peaks,
    );
  return {
    ofLayers(rows) {
      const scopes = new Set(rows.flatMap(({ scope }) => scope ?? []));
      return over([...scopes].flatMap((scope) => byScope.get(scope) ?? []));
    },
    ofKernel: ({ kernel }) => over(byKernel.get(kernel) ?? []),
    total: over(timed),
  };
}

export interface WithRoofline {
  readonly sums: Pick<Sums, 'ms' | 'multiplyAdds' | 'unknownCalls'>;
  readonly attainable: Attainable | null;
}

/** `37 %`, `0.4 %`. */
const percent = (share: number): string => `${(100 * share).toFixed(share < 0.01 ? 1 : 0)} %`;

/** Attainable ÷ measured time; a `?` where kernels without a formula do work that is not known. */
function shareCell({ sums: { ms, unknownCalls }, attainable }: WithRoofline): string {
  if (attainable === null || ms === null || ms === 0 || attainable.attainableMs === 0) return NONE;
  return `${percent(attainable.attainableMs / ms)}${unknownCalls > 0 ? '?' : ''}`;
}

/** A time below the least that is possible: the peaks or the bytes are wrong, whatever the row. */
const isAboveRoof = ({ sums: { ms }, attainable }: WithRoofline): boolean =>
  attainable !== null && ms !== null && ms > 0 && Math.round((100 * attainable.attainableMs) / ms) > 100;

/** What limits most of the attainable time. */
const limiterCell = (line: WithRoofline): string =>
  line.attainable === null || shareCell(line) === NONE ? '' : (limiterOf(line.attainable.limitedMs) ?? '');

function intensityCell(
  { sums: { multiplyAdds, unknownCalls }, attainable }: WithRoofline,
  unit: Unit,
): string {
  if (unknownCalls > 0) return '?';
  return attainable === null || attainable.bytes === 0 || multiplyAdds === 0
    ? NONE
    : (inUnit(multiplyAdds, unit) / attainable.bytes).toFixed(1);
}

/** No columns where no line has a roof. */
export const rooflineColumns = (lines: readonly WithRoofline[], unit: Unit): Column<WithRoofline>[] =>
  lines.every(({ attainable }) => attainable === null)
    ? []
    : [
        { heading: '/byte', align: 'right', drop: 1, cell: (line) => intensityCell(line, unit) },
        {
          heading: 'roof',
          align: 'right',
          drop: 5,
          cell: shareCell,
          style: (line) => (isAboveRoof(line) ? 'red' : null),
        },
        { heading: '', align: 'left', drop: 5, cell: limiterCell, style: () => 'dim' },
      ];

/** A note is not broken inside such a text. */
const inOnePiece = (text: string): string => text.replaceAll(' ', '\u00A0');

/** `0.37 µs`, `0.12 ms`. */
const duration = (ms: number): string =>
  inOnePiece(ms < 0.1 ? `${(1e3 * ms).toPrecision(2)} µs` : `${ms.toPrecision(2)} ms`);

/** Shares of the attainable time, the largest first: `compute 91 %, memory 9 %`. */
const limiterShares = ({ limitedMs, attainableMs }: Attainable): string =>
  LIMITERS.map((limiter) => ({ limiter, share: limitedMs[limiter] / attainableMs }))
    .filter(({ share }) => share >= 0.005)
    .sort((a, b) => b.share - a.share)
    .map(({ limiter, share }) => inOnePiece(`${limiter} ${percent(share)}`))
    .join(', ');

export function rooflineNotes(report: Report, unit: Unit): Note[] {
  const rooflines = rooflinesOf(report);
  const { peaks, environment } = report;
  const { time, counted, unknownCalls, bytes } = report.total;
  if (rooflines === null || peaks === null || time === null) return [];
  const { peaksMeasuredWith } = environment;
  const how = peaksMeasuredWith === undefined ? '' : ` (${peaksMeasuredWith})`;
  const { attainableMs } = rooflines.total;
  const notes: string[] = [
    `peak ${((unitsOf(unit) * peaks.multiplyAddsPerSecond) / 1e9).toFixed(1)} G/s and ${(peaks.bytesPerSecond / 1e9).toFixed(1)} GB/s, ${duration(peaks.launchMs)} per kernel, measured here${how}`,
  ];
  if (attainableMs > 0 && time.meanMs > 0)
    notes.push(
      `the pass reaches ${inOnePiece(percent(attainableMs / time.meanMs))} of the roofline: its work takes at least ${milliseconds(attainableMs, time.meanMs)} of the ${milliseconds(time.meanMs)} ms in kernels`,
      `limited by ${limiterShares(rooflines.total)}`,
      `moves at least ${bytesText(bytes)}, ${unknownCalls > 0 ? '?' : (inUnit(counted.multiplyAdds, unit) / bytes).toFixed(1)} ${unitName(unit)} per byte`,
    );
  if (unknownCalls > 0) notes.push(`without the work of ${count(unknownCalls, 'unknown kernel call')}`);
  return [{ label: 'roofline', parts: notes }, ...aboveRoof(report)];
}

const NAMES_SHOWN = 3;

/** `FusedConv2D 104 %`: kernels, and layers, that were faster than possible. */
export function rowsAboveRoof(report: Report): readonly string[] {
  const rooflines = rooflinesOf(report);
  if (rooflines === null) return [];
  return [
    ...report.kernels.map((row) => ({ name: row.kernel, rows: [row], attainable: rooflines.ofKernel(row) })),
    ...report.layers.map((row) => ({
      name: rowName(row),
      rows: [row],
      attainable: rooflines.ofLayers([row]),
    })),
  ]
    .map(({ name, rows, attainable }) => ({ name, sums: sumOf(rows), attainable }))
    .filter(isAboveRoof)
    .map((line) => `${line.name} ${inOnePiece(shareCell(line))}`);
}

/** What such rows are held against is wrong, and that is our fault. */
function aboveRoof(report: Report): Note[] {
  const above = rowsAboveRoof(report);
  if (above.length === 0) return [];
  const shown = above.slice(0, NAMES_SHOWN);
  const more = above.length > NAMES_SHOWN ? [`and ${above.length - NAMES_SHOWN} more`] : [];
  return [
    {
      label: 'ABOVE ROOF',
      parts: [
        `${[...shown, ...more].join(', ')}: no kernel is faster than its roof, so a peak or the bytes moved are wrong here; please report it with the saved report`,
      ],
      style: 'red',
    },
  ];
}
