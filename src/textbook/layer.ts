/**
 * @file What the textbook reads of a layer: numbers and flags of its config, and the shapes that it was used in. Its own
 * readings, so that its agreement with theory is evidence. Rows come from theory and are well formed: what is missing or
 * malformed there is an error here.
 */
import type { Json, Shape } from '../core/shape.ts';
import type { LayerConfig, TheoryRow } from '../core/theory.ts';

export type Derived = Extract<TheoryRow, { state: 'derived' }>;

export const isDerived = (row: TheoryRow): row is Derived => row.state === 'derived';

/** A size of the config. @throws Error where it has none and there is no default */
export function size(config: LayerConfig, key: string, fallback?: number): number {
  const value = config[key] ?? fallback;
  if (typeof value === 'number') return value;
  throw new Error(`the textbook needs ${key} as a number, got ${JSON.stringify(value)}`);
}

/** Height and width, written as two numbers or as one for both. */
export function heightAndWidth(
  config: LayerConfig,
  key: string,
  fallback?: number,
): readonly [number, number] {
  const [height, width = height] = [config[key] ?? fallback].flat() as Json[];
  if (typeof height === 'number' && typeof width === 'number') return [height, width];
  throw new Error(`the textbook needs ${key} as numbers, got ${JSON.stringify(config[key])}`);
}

/** A switch that is on unless the config turns it off. */
export const isOn = (config: LayerConfig, key: string): boolean => config[key] !== false;

export const hasBias = ({ config }: Derived): boolean => isOn(config, 'use_bias');

/** Size of an axis; negative axes count from the end. @throws Error where the shape has no such axis */
export function axisSize(shape: Shape, axis: Json): number {
  const found = typeof axis === 'number' ? shape.at(axis) : undefined;
  if (found !== undefined) return found;
  throw new Error(`the textbook needs axis ${JSON.stringify(axis)} of [${shape.join(', ')}]`);
}

/** Shape of a layer's first input, in its first use. */
export const firstInput = ({ uses }: Derived): Shape => uses[0]?.inputs[0] ?? [];

/** Width of a layer's inputs: the size of their last axis. */
export const widthIn = (row: Derived): number => axisSize(firstInput(row), -1);

/** [B, H, W, C], or [B, C, H, W] where the config says `channels_first`. */
export function image(
  { config }: Derived,
  shape: Shape | undefined,
): { readonly batch: number; readonly height: number; readonly width: number; readonly channels: number } {
  const [batch = 0, ...rest] = shape ?? [];
  const [height = 0, width = 0, channels = 0] =
    config['data_format'] === 'channels_first' ? [...rest.slice(1), ...rest.slice(0, 1)] : rest;
  return { batch, height, width, channels };
}

/** Layers that neither multiply and add nor own parameters, by what they do: the text leaves them out. */
const IDLE: ReadonlySet<string> = new Set(
  [
    'Activation ReLU LeakyReLU ELU ThresholdedReLU Softmax',
    'Dropout SpatialDropout1D GaussianNoise GaussianDropout AlphaDropout Masking Rescaling',
    'Flatten Reshape Permute RepeatVector Cropping2D ZeroPadding2D UpSampling2D CenterCrop Resizing TakeToken',
    'MaxPooling1D MaxPooling2D MaxPooling3D AveragePooling1D AveragePooling2D AveragePooling3D',
    'GlobalMaxPooling1D GlobalMaxPooling2D GlobalAveragePooling1D GlobalAveragePooling2D',
    'Add Multiply Average Maximum Minimum Concatenate',
  ].flatMap((classes) => classes.split(' ')),
);

/** Functions in the place of layers too: products of matrices are the ones that multiply and add. */
export const isIdle = ({ className }: TheoryRow): boolean =>
  IDLE.has(className) || (className.startsWith('tf.') && className !== 'tf.matMul');
