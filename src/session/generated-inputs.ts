/** @file Values for a model's inputs, the same in every run. */
import {
  fill,
  mul,
  floor,
  ones,
  randomUniform,
  tensor,
  tidy,
  cast,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { TfjsFlopsError } from '../core/errors.ts';
import { sizeOf } from '../core/shape.ts';
import type { Architecture } from '../core/theory.ts';
import type { ClosedInput } from './declared-inputs.ts';
import { activeShapes } from '../shape/active.ts';
import { indexRange } from './index-range.ts';

const SEED = 1;
/** Colours of an image as bytes. */
const COLOURS = 256;
/** What every string of an input is: one word, in no table. */
const TEXT = 'text';
/** [B, H, W, C] */
const IMAGE_RANK = 4;

export interface GeneratedInput {
  readonly tensor: Tensor;
  /** `uniform in [0, 1)` */
  readonly how: string;
}

/** The integers of an input are 0 … n − 1; `null` where nothing is known of them. */
function integersBelow({ name, shape }: ClosedInput, architecture: Architecture | null): number | null {
  // A mask of ones lets everything through.
  if (/mask/i.test(name)) return null;
  const rows = indexRange(architecture, name);
  if (rows !== null) return rows;
  return shape.length === IMAGE_RANK ? COLOURS : null;
}

/**
 * Floats are uniform in [0, 1), as an image has them; integers are indices in range where the model looks them up,
 * colours where they are an image, ones otherwise; strings are one word.
 * @throws TfjsFlopsError `invalid-input` for complex numbers
 */
export function generateInput(input: ClosedInput, architecture: Architecture | null): GeneratedInput {
  const { name, dtype } = input;
  const shape = [...input.shape];
  const shapes = activeShapes();
  if (shapes !== null && dtype !== 'string' && dtype !== 'complex64')
    return { tensor: shapes.unknown(shape, dtype), how: 'none: nothing is computed' };
  if (dtype === 'float32')
    return { tensor: randomUniform(shape, 0, 1, 'float32', SEED), how: 'uniform in [0, 1)' };
  if (dtype === 'bool') return { tensor: cast(ones(shape), 'bool'), how: 'true' };
  if (dtype === 'string')
    return {
      tensor: tensor(Array<string>(sizeOf(shape)).fill(TEXT), shape, 'string'),
      how: `the text "${TEXT}"`,
    };
  if (dtype !== 'int32')
    throw new TfjsFlopsError(
      'invalid-input',
      `Input "${name}" is ${dtype}, for which no values can be made up`,
      { remedies: ['profile a function that passes your own'] },
    );
  const below = integersBelow(input, architecture);
  if (below === null) return { tensor: fill(shape, 1, 'int32'), how: 'ones' };
  const indices = tidy(() => cast(floor(mul(randomUniform(shape, 0, 1, 'float32', SEED), below)), 'int32'));
  return { tensor: indices, how: `uniform in 0 … ${below - 1}` };
}

/** How the values of all inputs were made, in one line. */
export function inputValuesOf(inputs: readonly (ClosedInput & Pick<GeneratedInput, 'how'>)[]): string {
  const ways = new Set(inputs.map(({ how }) => how));
  return ways.size === 1 ? [...ways][0]! : inputs.map(({ name, how }) => `${name} ${how}`).join(', ');
}
