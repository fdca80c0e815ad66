/**
 * @file Whole convolutional networks as sums over their published stage tables, as a second check of the walk
 * over their layers, with which they share nothing. Convolutions are padded to 'same', so that stride s maps
 * n to ⌈n/s⌉.
 */

/** What a network of a given image costs: multiply-adds for one image, and its parameters. */
export interface WholeModel {
  readonly multiplyAdds: number;
  /** Trainable parameters. */
  readonly trainable: number;
  /** Moving means and variances of batch norms. */
  readonly statistics: number;
}

export interface ImageAndClasses {
  /** Height and width of the RGB image, pixels. */
  readonly imageSize: number;
  readonly classes: number;
}

/** A part of a network: an addend of the whole. */
const sum = (parts: readonly WholeModel[]): WholeModel => ({
  multiplyAdds: parts.reduce((total, part) => total + part.multiplyAdds, 0),
  trainable: parts.reduce((total, part) => total + part.trainable, 0),
  statistics: parts.reduce((total, part) => total + part.statistics, 0),
});

type Extra = 'bias' | 'norm' | 'bias and norm';
const BIASES = { bias: 1, norm: 0, 'bias and norm': 1 };
const NORMS = { bias: 0, norm: 1, 'bias and norm': 1 };

/**
 * K²·Cin·Cout·n² and K²·Cin·Cout, with a bias, a batch norm (γ, β, mean, variance) or both, each of width
 * Cout.
 */
const conv = (k: number, cIn: number, cOut: number, n: number, extra: Extra): WholeModel => ({
  multiplyAdds: k * k * cIn * cOut * n * n,
  trainable: k * k * cIn * cOut + (BIASES[extra] + 2 * NORMS[extra]) * cOut,
  statistics: 2 * NORMS[extra] * cOut,
});
/** A convolution of one channel for each channel. */
const depthwise = (k: number, channels: number, n: number): WholeModel => conv(k, 1, channels, n, 'norm');
const dense = (inputs: number, outputs: number): WholeModel => conv(1, inputs, outputs, 1, 'bias');

const half = (n: number): number => Math.ceil(n / 2);

/** VGG16: K. Simonyan, A. Zisserman, arXiv:1409.1556, table 1, column D. Poolings drop an odd last row. */
export function vgg16({ imageSize, classes }: ImageAndClasses): WholeModel {
  const stages = [
    { convolutions: 2, width: 64 },
    { convolutions: 2, width: 128 },
    { convolutions: 3, width: 256 },
    { convolutions: 3, width: 512 },
    { convolutions: 3, width: 512 },
  ];
  const parts: WholeModel[] = [];
  let [n, cIn] = [imageSize, 3];
  for (const { convolutions, width } of stages) {
    for (let i = 0; i < convolutions; i++) {
      parts.push(conv(3, cIn, width, n, 'bias'));
      cIn = width;
    }
    n = Math.floor(n / 2);
  }
  return sum([...parts, dense(n * n * cIn, 4096), dense(4096, 4096), dense(4096, classes)]);
}

/**
 * ResNet: K. He et al., arXiv:1512.03385, table 1. A shortcut is projected where its stride or width changes.
 */
function resnet(
  { imageSize, classes }: ImageAndClasses,
  {
    blocks,
    expansion,
    block,
    extra,
  }: Readonly<{
    blocks: readonly number[];
    expansion: number;
    block: (cIn: number, width: number, nIn: number, n: number) => readonly WholeModel[];
    extra: Extra;
  }>,
): WholeModel {
  const stem = half(imageSize);
  const parts = [conv(7, 3, 64, stem, extra)];
  let [n, cIn] = [half(stem), 64];
  for (const [stage, count] of blocks.entries()) {
    const width = 64 * 2 ** stage;
    for (let i = 0; i < count; i++) {
      const isFirst = i === 0;
      const nOut = isFirst && stage > 0 ? half(n) : n;
      parts.push(...block(cIn, width, n, nOut));
      if (isFirst && (stage > 0 || cIn !== width * expansion)) {
        parts.push(conv(1, cIn, width * expansion, nOut, extra));
      }
      [n, cIn] = [nOut, width * expansion];
    }
  }
  return sum([...parts, dense(cIn, classes)]);
}

