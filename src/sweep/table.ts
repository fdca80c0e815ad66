/** @file A sweep as a table with its sentences, and as CSV. */
import { inUnit, unitHeading, unitName, type Unit } from '../core/unit.ts';
import { integer } from '../core/writing.ts';
import { bytes } from '../report/memory.ts';
import { wrap } from '../report/format.ts';
import { renderGrid, type Column } from '../report/grid.ts';
import { painter } from '../report/paint.ts';
import { growthSentences } from './sentences.ts';
import type { Sweep, SweepPoint } from '../core/sweep.ts';

interface SweepText {
  readonly unit?: Unit | undefined;
  readonly width: number;
  readonly color: boolean;
}

const NOT_KNOWN = '?';

const known = (value: number | null, write: (value: number) => string): string =>
  value === null ? NOT_KNOWN : write(value);

/** Beside the first point that is known. */
function timesFirst({ points }: Sweep): (point: SweepPoint) => string {
  const first = points.find(({ multiplyAdds }) => multiplyAdds !== null && multiplyAdds > 0)?.multiplyAdds;
  return ({ multiplyAdds }) =>
    multiplyAdds === null || first === undefined || first === null
      ? NOT_KNOWN
      : `× ${(multiplyAdds / first).toFixed(2)}`;
}

/** Runs of points that cannot be, for one reason, are one line. */
function reasons({ axes, points }: Sweep): readonly string[] {
  const lines: { why: string; names: string[] }[] = [];
  for (const { at, why } of points) {
    if (why === null) continue;
    const name = axes.map((axis) => `${axis.name} ${at[axis.name]}`).join(', ');
    const before = lines.find((line) => line.why === why);
    if (before === undefined) lines.push({ why, names: [name] });
    else before.names.push(name);
  }
  return lines.map(({ why, names }) =>
    names.length === 1 ? `${names[0]}: ${why}` : `${names[0]} and ${names.length - 1} more: ${why}`,
  );
}

const isRow = ({ source }: SweepPoint): boolean => source !== 'impossible';

/** Blank where there is no row. */
const cell = (point: SweepPoint, text: string): string => (isRow(point) ? text : '');

function grid(sweep: Sweep, unit: Unit, { width, color }: SweepText): string[] {
  const [first, ...more] = sweep.axes;
  const times = timesFirst(sweep);
  const columns: Column<SweepPoint>[] = [
    ...more.map(({ name }): Column<SweepPoint> => ({
      heading: name,
      align: 'right',
      drop: 0,
      cell: ({ at }) => String(at[name]),
    })),
    {
      heading: unitHeading(unit),
      align: 'right',
      drop: 0,
      cell: (point) =>
        isRow(point) ? known(point.multiplyAdds, (value) => integer(inUnit(value, unit))) : 'impossible',
    },
    { heading: '× first', align: 'right', drop: 2, cell: (point) => cell(point, times(point)) },
    {
      heading: 'Parameters',
      align: 'right',
      drop: 1,
      cell: (point) => cell(point, known(point.parameters, integer)),
    },
    {
      heading: 'Peak memory',
      align: 'right',
      drop: 3,
      cell: (point) => cell(point, known(point.peakBytes, bytes)),
    },
  ];
  return renderGrid<SweepPoint>(
    {
      heading: first!.name,
      lines: sweep.points,
      columns,
      name: ({ at }) => String(at[first!.name]),
      style: (point) => (isRow(point) ? null : 'dim'),
    },
    width,
    painter(color),
  );
}

const residualText = (residual: number | null): string =>
  residual === null
    ? 'theory: none at the ends'
    : residual === 0
      ? 'theory = counted at the first and the last point'
      : `residual ${integer(residual)} between theory and count at the first and the last point`;

/** Where the rows come from. */
function sourceText({ points }: Sweep): string {
  const by = (source: SweepPoint['source']): number =>
    points.filter((point) => point.source === source).length;
  const [run, derived] = [by('shapes'), by('polynomial')];
  return derived === 0
    ? `${run} of ${points.length} points counted on shapes, nothing run`
    : `${run} of ${points.length} points counted on shapes, nothing run; ${derived} by the polynomial that goes through all of them exactly`;
}

/** How the counts grow, which cannot be, and where they come from. */
export const sweepSentences = (sweep: Sweep, unit: Unit = 'multiply-adds'): readonly string[] => [
  ...sweep.growth.flatMap((growth) => growthSentences(growth, unit)),
  ...reasons(sweep),
  sourceText(sweep),
  residualText(sweep.residual),
  ...sweep.assumed.map((assumed) => `assumed: ${assumed}`),
];

/** The table, and below it how the counts grow. */
export function formatSweep(sweep: Sweep, text: SweepText): string {
  const { unit = 'multiply-adds', width } = text;
  const notes = sweepSentences(sweep, unit);
  return [
    `${sweep.model} · by ${sweep.axes.map(({ name }) => name).join(', ')} · from shapes, nothing run`,
    '',
    ...grid(sweep, unit, text),
    '',
    ...notes.flatMap((note) =>
      wrap(note, width - INDENT).map((line, i) => `${i === 0 ? '  ' : '    '}${line}`),
    ),
  ].join('\n');
}

/** Columns before a line of a note. */
const INDENT = 4;

/** A field of CSV; text that a spreadsheet would run is none. */
const field = (value: string | number | null): string => {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = value.replace(/^[=+\-@]/, "'$&");
  return /[",;\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** A record per point. RFC 4180. */
export function sweepCsv({ axes, points }: Sweep, unit: Unit = 'multiply-adds'): string {
  const heading = [
    ...axes.map(({ name }) => name),
    `Counted (${unitName(unit)})`,
    'Parameters (count)',
    'Peak memory (bytes)',
    'Source',
    'Why not',
  ];
  const records = points.map(({ at, multiplyAdds, parameters, peakBytes, source, why }) => [
    ...axes.map(({ name }) => at[name]!),
    multiplyAdds === null ? null : inUnit(multiplyAdds, unit),
    parameters,
    peakBytes,
    source,
    why,
  ]);
  return [heading, ...records].map((record) => record.map(field).join(',')).join('\r\n') + '\r\n';
}
