/**
 * @file A report as CSV: a record per row of the report, for spreadsheets and scripts. RFC 4180; there is no line for the
 * total, to which each column but that of deviations adds up.
 */
import { otherOperations } from '../core/ops.ts';
import type { LayerRow, Report } from '../core/report.ts';
import { inUnit, unitName, type Unit } from '../core/unit.ts';
import { visible } from '../core/visible.ts';
import { rowName } from '../core/writing.ts';
import { checkGiven, type ExportOptions } from './given.ts';
import { knownOf, outputsOf } from './rows.ts';

/** An empty field is what is not known. */
type Value = string | number | null;

interface Column {
  readonly heading: string;
  value(row: LayerRow): Value;
}

/**
 * What spreadsheets take for a formula, with the full-width forms, at the start of a field, or where one would start if
 * they cut at another separator than the comma. (A tab or a carriage return, which start one too, is written as an escape.)
 */
const FORMULA = /(^|[;,|])(\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/g;

/** A text that no spreadsheet runs: an apostrophe before what would be a formula makes it text. */
const defused = (text: string): string => visible(text).replaceAll(FORMULA, "$1'$2");

function field(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = defused(value);
  return /[",;|']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function columnsOf(report: Report, unit: Unit): readonly Column[] {
  const outputOf = outputsOf(report);
  const { time, executed } = report.total;
  const work = unitName(unit);
  return [
    { heading: 'Layer', value: (row) => rowName(row) },
    { heading: 'Kind', value: ({ kind }) => kind },
    { heading: 'Class', value: ({ className }) => className },
    { heading: 'Output (shape)', value: (row) => outputOf(row)?.join('x') ?? null },
    { heading: 'Layer calls (count)', value: ({ layerCalls }) => layerCalls },
    { heading: 'Kernel calls (count)', value: ({ calls }) => calls },
    { heading: 'Kernel calls without a formula (count)', value: ({ unknownCalls }) => unknownCalls },
    { heading: `Counted (${work})`, value: (row) => knownOf(row, inUnit(row.counted.multiplyAdds, unit)) },
    {
      heading: `Theory (${work})`,
      value: ({ theory }) => (theory === null ? null : inUnit(theory.multiplyAdds, unit)),
    },
    { heading: `In bounds (${work})`, value: (row) => knownOf(row, inUnit(row.inBounds, unit)) },
    {
      heading: 'Other operations (count)',
      value: (row) => knownOf(row, otherOperations(row.counted)),
    },
    { heading: 'Parameters (count)', value: ({ parameters }) => parameters.total },
    { heading: 'Trainable parameters (count)', value: ({ parameters }) => parameters.trainable },
    { heading: 'Tensors made (bytes)', value: ({ outputBytes }) => outputBytes },
    { heading: 'Moved at least (bytes)', value: ({ bytes }) => bytes },
    ...(time === null
      ? []
      : [
          { heading: 'Mean time (ms)', value: (row: LayerRow) => row.time?.meanMs ?? null },
          { heading: 'Median absolute deviation (ms)', value: (row: LayerRow) => row.time?.madMs ?? null },
          { heading: 'First pass (ms)', value: (row: LayerRow) => row.time?.firstMs ?? null },
        ]),
    ...(executed === null
      ? []
      : [
          {
            heading: 'Executed multiplies (count)',
            value: (row: LayerRow) => row.executed?.multiplies ?? null,
          },
          { heading: 'Executed adds (count)', value: (row: LayerRow) => row.executed?.adds ?? null },
        ]),
  ];
}

/**
 * A report as CSV (RFC 4180): a heading, then a record per row of `report.layers`; each column but that of deviations
 * adds up to the total. What is not known is an empty field. Names that a spreadsheet would run as formulas get an apostrophe.
 * @throws TfjsFlopsError `invalid-input`, `unknown-option`, `invalid-option`
 * @example
 * await writeFile('layers.csv', toCsv(report));
 */
export function toCsv(report: Report, options: ExportOptions = {}): string {
  const columns = columnsOf(report, checkGiven(report, options, 'toCsv()'));
  const records = report.layers.map((row) => columns.map((column) => field(column.value(row))).join(','));
  return [columns.map(({ heading }) => heading).join(','), ...records].map((line) => `${line}\r\n`).join('');
}
