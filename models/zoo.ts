/** @file The zoo: published networks by name, and the dimensions in which each can be another. */
import type * as tf from '@tensorflow/tfjs';
import { known } from '../src/core/environment.ts';
import type { DimensionName, Dimensions } from './dimensions.ts';
import { checkMobileNet, mobilenetV1, type MobileNetOptions } from './mobilenet-v1.ts';
import { mobilenetV2 } from './mobilenet-v2.ts';
import type { NETWORK_NAMES } from './names.ts';
import type { NetworkOptions } from './options.ts';
import { checkResNet, resnet, type ResNetOptions } from './resnet.ts';
import { checkVgg, minVggImageSize, vgg, vggFilters, type VggOptions } from './vgg.ts';
import { vit, vitDimensions, type VitOptions } from './vit.ts';

/** Options of a network by name. */
export type SizedOptions = NetworkOptions & Dimensions;

/** A network of the zoo: its name, its title, and what can be chosen. */
export interface ZooEntry {
  readonly name: (typeof NETWORK_NAMES)[number];
  readonly title: string;
  readonly defaults: { readonly imageSize: number; readonly classes: number };
  /** Image sizes are multiples of it, pixels, unless another is given. */
  readonly patchSize?: number;
  /** The least image size that runs, pixels; 1 unless given. */
  readonly minImageSize?: number;
  /** What it can be built with, in the order in which they are listed; the first needs no name in a spec. */
  readonly dimensions: readonly DimensionName[];
  /** @throws TfjsFlopsError `invalid-option` for what cannot be built */
  readonly check: (options?: SizedOptions) => void;
  /** The model on the current backend. @throws TfjsFlopsError `invalid-option` */
  readonly build: (options?: SizedOptions) => tf.LayersModel;
}

const defaults = { imageSize: 224, classes: 1000 } as const;

type Family = Pick<ZooEntry, 'dimensions' | 'check' | 'build'>;

function vits(own: VitOptions): Family & { readonly patchSize: number } {
  const optionsOf = (options: SizedOptions = {}): VitOptions => ({ ...own, ...known(options) });
  return {
    patchSize: own.patch ?? 16,
    dimensions: ['patch', 'depth', 'width', 'heads', 'headWidth', 'mlp'],
    check: (options) => void vitDimensions(optionsOf(options)),
    build: (options) => vit(optionsOf(options)),
  };
}

function resnets(own: ResNetOptions): Family {
  const optionsOf = (options: SizedOptions = {}): ResNetOptions => ({ ...own, ...known(options) });
  return {
    dimensions: ['blocks', 'width'],
    check: (options) => checkResNet(optionsOf(options)),
    build: (options) => resnet(optionsOf(options)),
  };
}

function vggs(name: string, convs: readonly number[], filters: readonly number[]): Family {
  const optionsOf = (options: SizedOptions = {}): VggOptions => {
    const { convs: count = convs, filters: widths = filters, ...rest } = known(options);
    return { name, ...rest, filters: vggFilters(count, widths) };
  };
  return {
    dimensions: ['convs', 'filters', 'hidden'],
    check: (options) => checkVgg(optionsOf(options)),
    build: (options) => vgg(optionsOf(options)),
  };
}

function mobilenets(name: string, build: (options: MobileNetOptions) => tf.LayersModel): Family {
  const optionsOf = (options: SizedOptions = {}): MobileNetOptions => {
    const { width, ...rest } = known(options);
    return { name, ...rest, ...(width !== undefined && { alpha: width }) };
  };
  return {
    dimensions: ['width'],
    check: (options) => checkMobileNet(optionsOf(options), 'width'),
    build: (options) => build(optionsOf(options)),
  };
}

const VIT_B16 = { patch: 16, depth: 12, width: 768, heads: 12 };
const DEIT_TI16 = { patch: 16, depth: 12, width: 192, heads: 3 };
const RESNET50 = { blocks: [3, 4, 6, 3], bottleneck: true };
const VGG16 = { convs: [2, 2, 3, 3, 3], filters: [64, 128, 256, 512, 512] };

/** The networks that `zooWorkload` takes by name. */
export const ZOO: readonly ZooEntry[] = [
  {
    name: 'resnet18',
    title: 'ResNet-18',
    defaults,
    ...resnets({ name: 'resnet18', blocks: [2, 2, 2, 2] }),
  },
  { name: 'resnet50', title: 'ResNet-50 v1.5', defaults, ...resnets({ name: 'resnet50', ...RESNET50 }) },
  {
    name: 'resnet50-v1',
    title: 'ResNet-50 v1 (paper, Keras)',
    defaults,
    ...resnets({
      name: 'resnet50-v1',
      ...RESNET50,
      strideIn: 'conv1',
      convBias: true,
      epsilon: 1.001e-5,
    }),
  },
  {
    name: 'vgg16',
    title: 'VGG16',
    defaults,
    minImageSize: minVggImageSize(VGG16.convs.length),
    ...vggs('vgg16', VGG16.convs, VGG16.filters),
  },
  {
    name: 'mobilenet-v1',
    title: 'MobileNetV1 1.0',
    defaults,
    ...mobilenets('mobilenet-v1', mobilenetV1),
  },
  {
    name: 'mobilenet-v2',
    title: 'MobileNetV2 1.0',
    defaults,
    ...mobilenets('mobilenet-v2', mobilenetV2),
  },
  { name: 'vit-b16', title: 'ViT-B/16', defaults, ...vits({ name: 'vit-b16', ...VIT_B16 }) },
  { name: 'deit-ti16', title: 'DeiT-Ti/16', defaults, ...vits({ name: 'deit-ti16', ...DEIT_TI16 }) },
  {
    name: 'deit-ti16-distilled',
    title: 'DeiT-Ti/16 distilled',
    defaults,
    ...vits({ name: 'deit-ti16-distilled', ...DEIT_TI16, distilled: true }),
  },
];

/** A network of whatever dimensions: those that are not given are ViT-B/16's. */
const VIT: ZooEntry = { name: 'vit', title: 'ViT', defaults, ...vits({ name: 'vit', ...VIT_B16 }) };

/** All that a name can name: the published networks, and those that are of no publication. */
export const NETWORKS: readonly ZooEntry[] = [...ZOO, VIT];
