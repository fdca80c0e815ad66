/** @file The zoo: published networks by name. */
import type * as tf from '@tensorflow/tfjs';
import { mobilenetV1 } from './mobilenet-v1.ts';
import { mobilenetV2 } from './mobilenet-v2.ts';
import type { NetworkOptions } from './options.ts';
import { resnet } from './resnet.ts';
import { minVggImageSize, vgg } from './vgg.ts';
import { vit } from './vit.ts';

/** A network of the zoo: its name, its title, and what can be chosen. */
export interface ZooEntry {
  readonly name: string;
  readonly title: string;
  readonly defaults: { readonly imageSize: number; readonly classes: number };
  /** Image sizes are multiples of it, pixels. */
  readonly patchSize?: number;
  /** The least image size that runs, pixels; 1 unless given. */
  readonly minImageSize?: number;
  /** The model on the current backend. @throws TfjsFlopsError `invalid-option` */
  readonly build: (options?: NetworkOptions) => tf.LayersModel;
}

const defaults = { imageSize: 224, classes: 1000 } as const;

const VGG16 = [
  [64, 64],
  [128, 128],
  [256, 256, 256],
  [512, 512, 512],
  [512, 512, 512],
];
const RESNET50 = { blocks: [3, 4, 6, 3], bottleneck: true };
const VIT_B16 = { patch: 16, depth: 12, width: 768, heads: 12 };
const DEIT_TI16 = { patch: 16, depth: 12, width: 192, heads: 3 };

/** The networks that `zooWorkload` takes by name. */
export const ZOO: readonly ZooEntry[] = [
  {
    name: 'resnet18',
    title: 'ResNet-18',
    defaults,
    build: (options) => resnet({ name: 'resnet18', blocks: [2, 2, 2, 2], ...options }),
  },
  {
    name: 'resnet50',
    title: 'ResNet-50 v1.5',
    defaults,
    build: (options) => resnet({ name: 'resnet50', ...RESNET50, ...options }),
  },
  {
    name: 'resnet50-v1',
    title: 'ResNet-50 v1 (paper, Keras)',
    defaults,
    build: (options) =>
      resnet({
        name: 'resnet50-v1',
        ...RESNET50,
        strideIn: 'conv1',
        convBias: true,
        epsilon: 1.001e-5,
        ...options,
      }),
  },
  {
    name: 'vgg16',
    title: 'VGG16',
    defaults,
    minImageSize: minVggImageSize(VGG16.length),
    build: (options) => vgg({ name: 'vgg16', filters: VGG16, ...options }),
  },
  {
    name: 'mobilenet-v1',
    title: 'MobileNetV1 1.0',
    defaults,
    build: mobilenetV1,
  },
  {
    name: 'mobilenet-v2',
    title: 'MobileNetV2 1.0',
    defaults,
    build: mobilenetV2,
  },
  {
    name: 'vit-b16',
    title: 'ViT-B/16',
    defaults,
    patchSize: VIT_B16.patch,
    build: (options) => vit({ name: 'vit-b16', ...VIT_B16, ...options }),
  },
  {
    name: 'deit-ti16',
    title: 'DeiT-Ti/16',
    defaults,
    patchSize: DEIT_TI16.patch,
    build: (options) => vit({ name: 'deit-ti16', ...DEIT_TI16, ...options }),
  },
  {
    name: 'deit-ti16-distilled',
    title: 'DeiT-Ti/16 distilled',
    defaults,
    patchSize: DEIT_TI16.patch,
    build: (options) => vit({ name: 'deit-ti16-distilled', ...DEIT_TI16, distilled: true, ...options }),
  },
];
