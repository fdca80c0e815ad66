/** @file How an attribute that differs is written: `filters 1280 → 1792`. */
import type { AttributeChange } from '../../core/changes.ts';
import type { Json } from '../../core/shape.ts';
import { dimensions } from '../format.ts';

const isShape = (value: Json): value is readonly number[] =>
  Array.isArray(value) && value.every((size) => typeof size === 'number');

const valueText = (value: Json): string =>
  isShape(value) ? dimensions(value) : typeof value === 'string' ? value : JSON.stringify(value);

export const attributeText = ({ name, a, b }: AttributeChange): string =>
  `${name} ${valueText(a)} → ${valueText(b)}`;

const OF_OTHERS: ReadonlySet<string> = new Set([
  'layer calls',
  'input',
  'output',
  'batch_input_shape',
  'batch_shape',
]);

/** Whether a layer says it of itself. */
export const isOwn = ({ name }: AttributeChange): boolean => !OF_OTHERS.has(name);

/** What a layer says of itself; its calls, input or output, which follow from others, only where there is nothing else. */
export function tellingAttributes(attributes: readonly AttributeChange[]): readonly AttributeChange[] {
  const own = attributes.filter(isOwn);
  return own.length > 0 ? own : attributes.slice(0, 1);
}
