/**
 * @file VGG without batch norm (Simonyan and Zisserman 2014, table 1; VGG16 is its configuration D). The dense
 * layers follow the flattened last map, so that parameters grow with the image.
 */
import * as tf from '@tensorflow/tfjs';
import { checkImageSize, checkPositive, type NetworkOptions } from './options.ts';
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

/**
 * Logits [B, classes] of images [B, imageSize, imageSize, 3].
 * @throws TfjsFlopsError `invalid-option`
 */
export function vgg(options: VggOptions): tf.LayersModel {
  const { name = 'vgg', imageSize = 224, classes = 1000, filters, hidden = 4096 } = options;
  checkImageSize(name, imageSize, minVggImageSize(filters.length));
  checkPositive('classes', classes);
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
