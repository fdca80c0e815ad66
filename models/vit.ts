/**
 * @file Vision transformer (Dosovitskiy et al. 2020) and its distilled form with a second token and head (DeiT,
 * Touvron et al. 2020). Pre-norm blocks, exact GELU, learned positions. Without dropout, which inference skips.
 */
import * as tf from '@tensorflow/tfjs';
import { TfjsFlopsError } from '../src/core/errors.ts';
import { AttentionApply, AttentionScores } from './layers/attention.ts';
import { ClassToken } from './layers/class-token.ts';
import { LearnedPositions } from './layers/learned-positions.ts';
import { TakeToken } from './layers/take-token.ts';
import { checkDimension, checkPatches, checkPositive, type NetworkOptions } from './options.ts';
import { add, apply, image, parts, type Symbolic } from './parts.ts';
import { weightsOf } from './weights.ts';

/** Options of `vit`. */
export interface VitOptions extends NetworkOptions {
  /** Number of blocks. */
  readonly depth: number;
  /** D, the width of a token. */
  readonly width: number;
  /** h. */
  readonly heads: number;
  /** d, the width of a head; D/h unless given. Attention is h·d wide, whatever D is. */
  readonly headWidth?: number | undefined;
  /** Hidden units of a block's MLP; 4·D unless given. */
  readonly mlp?: number | undefined;
  /** Height and width of a patch, pixels. */
  readonly patch?: number | undefined;
  /** A distillation token beside the class token; the logits are the mean of both heads. */
  readonly distilled?: boolean | undefined;
}

/** Epsilon of the layer norms. */
const EPSILON = 1e-6;

const norm = (x: Symbolic, name: string): Symbolic =>
  apply(tf.layers.layerNormalization({ name, epsilon: EPSILON }), x);

function headWidthOf(width: number, heads: number): number {
  if (width % heads === 0) return width / heads;
  throw new TfjsFlopsError('invalid-option', `does not divide the width ${width}`, {
    option: { name: 'heads', value: heads },
    remedies: [{ set: [{ name: 'headWidth' }] }, `give a width that is a multiple of ${heads}`],
  });
}

/**
 * All dimensions, those that are not given from the others.
 * @throws TfjsFlopsError `invalid-option`
 */
export function vitDimensions(options: VitOptions) {
  const { name = 'vit', imageSize = 224, classes = 1000, patch = 16, depth, width, heads } = options;
  for (const [option, value] of Object.entries({ patch, depth, width, heads })) checkDimension(option, value);
  const { headWidth = headWidthOf(width, heads), mlp = 4 * width } = options;
  checkDimension('headWidth', headWidth);
  checkDimension('mlp', mlp);
  checkPatches(name, imageSize, patch);
  checkPositive('classes', classes);
  return { name, imageSize, classes, patch, depth, width, heads, headWidth, mlp };
}

/**
 * Logits [B, classes] of images [B, imageSize, imageSize, 3].
 * @throws TfjsFlopsError `invalid-option`
 */
export function vit(options: VitOptions): tf.LayersModel {
  const { name, imageSize, classes, patch, depth, width, heads, headWidth, mlp } = vitDimensions(options);
  const { distilled = false } = options;
  const weights = weightsOf(options.weights, options.seed);
  const { conv, dense } = parts(weights);

  const token = (x: Symbolic, path: string): Symbolic =>
    apply(new ClassToken({ name: path, initializer: weights.embedding() }), x);

  const attention = (x: Symbolic, path: string): Symbolic => {
    const qkv = dense(x, `${path}.qkv`, { units: 3 * heads * headWidth });
    const scores = apply(new AttentionScores({ name: `${path}.scores`, heads, headWidth }), qkv);
    // tfjs's default axis is 1, the heads.
    const probabilities = apply(tf.layers.softmax({ name: `${path}.softmax`, axis: -1 }), scores);
    const y = apply(new AttentionApply({ name: `${path}.apply`, heads, headWidth }), [probabilities, qkv]);
    return dense(y, `${path}.proj`, { units: width });
  };

  const perceptron = (x: Symbolic, path: string): Symbolic => {
    const hidden = dense(x, `${path}.fc1`, { units: mlp });
    const active = apply(tf.layers.activation({ name: `${path}.gelu`, activation: 'gelu' }), hidden);
    return dense(active, `${path}.fc2`, { units: width });
  };

  const input = image(imageSize);
  const patches = (imageSize / patch) ** 2;
  let x = conv(input, 'patch_embed', {
    filters: width,
    kernel: patch,
    stride: patch,
    padding: 'valid',
    bias: true,
  });
  x = apply(tf.layers.reshape({ name: 'tokens.flatten', targetShape: [patches, width] }), x);
  if (distilled) x = token(x, 'tokens.distillation');
  x = token(x, 'tokens.class');
  x = apply(new LearnedPositions({ name: 'tokens.positions', initializer: weights.embedding() }), x);
  for (let i = 0; i < depth; i++) {
    const path = `blocks.${i}`;
    x = add(`${path}.attn.add`, x, attention(norm(x, `${path}.norm1`), `${path}.attn`));
    x = add(`${path}.mlp.add`, x, perceptron(norm(x, `${path}.norm2`), `${path}.mlp`));
  }
  x = norm(x, 'norm');

  const pooled = apply(new TakeToken({ name: 'pool', index: 0 }), x);
  let logits = dense(pooled, 'head', { units: classes });
  if (distilled) {
    const second = apply(new TakeToken({ name: 'pool_distillation', index: 1 }), x);
    const taught = dense(second, 'head_distillation', { units: classes });
    logits = apply(tf.layers.average({ name: 'average' }), [logits, taught]);
  }
  return tf.model({ name, inputs: input, outputs: logits });
}
