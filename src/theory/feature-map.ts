/**
 * @file Feature maps and sliding windows: where the channels lie, and how many windows fit along an axis.
 * Arithmetic: V. Dumoulin, F. Visin, "A guide to convolution arithmetic for deep learning", arXiv:1603.07285.
 */
import type { Json, Shape } from '../core/shape.ts';
import type { LayerConfig } from '../core/theory.ts';
import type { Factors } from '../core/work.ts';
import { choice, dim, integers, ofRank } from './config.ts';

/** A tensor of rank 2 + the number of spatial axes, whatever its data format. */
export interface FeatureMap {
  readonly batch: number;
  readonly channels: number;
  readonly space: readonly number[];
}

const isChannelsFirst = (config: LayerConfig): boolean =>
  choice(config, 'data_format', 'channels_last', 'channels_first') === 'channels_first';

/** Reads a shape as the config's data format says. @throws for another rank than `spatialAxes` + 2 */
export function readMap(config: LayerConfig, input: Shape, spatialAxes: number): FeatureMap {
  const [batch = 0, ...rest] = ofRank(input, spatialAxes + 2);
  const channelsAt = isChannelsFirst(config) ? 0 : -1;
  return {
    batch,
    channels: dim(rest, channelsAt),
    space: channelsAt === 0 ? rest.slice(1) : rest.slice(0, -1),
  };
}

export const writeMap = (config: LayerConfig, { batch, channels, space }: FeatureMap): Shape =>
  isChannelsFirst(config) ? [batch, channels, ...space] : [batch, ...space, channels];

/**
 * Windows along one axis: ⌈n / s⌉ where it is padded to 'same', ⌈(n − (k − 1)·d) / s⌉ where it is not.
 * @throws where no window fits
 */
export function windowCount(n: number, k: number, s: number, d: number, padding: 'same' | 'valid'): number {
  const positions = padding === 'same' ? n : n - (k - 1) * d;
  if (positions < 1) throw new Error(`its window spans ${(k - 1) * d + 1}, but its input only ${n}`);
  return Math.ceil(positions / s);
}

/** Output space of a window that slides as the config's strides, dilation_rate and padding say. */
export function slide(
  config: LayerConfig,
  space: readonly number[],
  window: readonly number[],
): readonly number[] {
  if (config['padding'] === 'causal') throw new Error('tfjs-layers does not run causal padding');
  const padding = choice(config, 'padding', 'valid', 'same');
  const strides = integers(config, 'strides', space.length, 1);
  const dilations = integers(config, 'dilation_rate', space.length, 1);
  return space.map((n, i) => windowCount(n, window[i] ?? 1, strides[i] ?? 1, dilations[i] ?? 1, padding));
}

function outputPadding(config: LayerConfig, axes: number): readonly Json[] | null {
  const value = config['output_padding'] ?? null;
  if (value === null) return null;
  return Array.isArray(value) ? value : Array.from({ length: axes }, () => value);
}

/**
 * Output space of a transposed convolution: n·s, and without padding max(k − s, 0) more. tfjs-layers reads past
 * `output_padding`, with which Keras makes it (n − 1)·s + k + `output_padding`, 2·⌊k/2⌋ less where it is padded.
 * @throws where both differ
 */
export function slideBack(
  config: LayerConfig,
  space: readonly number[],
  window: readonly number[],
): readonly number[] {
  const overhang = choice(config, 'padding', 'valid', 'same') === 'valid' ? 1 : 0;
  const strides = integers(config, 'strides', space.length, 1);
  const more = outputPadding(config, space.length);
  return space.map((n, i) => {
    const [k = 1, s = 1] = [window[i], strides[i]];
    const size = n * s + overhang * Math.max(k - s, 0);
    if (more === null) return size;
    const meant = (n - 1) * s + k + Number(more[i]) - (overhang === 0 ? 2 * Math.floor(k / 2) : 0);
    if (meant === size) return size;
    throw new Error(`output_padding is ${JSON.stringify(more)}, which tfjs-layers ignores`);
  });
}

const AXES: Readonly<Record<number, string>> = { 1: 'l', 2: 'hw', 3: 'dhw' };
const named = (values: readonly number[], name: (axis: string) => string): Factors =>
  Object.fromEntries(values.map((value, i) => [name(AXES[values.length]?.[i] ?? String(i)), value]));

/** `{ kh, kw }`, with one axis `{ kl }`, with three `{ kd, kh, kw }`. */
export const kernelFactors = (kernel: readonly number[]): Factors => named(kernel, (axis) => `k${axis}`);
/** `{ ho, wo }` and so on. */
export const outputFactors = (space: readonly number[]): Factors => named(space, (axis) => `${axis}o`);
/** `{ hi, wi }` and so on. */
export const inputFactors = (space: readonly number[]): Factors => named(space, (axis) => `${axis}i`);
