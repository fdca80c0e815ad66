/** @file Models with the layer names of well-known networks, small enough to run in a moment. */
import * as tf from '@tensorflow/tfjs';

type Tensor = tf.SymbolicTensor;

const conv = (
  name: string,
  x: Tensor,
  filters: number,
  kernelSize: number,
  strides = 1,
  padding: 'same' | 'valid' = 'same',
): Tensor =>
  tf.layers.conv2d({ name, filters, kernelSize, strides, padding, useBias: false }).apply(x) as Tensor;
const depthwise = (name: string, x: Tensor, strides: number, padding: 'same' | 'valid' = 'same'): Tensor =>
  tf.layers.depthwiseConv2d({ name, kernelSize: 3, strides, padding, useBias: false }).apply(x) as Tensor;
const norm = (name: string, x: Tensor): Tensor => tf.layers.batchNormalization({ name }).apply(x) as Tensor;
const relu = (name: string, x: Tensor): Tensor => tf.layers.reLU({ name, maxValue: 6 }).apply(x) as Tensor;
const add = (name: string, a: Tensor, b: Tensor): Tensor => tf.layers.add({ name }).apply([a, b]) as Tensor;
const channels = (x: Tensor): number => x.shape.at(-1)!;

/** Channels, repeats, first stride: table 2 of arXiv:1801.04381, in eighths. */
const STAGES = [
  [3, 2, 2],
  [4, 3, 2],
  [8, 4, 2],
  [12, 3, 1],
  [20, 3, 2],
  [40, 1, 1],
] as const;

function invertedResidual(i: number, input: Tensor, out: number, stride: number): Tensor {
  const name = `block_${i}`;
  const wide = 6 * channels(input);
  let x = relu(`${name}_expand_relu`, norm(`${name}_expand_BN`, conv(`${name}_expand`, input, wide, 1)));
  if (stride === 2)
    x = tf.layers.zeroPadding2d({ name: `${name}_pad`, padding: [[0, 1], [0, 1]] }).apply(x) as Tensor; // prettier-ignore
  x = depthwise(`${name}_depthwise`, x, stride, stride === 2 ? 'valid' : 'same');
  x = relu(`${name}_depthwise_relu`, norm(`${name}_depthwise_BN`, x));
  x = norm(`${name}_project_BN`, conv(`${name}_project`, x, out, 1));
  return stride === 1 && channels(input) === out ? add(`${name}_add`, input, x) : x;
}

/** Keras's MobileNetV2 without its head. */
function mobileNetBody(size: number): { readonly input: Tensor; readonly x: Tensor } {
  const input = tf.input({ name: 'input_1', shape: [size, size, 3] });
  let x = relu('Conv1_relu', norm('bn_Conv1', conv('Conv1', input, 4, 3, 2)));
  x = relu(
    'expanded_conv_depthwise_relu',
    norm('expanded_conv_depthwise_BN', depthwise('expanded_conv_depthwise', x, 1)),
  );
  x = norm('expanded_conv_project_BN', conv('expanded_conv_project', x, 2, 1));
  let i = 1;
  for (const [out, repeats, stride] of STAGES)
    for (let n = 0; n < repeats; n++) x = invertedResidual(i++, x, out, n === 0 ? stride : 1);
  return { input, x: relu('out_relu', norm('Conv_1_bn', conv('Conv_1', x, 160, 1))) };
}

export function mobileNetV2(size = 32, classes = 10): tf.LayersModel {
  const { input, x } = mobileNetBody(size);
  const pooled = tf.layers.globalAveragePooling2d({ name: 'global_average_pooling2d' }).apply(x);
  const outputs = tf.layers.dense({ name: 'predictions', units: classes }).apply(pooled) as Tensor;
  return tf.model({ name: 'mobilenetv2_0.13_32', inputs: input, outputs });
}

/** What Teachable Machine saves: a Sequential that holds the features in one of its own, and a classifier. */
export function teachableMachine(size = 32, classes = 3): tf.Sequential {
  const { input, x } = mobileNetBody(size);
  const features = tf.sequential({
    name: 'sequential_1',
    layers: [
      tf.model({ name: 'model1', inputs: input, outputs: x }),
      tf.layers.globalAveragePooling2d({
        name: 'global_average_pooling2d_GlobalAveragePooling2D1',
      }),
    ],
  });
  const classifier = tf.sequential({
    name: 'sequential_3',
    layers: [
      tf.layers.dense({ name: 'dense_Dense1', units: 20, activation: 'relu', inputShape: [160] }),
      tf.layers.dense({ name: 'dense_Dense2', units: classes, useBias: false, activation: 'softmax' }),
    ],
  });
  return tf.sequential({ name: 'sequential_4', layers: [features, classifier] });
}

/** Expansion, kernel, channels, repeats, stride: table 1 of arXiv:1905.11946, in eighths. */
const EFFICIENT = [
  [1, 3, 2, 1, 1],
  [6, 3, 3, 2, 2],
  [6, 5, 5, 2, 2],
  [6, 3, 10, 3, 2],
  [6, 5, 14, 3, 1],
  [6, 5, 24, 4, 2],
  [6, 3, 40, 1, 1],
] as const;

