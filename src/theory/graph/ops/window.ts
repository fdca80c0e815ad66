/** @file Windows that slide over feature maps, as a node's attributes say: where channels lie, strides, padding. */
import type { Shape } from '../../../core/shape.ts';
import { ofRank } from '../../config.ts';
import { windowCount, type FeatureMap } from '../../feature-map.ts';
import { numbers, text, type Attributes } from '../attributes.ts';
import { written } from '../rule.ts';

/** By the number of spatial axes. */
const CHANNELS_LAST: Readonly<Record<number, string>> = { 1: 'NWC', 2: 'NHWC', 3: 'NDHWC' };
const CHANNELS_FIRST: Readonly<Record<number, string>> = { 1: 'NCW', 2: 'NCHW', 3: 'NCDHW' };

export type Layout = 'last' | 'first';

/** Where the channels lie. */
export function layoutOf(attributes: Attributes, axes: number): Layout {
  const last = CHANNELS_LAST[axes] ?? '';
  const format = text(attributes, 'data_format', last).toUpperCase();
  if (format === last) return 'last';
  if (format === CHANNELS_FIRST[axes]) return 'first';
  throw new Error(`data_format must be ${last} or ${CHANNELS_FIRST[axes] ?? ''}, got ${format}`);
}

/** For ops that tfjs runs with the channels last, whatever the graph says. */
export function assertChannelsLast(attributes: Attributes, axes: number): void {
  if (layoutOf(attributes, axes) === 'last') return;
  throw new Error(`data_format is ${text(attributes, 'data_format')}, which tfjs ignores here`);
}

export function readFeatures(shape: Shape, axes: number, layout: Layout): FeatureMap {
  const [batch = 0, ...rest] = ofRank(shape, axes + 2);
  const channels = (layout === 'first' ? rest[0] : rest.at(-1)) ?? 0;
  return { batch, channels, space: layout === 'first' ? rest.slice(1) : rest.slice(0, -1) };
}

export const writeFeatures = ({ batch, channels, space }: FeatureMap, layout: Layout): Shape =>
  layout === 'first' ? [batch, channels, ...space] : [batch, ...space, channels];

/** One positive number per spatial axis, of a list that has one per axis of the tensor. */
export function perAxis(
  attributes: Attributes,
  key: string,
  axes: number,
  layout: Layout = 'last',
  fallback?: readonly number[],
): readonly number[] {
  const list = numbers(attributes, key, fallback);
  const read = list.slice(1, axes + 1);
  // tfjs reads past batch and channels as if the channels were last.
  const meant = layout === 'first' ? list.slice(2, axes + 2) : read;
  if (list.length !== axes + 2 || !list.every((value) => Number.isInteger(value) && value > 0))
    throw new Error(`${key} must be ${axes + 2} positive integers, got ${written(list)}`);
  if (meant.some((value, i) => value !== read[i]))
    throw new Error(`${key} is ${written(list)}, of which tfjs reads ${written(read)}`);
  return meant;
}

/** All ones, for dilations that go without saying. */
export const undilated = (axes: number): readonly number[] => Array.from({ length: axes + 2 }, () => 1);

export interface Window {
  readonly sizes: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
}

/** Before and after each spatial axis. */
function explicitPaddings(
  attributes: Attributes,
  axes: number,
  layout: Layout,
): readonly (readonly [number, number])[] {
  const list = numbers(attributes, 'explicit_paddings', []);
  const first = layout === 'first' ? 2 : 1;
  if (list.length !== 2 * (axes + 2))
    throw new Error(`explicit_paddings must be ${2 * (axes + 2)} numbers, got ${list.length}`);
  return Array.from({ length: axes }, (_, i) => [list[2 * (first + i)] ?? 0, list[2 * (first + i) + 1] ?? 0]);
}

export type Padding = 'same' | 'valid' | 'explicit';

export function paddingOf(attributes: Attributes, ...allowed: readonly Padding[]): Padding {
  const padding = text(attributes, 'padding').toLowerCase();
  const found = allowed.find((name) => name === padding);
  if (found !== undefined) return found;
  throw new Error(`padding must be ${allowed.join(' or ')}, got ${padding}`);
}

/** How many windows fit along each axis. @throws where none does */
export function windowCounts(
  attributes: Attributes,
  space: readonly number[],
  { sizes, strides, dilations }: Window,
  padding: Padding,
  layout: Layout = 'last',
): readonly number[] {
  const pads = padding === 'explicit' ? explicitPaddings(attributes, space.length, layout) : [];
  return space.map((n, i) => {
    const [before = 0, after = 0] = pads[i] ?? [];
    const padded = n + before + after;
    return windowCount(
      padded,
      sizes[i] ?? 1,
      strides[i] ?? 1,
      dilations[i] ?? 1,
      padding === 'same' ? 'same' : 'valid',
    );
  });
}
