/** @file Options that every network of the zoo has, and the checks that come before anything is built. */
import { TfjsFlopsError } from '../src/core/errors.ts';
import type { WeightKind } from './weights.ts';

/** Options of every network's builder. */
export interface NetworkOptions {
  /** Name of the tf.LayersModel, also in errors. */
  readonly name?: string | undefined;
  /** Height and width of the square RGB input, pixels. Default 224. */
  readonly imageSize?: number | undefined;
  /** Number of logits. Default 1000. */
  readonly classes?: number | undefined;
  /** `fill`: constants, made at once (default); `seeded`: random and repeatable, for comparing outputs. */
  readonly weights?: WeightKind | undefined;
  /** Seed of `seeded` weights: an integer from 0 to 2^32 − 1. Default 1. */
  readonly seed?: number | undefined;
}

/** @throws TfjsFlopsError `invalid-option` unless `value` is a positive integer */
export function checkPositive(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value > 0) return;
  throw new TfjsFlopsError('invalid-option', 'is not a positive integer', {
    option: { name, value },
    remedies: ['give 1 or more'],
  });
}

/** More would take for ever to build, or overflow every count. */
const MOST = { depth: 1000, alpha: 1000, others: 1_000_000 } as const;

/** @throws TfjsFlopsError `invalid-option` unless a network of that many can be built */
export function checkDimension(name: string, value: number): void {
  checkPositive(name, value);
  const most = name === 'depth' ? MOST.depth : MOST.others;
  if (value <= most) return;
  throw new TfjsFlopsError('invalid-option', 'is more than can be built', {
    option: { name, value },
    remedies: [`give at most ${most}`],
  });
}

/** @throws TfjsFlopsError `invalid-option` unless a list has a number that can be built for each stage */
export function checkStages(name: string, values: readonly number[], stages = values.length): void {
  if (!Array.isArray(values) || values.length === 0)
    throw new TfjsFlopsError('invalid-option', 'must be a list with a number for each stage', {
      option: { name },
    });
  for (const value of values) checkDimension(name, value);
  if (values.length === stages) return;
  throw new TfjsFlopsError('invalid-option', `has ${values.length} stages where ${stages} are needed`, {
    option: { name },
    remedies: ['give a number for each stage'],
  });
}

/** @throws TfjsFlopsError `invalid-option` unless a width multiplier is a positive number */
export function checkAlpha(alpha: number, name = 'alpha'): void {
  if (Number.isFinite(alpha) && alpha > 0 && alpha <= MOST.alpha) return;
  const isNumber = Number.isFinite(alpha) && alpha > 0;
  throw new TfjsFlopsError(
    'invalid-option',
    isNumber ? 'is more than can be built' : 'is not a positive number',
    {
      option: { name, value: alpha },
      remedies: ['give a published one, 0.25 to 1.4'],
    },
  );
}

/** @throws TfjsFlopsError `invalid-option` for an image that pooling would shrink to nothing */
export function checkImageSize(network: string, imageSize: number, minImageSize: number): void {
  checkDimension('imageSize', imageSize);
  if (imageSize >= minImageSize) return;
  throw new TfjsFlopsError('invalid-option', `is too small for ${network}`, {
    option: { name: 'imageSize', value: imageSize },
    remedies: [`give ${minImageSize} or more`],
  });
}

/** @throws TfjsFlopsError `invalid-option` for an image that patches do not tile */
export function checkPatches(network: string, imageSize: number, patchSize: number): void {
  checkDimension('imageSize', imageSize);
  if (imageSize % patchSize === 0) return;
  const below = Math.floor(imageSize / patchSize) * patchSize;
  const nearest = [below, below + patchSize].filter((size) => size > 0);
  throw new TfjsFlopsError(
    'invalid-option',
    `is not a multiple of ${patchSize} pixels, the patch size of ${network}`,
    {
      option: { name: 'imageSize', value: imageSize },
      remedies: nearest.map((value) => ({ set: [{ name: 'imageSize', value }] })),
    },
  );
}
