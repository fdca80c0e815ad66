/** @file How a difference is written: with its sign, and in per cent of what was. */
import type { AttributeChange } from '../../core/changes.ts';
import type { Json } from '../../core/shape.ts';
import { inUnit, unitsOf, type Unit } from '../../core/unit.ts';
import { integer } from '../../core/writing.ts';
import { milliseconds, signed } from '../../report/format.ts';
import { bytes } from '../../report/memory.ts';
import { rounded as inScale, type Measure } from '../data/measures.ts';

/** A value without its unit, for a table. */
export function amount(value: number, measure: Measure, unit: Unit, largestMs: number): string {
  if (measure === 'time') return milliseconds(value, largestMs);
  if (measure === 'bytes') return bytes(value);
  return value === 0 ? '·' : integer(measure === 'work' ? inUnit(value, unit) : value);
}

/** `+8,540,160`, `−1.2`, `=` */
export function delta(a: number, b: number, measure: Measure, unit: Unit, largestMs: number): string {
  const difference = b - a;
  if (difference === 0) return '=';
  const sign = difference > 0 ? '+' : '-';
  if (measure === 'time') return sign + milliseconds(Math.abs(difference), largestMs);
  if (measure === 'bytes') return sign + bytes(Math.abs(difference));
  return signed(difference * (measure === 'work' ? unitsOf(unit) : 1));
}

/** From so many times on per cent would be more digits than one reads. */
const MANY_TIMES = 10;

/** `+2.8 %`, `× 85.5 K`; nothing where there was nothing, or nothing changed. */
export function percentage(a: number, b: number): string {
  if (a === 0 || a === b) return '';
  if (b / a >= MANY_TIMES) return `× ${inScale(b / a)}`;
  const percent = (100 * (b - a)) / a;
  const text = Math.abs(percent) < 0.05 ? '< 0.1' : Math.abs(percent).toFixed(1);
  return `${percent > 0 ? '+' : '-'}${text} %`;
}

const value = (json: Json): string => (typeof json === 'string' ? json : JSON.stringify(json));

/** In three digits, unless two values are then the same. */
const rounded = (json: Json): string =>
  typeof json === 'number' && !Number.isInteger(json) ? String(Number(json.toPrecision(3))) : value(json);

/** `filters 1280 → 1792` */
export function attribute({ name, a, b }: AttributeChange): string {
  const write = rounded(a) === rounded(b) ? value : rounded;
  return `${name} ${write(a)} → ${write(b)}`;
}
