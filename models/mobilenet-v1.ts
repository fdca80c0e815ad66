/** @file MobileNetV1 (Howard et al. 2017, table 1): depthwise 3×3 and pointwise 1×1 convolutions in turn. */
import * as tf from '@tensorflow/tfjs';
import { checkAlpha, checkImageSize, checkPositive, type NetworkOptions } from './options.ts';
import { batchNorm, globalPool, image, parts, relu6 } from './parts.ts';
import { weightsOf } from './weights.ts';

/** Options of `mobilenetV1` and `mobilenetV2`. */
export interface MobileNetOptions extends NetworkOptions {
  /** Width multiplier α of every layer's channels. */
  readonly alpha?: number | undefined;
}

const STEM = 32;
/** Filters of the pointwise convolution and stride of the depthwise one before it, block by block. */
const BLOCKS: readonly (readonly [filters: number, stride: number])[] = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [1024, 2],
  [1024, 1],
];
/** Epsilon of the batch norms, as in Keras. */
const EPSILON = 1e-3;

/**
 * @param width what the multiplier is called
 * @throws TfjsFlopsError `invalid-option`
 */
export function checkMobileNet(
  { name = 'MobileNet', imageSize = 224, classes = 1000, alpha = 1 }: MobileNetOptions,
  width?: string,
): void {
  checkImageSize(name, imageSize, 1);
  checkPositive('classes', classes);
  checkAlpha(alpha, width);
}

/**
 * Logits [B, classes] of images [B, imageSize, imageSize, 3].
 * @throws TfjsFlopsError `invalid-option`
 */
export function mobilenetV1(options: MobileNetOptions = {}): tf.LayersModel {
  const { name = 'mobilenet-v1', imageSize = 224, classes = 1000, alpha = 1 } = options;
  checkMobileNet(options);
  const { conv, depthwise, dense } = parts(weightsOf(options.weights, options.seed));

  const scaled = (filters: number): number => Math.max(1, Math.floor(filters * alpha));
  const input = image(imageSize);
  let x = conv(input, 'stem.conv', { filters: scaled(STEM), kernel: 3, stride: 2 });
  x = relu6(batchNorm(x, 'stem.norm', EPSILON), 'stem.relu6');
  for (const [i, [filters, stride]] of BLOCKS.entries()) {
    const path = `block${i + 1}`;
    x = depthwise(x, `${path}.depthwise`, { kernel: 3, stride });
    x = relu6(batchNorm(x, `${path}.depthwise_norm`, EPSILON), `${path}.depthwise_relu6`);
    x = conv(x, `${path}.pointwise`, { filters: scaled(filters) });
    x = relu6(batchNorm(x, `${path}.pointwise_norm`, EPSILON), `${path}.pointwise_relu6`);
  }
  x = dense(globalPool(x, 'head.pool'), 'head.dense', { units: classes });
  return tf.model({ name, inputs: input, outputs: x });
}
