/**
 * @file What an operation takes, as its layer's config holds it: values, `{ input: 1 }` for an input of the layer, and
 * `{ size: 0, axis: 2 }` for the size of one along an axis. Names have no capitals: tfjs would write them otherwise.
 */
import type { Json } from '../../core/shape.ts';

export type Taken = Json;

/** Arguments by name. */
export type Takes = { readonly [name: string]: Taken };

/** Arguments with the inputs of a call in their places. */
export type Given<T> = { readonly [name: string]: Value<T> };
export type Value<T> =
  T | string | number | boolean | null | readonly Value<T>[] | { readonly [key: string]: Value<T> };

const isRecord = (value: Taken): value is { readonly [key: string]: Taken } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Puts the inputs of a call, and their sizes, in their places. */
export function given<T>(
  value: Taken,
  inputs: readonly T[],
  sizeOf: (input: T, axis: number) => number | null,
): Value<T> {
  if (Array.isArray(value)) return (value as readonly Taken[]).map((entry) => given(entry, inputs, sizeOf));
  if (!isRecord(value)) return value;
  if ('input' in value) return inputs[Number(value['input'])]!;
  if ('size' in value) return sizeOf(inputs[Number(value['size'])]!, Number(value['axis']));
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, given(entry, inputs, sizeOf)]));
}

/** One part of a slice: a position that is taken out, a range, a new axis, or all axes that are not named. */
export type Part<T> =
  | { readonly index: Value<T> }
  | { readonly start: Value<T>; readonly stop: Value<T>; readonly step: Value<T> }
  | 'new'
  | 'others';

/** Parts for every axis of a tensor of this rank, `others` spelt out. */
export function partsFor<T>(spec: readonly Part<T>[], rank: number): readonly Exclude<Part<T>, 'others'>[] {
  const all = { start: null, stop: null, step: null };
  const named = spec.filter((part) => part !== 'new' && part !== 'others').length;
  const others = Array.from({ length: Math.max(0, rank - named) }, () => all);
  const whole = spec.includes('others') ? spec : [...spec, 'others' as const];
  return whole.flatMap((part) => (part === 'others' ? others : [part]));
}

/** Start and number of the elements that a range takes of an axis, as Python counts them. */
export function rangeOf(
  size: number,
  start: number | null,
  stop: number | null,
  step: number,
): readonly [number, number] {
  const at = (position: number): number => {
    const from0 = position < 0 ? position + size : position;
    return step > 0 ? Math.min(Math.max(from0, 0), size) : Math.min(Math.max(from0, -1), size - 1);
  };
  const first = start === null ? (step > 0 ? 0 : size - 1) : at(start);
  const end = stop === null ? (step > 0 ? size : -1) : at(stop);
  return [first, Math.max(0, Math.ceil((end - first) / step))];
}
