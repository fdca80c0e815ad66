/**
 * @file A CNN and a vision transformer with every kind of layer that the zoo's have, and no more of each: a GPU in software
 * compiles a program for each shape, which is what takes time there.
 */
import * as tf from '@tensorflow/tfjs';
import { vit } from '../../models/index.ts';
import { add, batchNorm, channels, globalPool, image, parts, relu6 } from '../../models/parts.ts';
import { weightsOf } from '../../models/weights.ts';

const [SIZE, CLASSES] = [32, 10];

/** One inverted residual between a stem and a head, as in MobileNetV2. */
export function invertedResidual(): tf.LayersModel {
  const { conv, depthwise, dense } = parts(weightsOf('seeded'));
  const norm = (x: tf.SymbolicTensor, name: string) => batchNorm(x, name, 1e-5);
  const input = image(SIZE);
  const stem = relu6(
    norm(conv(input, 'stem.conv', { filters: 8, kernel: 3, stride: 2 }), 'stem.norm'),
    'stem.relu6',
  );
  const wide = relu6(
    norm(conv(stem, 'block.expand', { filters: 6 * channels(stem) }), 'block.expand_norm'),
    'block.expand_relu6',
  );
  const filtered = relu6(
    norm(depthwise(wide, 'block.depthwise', { kernel: 3, stride: 1 }), 'block.depthwise_norm'),
    'block.depthwise_relu6',
  );
  const narrow = norm(conv(filtered, 'block.project', { filters: channels(stem) }), 'block.project_norm');
  const outputs = dense(globalPool(add('block.add', stem, narrow), 'head.pool'), 'head.dense', {
    units: CLASSES,
  });
  return tf.model({ name: 'inverted-residual', inputs: input, outputs });
}

/** Two blocks of a quarter of DeiT-Ti's width, with its three heads. */
export const transformer = (): tf.LayersModel =>
  vit({
    name: 'transformer',
    imageSize: SIZE,
    classes: CLASSES,
    depth: 2,
    width: 48,
    heads: 3,
    weights: 'seeded',
  });
