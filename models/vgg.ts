/**
 * @file VGG without batch norm (Simonyan and Zisserman 2014, table 1; VGG16 is its configuration D). The dense
 * layers follow the flattened last map, so that parameters grow with the image.
 */
import * as tf from '@tensorflow/tfjs';
import {
  checkDimension,
  checkImageSize,
  checkPositive,
  checkStages,
  type NetworkOptions,
} from './options.ts';
import { apply, image, maxPool, parts } from './parts.ts';
import { weightsOf } from './weights.ts';

/** Options of `vgg`. */
export interface VggOptions extends NetworkOptions {
  /** Filters of each 3×3 convolution, by stage; a stage ends in 2×2 pooling. */
  readonly filters: readonly (readonly number[])[];
  /** Units of each of the two hidden dense layers. */
  readonly hidden?: number;
}

/** Below this size the last of `stages` poolings, each of which halves the map, has nothing to pool. */
export const minVggImageSize = (stages: number): number => 2 ** stages;

/** The filters of each convolution, stage by stage. @throws TfjsFlopsError `invalid-option` */
export function vggFilters(convs: readonly number[], filters: readonly number[]): VggOptions['filters'] {
  checkStages('convs', convs);
  checkStages('filters', filters, convs.length);
  return convs.map((count, i) => Array.from({ length: count }, () => filters[i]!));
}

/** @throws TfjsFlopsError `invalid-option` */
export function checkVgg(options: VggOptions): void {
  const { name = 'vgg', imageSize = 224, classes = 1000, filters, hidden = 4096 } = options;
  for (const stage of filters) checkStages('filters', stage);
  checkImageSize(name, imageSize, minVggImageSize(filters.length));
  checkPositive('classes', classes);
  checkDimension('hidden', hidden);
}

/**
 * Logits [B, classes] of images [B, imageSize, imageSize, 3].
 * @throws TfjsFlopsError `invalid-option`
 */
export function vgg(options: VggOptions): tf.LayersModel {
  const { name = 'vgg', imageSize = 224, classes = 1000, filters, hidden = 4096 } = options;
  checkVgg(options);
  const { conv, dense } = parts(weightsOf(options.weights, options.seed));

  const input = image(imageSize);
  let x = input;
  for (const [i, stage] of filters.entries()) {
    const path = `stage${i + 1}`;
    for (const [j, count] of stage.entries()) {
      x = conv(x, `${path}.conv${j + 1}`, { filters: count, kernel: 3, bias: true, activation: 'relu' });
    }
    x = maxPool(x, `${path}.pool`, 2, 'valid');
  }
  x = apply(tf.layers.flatten({ name: 'head.flatten' }), x);
  x = dense(x, 'head.fc1', { units: hidden, activation: 'relu' });
  x = dense(x, 'head.fc2', { units: hidden, activation: 'relu' });
  x = dense(x, 'head.dense', { units: classes });
  return tf.model({ name, inputs: input, outputs: x });
}
