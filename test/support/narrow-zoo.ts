/**
 * @file The zoo's networks, layer for layer and name for name, in a few channels: for what is asserted of each layer and not
 * of its width. ViT-B/16 as published has 86 million weights.
 */
import type * as tf from '@tensorflow/tfjs';
import {
  mobilenetV1,
  mobilenetV2,
  networkWorkload,
  resnet,
  vgg,
  vit,
  type NetworkOptions,
  type ZooOptions,
} from '../../models/index.ts';
import type { Workload } from '../../src/core/workload.ts';

const RESNET50 = { blocks: [3, 4, 6, 3], bottleneck: true, width: 8 };
const VGG16 = [
  [8, 8],
  [16, 16],
  [32, 32, 32],
  [64, 64, 64],
  [64, 64, 64],
];
const [VIT_B16, DEIT_TI16] = [
  { depth: 12, width: 96, heads: 12 },
  { depth: 12, width: 48, heads: 3 },
];

/** By the zoo's names. */
export const NARROW: Readonly<Record<string, (options: NetworkOptions) => tf.LayersModel>> = {
  resnet18: (options) => resnet({ blocks: [2, 2, 2, 2], width: 8, ...options }),
  resnet50: (options) => resnet({ ...RESNET50, ...options }),
  'resnet50-v1': (options) => resnet({ ...RESNET50, strideIn: 'conv1', convBias: true, ...options }),
  vgg16: (options) => vgg({ filters: VGG16, hidden: 64, ...options }),
  'mobilenet-v1': (options) => mobilenetV1({ alpha: 0.25, ...options }),
  'mobilenet-v2': (options) => mobilenetV2({ alpha: 0.5, ...options }),
  'vit-b16': (options) => vit({ ...VIT_B16, ...options }),
  'deit-ti16': (options) => vit({ ...DEIT_TI16, ...options }),
  'deit-ti16-distilled': (options) => vit({ ...DEIT_TI16, distilled: true, ...options }),
};

/** As `zooWorkload`. */
export function narrowWorkload(name: string, options: ZooOptions & { readonly imageSize: number }): Workload {
  const { batch = 1, ...rest } = options;
  return networkWorkload({
    name,
    title: `narrow ${name}`,
    spec: { seed: 1 },
    inputShape: [batch, options.imageSize, options.imageSize, 3],
    build: () => NARROW[name]!({ name, ...rest }),
  });
}
