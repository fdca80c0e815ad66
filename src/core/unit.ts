/** @file The unit in which work is written: multiply-adds, or FLOPs, of which a multiply-add is two. */
import { checkChoice } from './options.ts';
import { safeCount } from './ops.ts';
import type { WrittenWork } from './report.ts';
import { integer } from './writing.ts';

/** In what work is written: multiply-adds, or the operations that they are, two each. */
export type Unit = 'multiply-adds' | 'flops';

export const UNITS = ['multiply-adds', 'flops'] as const satisfies readonly Unit[];

/** How many of a unit a multiply-add is: for rates and differences. */
export const unitsOf = (unit: Unit): number => (unit === 'flops' ? 2 : 1);

/** Multiply-adds in a unit. @throws TfjsFlopsError `unsafe-integer` */
export const inUnit = (multiplyAdds: number, unit: Unit): number => safeCount(unitsOf(unit) * multiplyAdds);

/** The unit in a sentence: `12 multiply-adds`, `24 FLOPs`. */
export const unitName = (unit: Unit): string => (unit === 'flops' ? 'FLOPs' : unit);

/** The unit as a heading. */
export const unitHeading = (unit: Unit): string => (unit === 'flops' ? 'FLOPs' : 'Multiply-adds');

/** The unit in the title of a table. */
export const unitTitle = (unit: Unit): string => `unit: ${unit === 'flops' ? 'FLOP' : 'multiply-add'}`;

/** @throws TfjsFlopsError `invalid-option` */
export const checkUnit = (unit: unknown): void => checkChoice('unit', unit, UNITS);

/** `1,024 multiply-adds`, `1.6 G/s`. */
export const workText = (
  { multiplyAdds, isPerSecond }: Omit<WrittenWork, 'text'>,
  unit: Unit = 'multiply-adds',
): string =>
  isPerSecond
    ? `${((unitsOf(unit) * multiplyAdds) / 1e9).toFixed(1)} G/s`
    : `${integer(inUnit(multiplyAdds, unit))} ${unitName(unit)}`;

const written = (multiplyAdds: number, isPerSecond: boolean): WrittenWork => ({
  text: workText({ multiplyAdds, isPerSecond }),
  multiplyAdds,
  isPerSecond,
});

export const writtenWork = (multiplyAdds: number): WrittenWork => written(multiplyAdds, false);
export const writtenRate = (multiplyAddsPerSecond: number): WrittenWork =>
  written(multiplyAddsPerSecond, true);
