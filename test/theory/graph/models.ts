/**
 * @file Real converted models, with what is known of their multiply-adds from elsewhere: products of their published
 * dimensions, or the rounded figure in the table beside them.
 */
import type { Shape } from '../../../src/core/shape.ts';

export interface RealModel {
  readonly name: string;
  /** By placeholder, batch first. */
  readonly inputs: Readonly<Record<string, Shape>>;
  readonly inputType: 'float32' | 'int32';
  readonly multiplyAdds: number | null;
  /** Millions, as the table beside the models rounds them. */
  readonly millions: string;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Projections of queries, keys, values and outputs, scores and their application, two dense layers. */
const transformer = (tokens: number, width: number, mlp: number): number =>
  4 * tokens * width * width + 2 * tokens * tokens * width + 2 * tokens * width * mlp;

/** Dosovitskiy et al., arXiv:2010.11929, with the width of Touvron et al., arXiv:2012.12877: Ti/16 at 224. */
function visionTransformer(): number {
  const [patches, width, depth, classes] = [14 * 14, 192, 12, 1000];
  return 16 * 16 * 3 * width * patches + depth * transformer(patches + 1, width, 4 * width) + width * classes;
}

/** Turc et al., arXiv:1908.08962: two layers of width 128, without pooler. */
const bertTiny = (): number => 2 * transformer(128, 128, 4 * 128);

/** Tan and Le, arXiv:1905.11946, table 1: B0. Each squeeze keeps a quarter of the block's input channels. */
function efficientNet(): number {
  const stages = [
    { expand: 1, k: 3, out: 16, repeats: 1, stride: 1 },
    { expand: 6, k: 3, out: 24, repeats: 2, stride: 2 },
    { expand: 6, k: 5, out: 40, repeats: 2, stride: 2 },
    { expand: 6, k: 3, out: 80, repeats: 3, stride: 2 },
    { expand: 6, k: 5, out: 112, repeats: 3, stride: 1 },
    { expand: 6, k: 5, out: 192, repeats: 4, stride: 2 },
    { expand: 6, k: 3, out: 320, repeats: 1, stride: 1 },
  ];
  let [size, channels] = [112, 32];
  let total = 3 * 3 * 3 * channels * size * size;
  for (const { expand, k, out, repeats, stride } of stages)
    for (let block = 0; block < repeats; block++) {
      const wide = expand * channels;
      const small = block === 0 ? size / stride : size;
      total += sum([
        expand > 1 ? channels * wide * size * size : 0,
        k * k * wide * small * small,
        2 * wide * (channels / 4),
        wide * out * small * small,
      ]);
      [size, channels] = [small, out];
    }
  return total + channels * 1280 * size * size + 1280 * 1000;
}

/**
 * Mehta and Rastegari, arXiv:2110.02178, XXS at 256: blocks of MobileNetV2 that double their channels, and from 32
 * down three blocks that attend to every fourth position.
 */
function mobileViT(): number {
  const inverted = (cIn: number, cOut: number, size: number, stride: number): number => {
    const [wide, small] = [2 * cIn, size / stride];
    return cIn * wide * size * size + 3 * 3 * wide * small * small + wide * cOut * small * small;
  };
  const attending = (channels: number, width: number, mlp: number, depth: number, size: number): number => {
    const positions = size * size;
    return sum([
      (3 * 3 * channels * channels + 2 * channels * width + 3 * 3 * 2 * channels * channels) * positions,
      depth * 4 * transformer(positions / 4, width, mlp),
    ]);
  };
  return sum([
    3 * 3 * 3 * 16 * 128 * 128,
    inverted(16, 16, 128, 1),
    inverted(16, 24, 128, 2) + 2 * inverted(24, 24, 64, 1),
    inverted(24, 48, 64, 2) + attending(48, 64, 128, 2, 32),
    inverted(48, 64, 32, 2) + attending(64, 80, 160, 4, 16),
    inverted(64, 80, 16, 2) + attending(80, 96, 192, 3, 8),
    80 * 320 * 8 * 8 + 320 * 1000,
  ]);
}

const float = (
  name: string,
  inputs: Readonly<Record<string, Shape>>,
  multiplyAdds: number | null,
  millions: string,
): RealModel => ({ name, inputs, inputType: 'float32', multiplyAdds, millions });

export const REAL_MODELS: readonly RealModel[] = [
  float('blazeface-front', { input: [1, 128, 128, 3] }, null, '30.76'),
  float('facemesh', { input_1: [1, 192, 192, 3] }, null, '35.58'),
  float('blazepose-lite', { input_1: [1, 256, 256, 3] }, null, '197.8'),
  float('emotion', { input_1: [1, 64, 64, 1] }, null, '65.8'),
  float('hf-vit-ti16', { pixel_values: [1, 3, 224, 224] }, visionTransformer(), '1253.683'),
  float('mobilevit-xxs', { input: [1, 256, 256, 3] }, mobileViT(), '407.364'),
  {
    name: 'hf-bert-tiny',
    inputs: { input_ids: [1, 128], attention_mask: [1, 128], token_type_ids: [1, 128] },
    inputType: 'int32',
    multiplyAdds: bertTiny(),
    millions: '58.720',
  },
  float('efficientnet-b0', { input: [1, 224, 224, 3] }, efficientNet(), '385.815'),
];

/** Its postprocessing depends on data; a loop of TensorFlow 1 resizes its images to 320 × 320. */
export const HANDTRACK: RealModel = {
  ...float('handtrack', { input_tensor: [1, 320, 320, 3] }, null, '849.0'),
  inputType: 'int32',
};
