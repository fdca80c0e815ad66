/** @file MobileNetV2 (Sandler et al. 2018, table 2): inverted residuals with linear bottlenecks. */
import * as tf from '@tensorflow/tfjs';
import { checkMobileNet, type MobileNetOptions } from './mobilenet-v1.ts';
import { add, batchNorm, channels, globalPool, image, parts, relu6, type Symbolic } from './parts.ts';
import { weightsOf } from './weights.ts';

const STEM = 32;
const TOP = 1280;
/** The paper's t, c, n, s: expansion, output channels, repeats, stride of the first. */
const STAGES: readonly (readonly [t: number, c: number, n: number, s: number])[] = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
];
/** Epsilon of the batch norms, as in torchvision. */
const EPSILON = 1e-5;

const norm = (x: Symbolic, name: string): Symbolic => batchNorm(x, name, EPSILON);

/** The nearest multiple of 8, one more where that would lose over a tenth (torchvision's `_make_divisible`). */
export function multipleOf8(filters: number): number {
  const nearest = Math.max(8, Math.floor((filters + 4) / 8) * 8);
  return nearest < 0.9 * filters ? nearest + 8 : nearest;
}

/**
 * Logits [B, classes] of images [B, imageSize, imageSize, 3]. The last convolution widens only for α > 1.
 * @throws TfjsFlopsError `invalid-option`
 */
export function mobilenetV2(options: MobileNetOptions = {}): tf.LayersModel {
  const { name = 'mobilenet-v2', imageSize = 224, classes = 1000, alpha = 1 } = options;
  checkMobileNet(options);
  const { conv, depthwise, dense } = parts(weightsOf(options.weights, options.seed));

  const invertedResidual = (x: Symbolic, path: string, t: number, c: number, stride: number): Symbolic => {
    let y = x;
    if (t > 1) {
      y = conv(y, `${path}.expand`, { filters: t * channels(x) });
      y = relu6(norm(y, `${path}.expand_norm`), `${path}.expand_relu6`);
    }
    y = depthwise(y, `${path}.depthwise`, { kernel: 3, stride });
    y = relu6(norm(y, `${path}.depthwise_norm`), `${path}.depthwise_relu6`);
    y = norm(conv(y, `${path}.project`, { filters: c }), `${path}.project_norm`);
    return stride === 1 && channels(x) === c ? add(`${path}.add`, x, y) : y;
  };

  const input = image(imageSize);
  let x = conv(input, 'stem.conv', { filters: multipleOf8(STEM * alpha), kernel: 3, stride: 2 });
  x = relu6(norm(x, 'stem.norm'), 'stem.relu6');
  for (const [i, [t, c, n, s]] of STAGES.entries()) {
    for (let j = 0; j < n; j++) {
      x = invertedResidual(x, `stage${i + 1}.block${j + 1}`, t, multipleOf8(c * alpha), j === 0 ? s : 1);
    }
  }
  x = conv(x, 'top.conv', { filters: multipleOf8(TOP * Math.max(1, alpha)) });
  x = relu6(norm(x, 'top.norm'), 'top.relu6');
  x = dense(globalPool(x, 'head.pool'), 'head.dense', { units: classes });
  return tf.model({ name, inputs: input, outputs: x });
}
