/** @file How a report shows itself: a few lines for `console.log`, the table as its string. */
import { middleCount } from '../core/middle-half.ts';
import type { Report, Time } from '../core/report.ts';
import { count, dimensions, integer, milliseconds } from './format.ts';
import { visible } from '../core/visible.ts';
import { rowName } from '../core/writing.ts';
import { formatTable } from './table.ts';
import { reportWord } from './theory-word.ts';

const LABEL_WIDTH = 14;

const unknownText = ({ total }: Report): string =>
  total.unknownCalls === 0 ? '' : `, without ${count(total.unknownCalls, 'unknown kernel call')}`;

function residualText(report: Report): string {
  const { residual, agreeingRows, comparedRows } = report.total;
  const { theory, row } = reportWord(report);
  if (residual === null) return 'none: there is no theory to compare with';
  return `${integer(residual)}: ${theory} = counted in ${integer(agreeingRows)} of ${count(comparedRows, row)}`;
}

const timeOf = ({ meanMs, runs }: Time, of: string): string =>
  `${of} ${milliseconds(meanMs)} ms (mean of the middle ${middleCount(runs)} of ${runs})`;

function timeText({ total: { time, wall } }: Report): string {
  const parts = [
    ...(time === null ? [] : [timeOf(time, 'kernels')]),
    ...(wall === null ? [] : [timeOf(wall, 'wall-clock')]),
  ];
  return parts.length === 0 ? 'not measured' : parts.join(', ');
}

/** As JavaScript reads it. */
const literal = (name: string): string => `'${name.replaceAll(/['\\]/g, String.raw`\$&`)}'`;

function nextText({ layers }: Report): string {
  const costliest = layers
    .filter(({ path }) => path.length > 0)
    .reduce<Report['layers'][number] | null>(
      (most, row) => (row.counted.multiplyAdds > (most?.counted.multiplyAdds ?? 0) ? row : most),
      null,
    );
  const why = costliest === null ? '' : `, formatWhy(report, ${literal(rowName(costliest))})`;
  return `formatTable(report)${why}, report.layers`;
}

/** A report in about eight lines: what ran, totals, residual, time, and what to call next. */
export function summaryOf(report: Report): string {
  const { model, backend, inputs, total, findings } = report;
  const lines = [
    ['multiply-adds', integer(total.counted.multiplyAdds) + unknownText(report)],
    ['parameters', integer(total.parameters.total)],
    ['kernel calls', integer(total.calls)],
    ['residual', residualText(report)],
    ['time', timeText(report)],
    ...(findings.length === 0 ? [] : [['findings', findings.map(({ rule }) => rule).join(', ')] as const]),
    ['next', nextText(report)],
  ] as const;
  const title = [`Report: ${model}`, ...inputs.map(({ shape }) => dimensions(shape)), backend].join(' · ');
  return [title, ...lines.map(([label, text]) => `  ${label.padEnd(LABEL_WIDTH)} ${text}`)]
    .map(visible)
    .join('\n');
}

/** Node's `console.log` and `util.inspect` call a method of this name. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/**
 * Gives a report its faces, on the object itself: `console.log(report)` in Node prints {@link summaryOf}, `String(report)`
 * is the table. They are not enumerable, so that JSON, copies and comparisons are those of plain data.
 * @returns the same object
 */
export function withFaces(report: Report): Report {
  return Object.defineProperties(report, {
    [INSPECT]: {
      value: (depth: number) => (depth < 0 ? `[Report: ${visible(report.model)}]` : summaryOf(report)),
    },
    toString: { value: () => formatTable(report) },
  });
}