const swish = (name: string, x: Tensor): Tensor =>
  tf.layers.activation({ name, activation: 'swish' }).apply(x) as Tensor;

export function efficientNetB0(size = 32, classes = 10): tf.LayersModel {
  const input = tf.input({ name: 'input_1', shape: [size, size, 3] });
  let x = swish('stem_activation', norm('stem_bn', conv('stem_conv', input, 4, 3, 2)));
  for (const [stage, [expand, kernelSize, out, repeats, stride]] of EFFICIENT.entries())
    for (let n = 0; n < repeats; n++) {
      const name = `block${stage + 1}${'abcd'[n]}_`;
      const before = x;
      const wide = expand * channels(x);
      if (expand > 1)
        x = swish(
          `${name}expand_activation`,
          norm(`${name}expand_bn`, conv(`${name}expand_conv`, x, wide, 1)),
        );
      const strides = n === 0 ? stride : 1;
      x = tf.layers
        .depthwiseConv2d({ name: `${name}dwconv`, kernelSize, strides, padding: 'same', useBias: false })
        .apply(x) as Tensor;
      x = swish(`${name}activation`, norm(`${name}bn`, x));
      let gate = tf.layers.globalAveragePooling2d({ name: `${name}se_squeeze` }).apply(x) as Tensor;
      gate = tf.layers
        .reshape({ name: `${name}se_reshape`, targetShape: [1, 1, wide] })
        .apply(gate) as Tensor;
      gate = conv(`${name}se_expand`, conv(`${name}se_reduce`, gate, 1, 1), wide, 1);
      x = tf.layers.multiply({ name: `${name}se_excite` }).apply([x, gate]) as Tensor;
      x = norm(`${name}project_bn`, conv(`${name}project_conv`, x, out, 1));
      if (n > 0) {
        x = tf.layers.dropout({ name: `${name}drop`, rate: 0.2 }).apply(x) as Tensor;
        x = add(`${name}add`, x, before);
      }
    }
  x = swish('top_activation', norm('top_bn', conv('top_conv', x, 160, 1)));
  x = tf.layers.globalAveragePooling2d({ name: 'avg_pool' }).apply(x) as Tensor;
  const outputs = tf.layers.dense({ name: 'predictions', units: classes }).apply(x) as Tensor;
  return tf.model({ name: 'efficientnetb0', inputs: input, outputs });
}

/** Names that Keras makes up, counted by class. */
function counter(): (stem: string) => string {
  const used = new Map<string, number>();
  return (stem) => {
    const n = used.get(stem) ?? 0;
    used.set(stem, n + 1);
    return n === 0 ? stem : `${stem}_${n}`;
  };
}

/** The convolutions of Darknet with the names that Keras gives them. */
function darknet(): {
  readonly name: (stem: string) => string;
  readonly unit: (x: Tensor, filters: number, kernelSize: number, strides?: number) => Tensor;
} {
  const name = counter();
  return {
    name,
    unit: (x, filters, kernelSize, strides = 1) =>
      tf.layers
        .leakyReLU({ name: name('leaky_re_lu'), alpha: 0.1 })
        .apply(
          norm(name('batch_normalization'), conv(name('conv2d'), x, filters, kernelSize, strides)),
        ) as Tensor,
  };
}

/** YOLOv3-tiny, thirteen convolutions and two outputs, an eighth as wide. */
export function yoloTiny(size = 64): tf.LayersModel {
  const { name, unit } = darknet();
  const input = tf.input({ name: 'input_1', shape: [size, size, 3] });
  const pool = (x: Tensor, strides = 2): Tensor =>
    tf.layers
      .maxPooling2d({ name: name('max_pooling2d'), poolSize: 2, strides, padding: 'same' })
      .apply(x) as Tensor;
  let x: Tensor = input;
  for (const filters of [2, 4, 8, 16]) x = pool(unit(x, filters, 3));
  const early = unit(x, 32, 3);
  const late = unit(unit(pool(unit(pool(early), 64, 3), 1), 128, 3), 32, 1);
  const first = conv(name('conv2d'), unit(late, 64, 3), 255, 1);
  const wide = tf.layers.upSampling2d({ name: name('up_sampling2d') }).apply(unit(late, 16, 1)) as Tensor;
  const both = tf.layers.concatenate({ name: name('concatenate') }).apply([wide, early]) as Tensor;
  const second = conv(name('conv2d'), unit(both, 32, 3), 255, 1);
  return tf.model({ name: 'yolov3-tiny', inputs: input, outputs: [first, second] });
}

/** The backbone of YOLOv3, Darknet-53: residual blocks of two convolutions, 1, 2, 8, 8 and 4 in a row. */
export function darknet53(size = 32): tf.LayersModel {
  const { name, unit } = darknet();
  const input = tf.input({ name: 'input_1', shape: [size, size, 3] });
  let x = unit(input, 2, 3);
  for (const [filters, repeats] of [
    [4, 1],
    [8, 2],
    [16, 8],
    [32, 8],
    [64, 4],
  ] as const) {
    // prettier-ignore
    x = unit(x, filters, 3, 2);
    for (let i = 0; i < repeats; i++) x = add(name('add'), x, unit(unit(x, filters / 2, 1), filters, 3));
  }
  return tf.model({ name: 'darknet53', inputs: input, outputs: x });
}
