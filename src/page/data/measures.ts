/** @file What a row can be measured by: each is a sum over rows, so that parts of a figure add up to its total. */
import { addParameters, NO_PARAMETERS } from '../../core/parameters.ts';
import type { LayerRow, Report } from '../../core/report.ts';
import { inUnit, unitName, type Unit } from '../../core/unit.ts';
import { integer } from '../../core/writing.ts';
import { milliseconds } from '../../report/format.ts';
import { bytes } from '../../report/memory.ts';

export const MEASURES = ['work', 'time', 'bytes', 'executed', 'parameters'] as const;
export type Measure = (typeof MEASURES)[number];

/** Values of all measures; 0 where one is not known of the report at all. */
export type Values = Readonly<Record<Measure, number>>;

/** What a row itself is worth. */
export const valuesOfRow = (
  row: Pick<LayerRow, 'counted' | 'time' | 'bytes' | 'executed' | 'parameters'>,
): Values => ({
  work: row.counted.multiplyAdds,
  time: row.time?.meanMs ?? 0,
  bytes: row.bytes,
  executed: row.executed?.adds ?? 0,
  parameters: row.parameters.total,
});

export const NO_VALUES: Values = { work: 0, time: 0, bytes: 0, executed: 0, parameters: 0 };

export const addValues = (a: Values, b: Values): Values => ({
  work: a.work + b.work,
  time: a.time + b.time,
  bytes: a.bytes + b.bytes,
  executed: a.executed + b.executed,
  parameters: a.parameters + b.parameters,
});

/** Parameters of rows: shared ones are their owner's, so that they simply add up. */
export const parametersIn = (rows: readonly LayerRow[]): number =>
  rows.reduce((sum, { parameters }) => addParameters(sum, parameters), NO_PARAMETERS).total;

/** The measures that a report knows, in the order in which one asks for them. */
export const measuresOf = ({ total, machine }: Report): readonly Measure[] =>
  MEASURES.filter((measure) => {
    if (measure === 'time') return total.time !== null;
    if (measure === 'executed') return machine !== null;
    return true;
  });

/** A measure as the word of a switch. */
export const measureName = (measure: Measure, unit: Unit): string =>
  ({
    work: unitName(unit) === 'FLOPs' ? 'FLOPs' : 'Multiply-adds',
    time: 'Time',
    bytes: 'Bytes moved',
    executed: 'Executed adds',
    parameters: 'Parameters',
  })[measure];

/** A value with its unit: `300,774,272 multiply-adds`, `71.9 ms`. */
export function measured(value: number, measure: Measure, unit: Unit): string {
  if (measure === 'work') return `${integer(inUnit(value, unit))} ${unitName(unit)}`;
  if (measure === 'time') return `${milliseconds(value)} ms`;
  if (measure === 'bytes') return bytes(value);
  return `${integer(value)} ${measure === 'executed' ? 'executed adds' : 'parameters'}`;
}

/** `18.3 %`, `< 0.1 %`, `0 %` */
export function share(part: number, whole: number): string {
  if (whole === 0 || part === 0) return '0 %';
  const percent = (100 * part) / whole;
  return percent < 0.05 ? '< 0.1 %' : `${percent.toFixed(1)} %`;
}

const SCALES = ['', 'K', 'M', 'G', 'T', 'P'];

/** Three digits, for the eye: `301 M`. The whole number is beside it. */
export function rounded(value: number): string {
  if (value < 1000) return integer(value);
  const power = Math.min(SCALES.length - 1, Math.floor(Math.log10(value) / 3));
  return `${Number((value / 1000 ** power).toPrecision(3))} ${SCALES[power]}`;
}
