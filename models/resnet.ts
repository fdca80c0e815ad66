/**
 * @file Residual networks (He et al. 2015, "Deep Residual Learning for Image Recognition", table 1), with basic
 * or bottleneck blocks. Dimensions as in torchvision's `resnet.py`; 'same' padding gives the same output sizes.
 */
import * as tf from '@tensorflow/tfjs';
import {
  checkDimension,
  checkImageSize,
  checkPositive,
  checkStages,
  type NetworkOptions,
} from './options.ts';
import { add, batchNorm, channels, globalPool, image, maxPool, parts, relu, type Symbolic } from './parts.ts';
import { weightsOf } from './weights.ts';

/** Options of `resnet`. */
export interface ResNetOptions extends NetworkOptions {
  /** Blocks per stage; the width doubles from stage to stage. */
  readonly blocks: readonly number[];
  /** 1×1, 3×3, 1×1 to four times the width, instead of two 3×3. */
  readonly bottleneck?: boolean;
  /** Which convolution of a bottleneck has the stage's stride: `conv1` in v1, the paper's; `conv2` in v1.5. */
  readonly strideIn?: 'conv1' | 'conv2';
  /** Biases in every convolution, as Keras has them. */
  readonly convBias?: boolean;
  readonly epsilon?: number;
  /** Channels of the stem and width of the first stage. */
  readonly width?: number;
}

/** @throws TfjsFlopsError `invalid-option` */
export function checkResNet(options: ResNetOptions): void {
  const { name = 'resnet', imageSize = 224, classes = 1000, blocks, width = 64 } = options;
  checkImageSize(name, imageSize, 1);
  checkPositive('classes', classes);
  checkStages('blocks', blocks);
  checkDimension('width', width);
}

/**
 * Logits [B, classes] of images [B, imageSize, imageSize, 3].
 * @throws TfjsFlopsError `invalid-option`
 */
export function resnet(options: ResNetOptions): tf.LayersModel {
  const {
    blocks,
    bottleneck = false,
    strideIn = 'conv2',
    convBias = false,
    epsilon = 1e-5,
    width = 64,
  } = options;
  const { name = 'resnet', imageSize = 224, classes = 1000 } = options;
  checkResNet(options);
  const { conv, dense } = parts(weightsOf(options.weights, options.seed));

  const convNorm = (
    x: Symbolic,
    path: string,
    i: number | '',
    filters: number,
    kernel: number,
    stride: number,
  ) =>
    batchNorm(
      conv(x, `${path}conv${i}`, { filters, kernel, stride, bias: convBias }),
      `${path}norm${i}`,
      epsilon,
    );

  const basic = (x: Symbolic, path: string, w: number, stride: number): Symbolic => {
    const y = relu(convNorm(x, path, 1, w, 3, stride), `${path}relu1`);
    return convNorm(y, path, 2, w, 3, 1);
  };

  const narrowed = (x: Symbolic, path: string, w: number, stride: number): Symbolic => {
    const [stride1, stride2] = strideIn === 'conv1' ? [stride, 1] : [1, stride];
    let y = relu(convNorm(x, path, 1, w, 1, stride1), `${path}relu1`);
    y = relu(convNorm(y, path, 2, w, 3, stride2), `${path}relu2`);
    return convNorm(y, path, 3, 4 * w, 1, 1);
  };

  const block = (x: Symbolic, path: string, w: number, stride: number): Symbolic => {
    const y = (bottleneck ? narrowed : basic)(x, path, w, stride);
    const changed = stride > 1 || channels(x) !== channels(y);
    const shortcut = changed ? convNorm(x, `${path}shortcut.`, '', channels(y), 1, stride) : x;
    return relu(add(`${path}add`, y, shortcut), `${path}relu`);
  };

  const input = image(imageSize);
  let x = relu(convNorm(input, 'stem.', '', width, 7, 2), 'stem.relu');
  x = maxPool(x, 'stem.pool', 3, 'same');
  for (const [stage, count] of blocks.entries()) {
    for (let i = 0; i < count; i++) {
      x = block(x, `stage${stage + 1}.block${i + 1}.`, width * 2 ** stage, stage > 0 && i === 0 ? 2 : 1);
    }
  }
  x = dense(globalPool(x, 'head.pool'), 'head.dense', { units: classes });
  return tf.model({ name, inputs: input, outputs: x });
}