/** Two 3×3, the first with the stage's stride. */
export const resnet18 = (image: ImageAndClasses): WholeModel =>
  resnet(image, {
    blocks: [2, 2, 2, 2],
    expansion: 1,
    block: (cIn, width, _, n) => [conv(3, cIn, width, n, 'norm'), conv(3, width, width, n, 'norm')],
    extra: 'norm',
  });

/**
 * v1.5, as torchvision builds it: the stage's stride is in the 3×3, so that the first 1×1 sees the larger
 * map.
 */
export const resnet50 = (image: ImageAndClasses): WholeModel =>
  resnet(image, {
    blocks: [3, 4, 6, 3],
    expansion: 4,
    block: (cIn, width, nIn, n) => [
      conv(1, cIn, width, nIn, 'norm'),
      conv(3, width, width, n, 'norm'),
      conv(1, width, 4 * width, n, 'norm'),
    ],
    extra: 'norm',
  });

/**
 * v1, the paper's: the stage's stride is in the first 1×1; with biases in every convolution, as Keras has
 * them.
 */
export const resnet50V1 = (image: ImageAndClasses): WholeModel =>
  resnet(image, {
    blocks: [3, 4, 6, 3],
    expansion: 4,
    block: (cIn, width, _, n) => [
      conv(1, cIn, width, n, 'bias and norm'),
      conv(3, width, width, n, 'bias and norm'),
      conv(1, width, 4 * width, n, 'bias and norm'),
    ],
    extra: 'bias and norm',
  });

/** MobileNetV1 1.0: A. Howard et al., arXiv:1704.04861, table 1; pointwise width and depthwise stride. */
export function mobilenetV1({ imageSize, classes }: ImageAndClasses): WholeModel {
  const table = [
    [64, 1],
    [128, 2],
    [128, 1],
    [256, 2],
    [256, 1],
    [512, 2],
    ...Array.from({ length: 5 }, () => [512, 1] as const),
    [1024, 2],
    [1024, 1],
  ] as const;
  let [n, cIn] = [half(imageSize), 32];
  const parts = [conv(3, 3, cIn, n, 'norm')];
  for (const [width, stride] of table) {
    n = stride === 2 ? half(n) : n;
    parts.push(depthwise(3, cIn, n), conv(1, cIn, width, n, 'norm'));
    cIn = width;
  }
  return sum([...parts, dense(cIn, classes)]);
}

/**
 * MobileNetV2 1.0: M. Sandler et al., arXiv:1801.04381, table 2; expansion t, width c, repeats, first stride
 * s.
 */
export function mobilenetV2({ imageSize, classes }: ImageAndClasses): WholeModel {
  const table = [
    { t: 1, c: 16, repeats: 1, s: 1 },
    { t: 6, c: 24, repeats: 2, s: 2 },
    { t: 6, c: 32, repeats: 3, s: 2 },
    { t: 6, c: 64, repeats: 4, s: 2 },
    { t: 6, c: 96, repeats: 3, s: 1 },
    { t: 6, c: 160, repeats: 3, s: 2 },
    { t: 6, c: 320, repeats: 1, s: 1 },
  ];
  let [n, cIn] = [half(imageSize), 32];
  const parts = [conv(3, 3, cIn, n, 'norm')];
  for (const { t, c, repeats, s } of table) {
    for (let i = 0; i < repeats; i++) {
      const expanded = t * cIn;
      if (t > 1) parts.push(conv(1, cIn, expanded, n, 'norm'));
      n = i === 0 && s === 2 ? half(n) : n;
      parts.push(depthwise(3, expanded, n), conv(1, expanded, c, n, 'norm'));
      cIn = c;
    }
  }
  const last = 1280;
  return sum([...parts, conv(1, cIn, last, n, 'norm'), dense(last, classes)]);
}
