/** @file Options that every network of the zoo has, and the checks that come before anything is built. */
import { TfjsFlopsError } from '../src/core/errors.ts';
import type { WeightKind } from './weights.ts';

export interface NetworkOptions {
  /** Of the tf.LayersModel; also names it in errors. */
  readonly name?: string | undefined;
  /** Height and width of the square RGB input, pixels. */
  readonly imageSize?: number | undefined;
  /** Number of logits. */
  readonly classes?: number | undefined;
  readonly weights?: WeightKind | undefined;
  /** For `seeded` weights; a non-negative integer. */
  readonly seed?: number | undefined;
}

/** @throws TfjsFlopsError `invalid-option` unless `value` is a positive integer */
export function checkPositive(flag: string, value: number): void {
  if (Number.isSafeInteger(value) && value > 0) return;
  throw new TfjsFlopsError('invalid-option', `${flag} ${value} is not a positive integer. Give 1 or more.`);
}

/** @throws TfjsFlopsError `invalid-option` unless a width multiplier is a positive number */
export function checkAlpha(alpha: number): void {
  if (Number.isFinite(alpha) && alpha > 0) return;
  throw new TfjsFlopsError(
    'invalid-option',
    `alpha ${alpha} is not a positive number. Published: 0.25 to 1.4.`,
  );
}

/** @throws TfjsFlopsError `invalid-option` for an image that pooling would shrink to nothing */
export function checkImageSize(network: string, imageSize: number, minImageSize: number): void {
  checkPositive('--image-size', imageSize);
  if (imageSize >= minImageSize) return;
  throw new TfjsFlopsError(
    'invalid-option',
    `--image-size ${imageSize} is too small for ${network}. Give ${minImageSize} or more.`,
  );
}

/** @throws TfjsFlopsError `invalid-option` for an image that patches do not tile */
export function checkPatches(network: string, imageSize: number, patchSize: number): void {
  checkPositive('--image-size', imageSize);
  if (imageSize % patchSize === 0) return;
  const below = Math.floor(imageSize / patchSize) * patchSize;
  const nearest = [below, below + patchSize].filter((size) => size > 0);
  throw new TfjsFlopsError(
    'invalid-option',
    `--image-size ${imageSize} is not a multiple of ${network}'s ${patchSize}-pixel patches. ` +
      `Nearest: ${nearest.join(', ')}.`,
  );
}
