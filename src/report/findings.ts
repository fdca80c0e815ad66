/** @file The findings below the notes: what was seen, why, what to do. */
import type { Report } from '../core/report.ts';
import { unitName, unitsOf, type Unit } from '../core/unit.ts';
import { integer, wrap } from './format.ts';
import type { Paint } from './paint.ts';

const MARK = '  ▲ ';

/** `1,024 multiply-adds`, `1.5 G/s`: how findings write amounts and rates. */
function inUnits(text: string, unit: Unit): string {
  const units = unitsOf(unit);
  if (units === 1) return text;
  return text
    .replaceAll(
      /\b([\d,]+) multiply-adds\b/g,
      (_, amount: string) => `${integer(units * Number(amount.replaceAll(',', '')))} ${unitName(unit)}`,
    )
    .replaceAll(/\b(\d+\.\d) G\/s/g, (_, rate: string) => `${(units * Number(rate)).toFixed(1)} G/s`);
}

/** One paragraph per finding, indented behind its mark. */
export const renderFindings = ({ findings }: Report, width: number, paint: Paint, unit: Unit): string[] =>
  findings.flatMap(({ what, cause, remedy }) =>
    wrap(
      inUnits([what, cause, remedy].filter((text) => text !== '').join(' '), unit),
      Math.max(1, width - MARK.length),
    ).map((line, i) => (i === 0 ? paint('yellow', MARK) + line : ' '.repeat(MARK.length) + line)),
  );
