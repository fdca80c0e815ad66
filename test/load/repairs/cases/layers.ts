/** @file Layers of Keras files that tfjs refuses or reads past, with the same models built by hand. */
import * as tf from '@tensorflow/tfjs';
import type { Json, Shape } from '../../../../src/core/shape.ts';
import { sequential } from '../chains.ts';
import { convolution, keras2 } from '../keras.ts';
import type { RepairCase } from '../trial.ts';

const CHANNELS = 3;
const IMAGE: Shape = [6, 6, CHANNELS];
const GLOROT = { class_name: 'GlorotUniform', config: { seed: null } };

type Fields = { readonly [key: string]: Json };

/** An input, the layer in question, and what follows. */
const chain = (...layers: readonly (readonly [string, string, Fields])[]) =>
  keras2.model(
    'net',
    [
      keras2.input('x', IMAGE),
      ...layers.map(([className, name, config], index) =>
        keras2.layer(className, name, config, layers[index - 1]?.[1] ?? 'x'),
      ),
    ],
    ['x'],
    [layers.at(-1)![1]],
  );

const rightChain =
  (...layers: readonly (() => tf.layers.Layer)[]) =>
  (): tf.LayersModel => {
    const x = tf.input({ shape: [...IMAGE], name: 'x' });
    const y = layers.reduce((input, layer) => layer().apply(input) as tf.SymbolicTensor, x);
    return tf.model({ inputs: x, outputs: y, name: 'net' });
  };

const rightSeparable = rightChain(() =>
  tf.layers.separableConv2d({ filters: 4, kernelSize: 3, padding: 'same', depthMultiplier: 2, name: 'sep' }),
);

const MEANS = [0.5, 1, -2];
const VARIANCES = [4, 0.25, 2];

const leakyReLU = (name: string, alpha: number) => () => tf.layers.leakyReLU({ alpha, name });

const imageCases: readonly Omit<RepairCase, 'inputs'>[] = [
  {
    name: 'Normalization with its values in the config',
    topology: chain([
      'Normalization',
      'norm',
      { axis: [3], invert: false, mean: MEANS, variance: VARIANCES },
    ]),
    tfjs: 'throws',
    right: rightChain(() =>
      // Its type says numbers alone; lists are stretched over the last axis.
      tf.layers.rescaling({
        scale: VARIANCES.map((variance) => 1 / Math.sqrt(variance)) as unknown as number,
        offset: MEANS.map((mean, index) => -mean / Math.sqrt(VARIANCES[index]!)) as unknown as number,
        name: 'norm',
      }),
    ),
    means: (x) => tf.div(tf.sub(x, MEANS), tf.sqrt(VARIANCES)),
    says: ['norm: Normalization with its values in the config replaced by Rescaling'],
  },
  {
    name: 'Normalization the other way round',
    topology: chain(['Normalization', 'norm', { axis: null, invert: true, mean: 0.5, variance: 4 }]),
    tfjs: 'throws',
    right: rightChain(() => tf.layers.rescaling({ scale: 2, offset: 0.5, name: 'norm' })),
    means: (x) => tf.add(tf.mul(x, 2), 0.5),
    says: ['norm: Normalization'],
  },
  {
    name: 'Normalization whose values are weights',
    topology: chain(['Normalization', 'norm', { axis: [-1], invert: false, mean: null, variance: null }]),
    tfjs: 'throws',
    right: rightChain(() =>
      tf.layers.batchNormalization({ center: false, scale: false, epsilon: 0, name: 'norm' }),
    ),
    says: ['norm: Normalization replaced by BatchNormalization without centre, scale and epsilon'],
  },
  {
    name: 'the initialiser that a separable convolution inherits',
    topology: chain([
      'SeparableConv2D',
      'sep',
      {
        ...convolution(4, 3, { kernel_initializer: GLOROT }),
        depth_multiplier: 2,
        depthwise_initializer: GLOROT,
      },
    ]),
    tfjs: 'throws',
    right: rightSeparable,
    says: ['sep: kernel_initializer dropped'],
  },
  {
    name: 'the depth multiplier that tfjs itself leaves out',
    topology: chain(['SeparableConv2D', 'sep', convolution(4, 3)]),
    weights: [{ name: 'sep/depthwise_kernel', shape: [3, 3, CHANNELS, 2] }],
    tfjs: 'throws',
    right: rightSeparable,
    says: ['sep: depth_multiplier 2, which tfjs-layers does not write, read off the weight'],
  },
  {
    name: 'a crop whose format is null, of which tfjs makes the channels first',
    topology: chain([
      'Cropping2D',
      'crop',
      {
        data_format: null,
        cropping: [
          [1, 0],
          [1, 2],
        ],
      },
    ]),
    tfjs: 'computes something else',
    right: rightChain(() =>
      tf.layers.cropping2D({
        name: 'crop',
        cropping: [
          [1, 0],
          [1, 2],
        ],
      }),
    ),
    says: ['crop: data_format null read as channels_last'],
  },
  {
    name: 'an upsampling by one number, of which tfjs reads two entries',
    topology: chain(['UpSampling2D', 'up', { size: 3 }]),
    tfjs: 'computes something else',
    right: rightChain(() => tf.layers.upSampling2d({ name: 'up', size: [3, 3] })),
    says: ['up: size of one number read as that of both axes'],
  },
  {
    name: 'keepdims of an average before a convolution',
    topology: chain(
      ['DepthwiseConv2D', 'dw', { kernel_size: [3, 3], depth_multiplier: 2 }],
      ['GlobalAveragePooling2D', 'gap', { data_format: 'channels_last', keepdims: true }],
      ['Conv2D', 'se', convolution(5, 1)],
    ),
    tfjs: 'throws',
    right: rightChain(
      () => tf.layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, name: 'dw' }),
      () => tf.layers.globalAveragePooling2d({ name: 'gap' }),
      () => tf.layers.reshape({ targetShape: [1, 1, 2 * CHANNELS], name: 'gap_keepdims' }),
      () => tf.layers.conv2d({ filters: 5, kernelSize: 1, name: 'se' }),
    ),
    says: ['gap: keepdims replaced by a Reshape after it'],
  },
  {
    name: 'keepdims of a maximum at the end',
    topology: chain(['GlobalMaxPooling2D', 'top', { data_format: 'channels_last', keepdims: true }]),
    tfjs: 'computes something else',
    right: rightChain(
      () => tf.layers.globalMaxPooling2d({ name: 'top' }),
      () => tf.layers.reshape({ targetShape: [1, 1, CHANNELS], name: 'top_keepdims' }),
    ),
    means: (x) => tf.max(x, [1, 2], true),
    says: ['top: keepdims'],
  },
  {
    name: 'keepdims over a sequence',
    topology: chain(
      ['Reshape', 'rows', { target_shape: [36, CHANNELS] }],
      ['GlobalAveragePooling1D', 'gap', { data_format: 'channels_last', keepdims: true }],
    ),
    tfjs: 'computes something else',
    right: rightChain(
      () => tf.layers.reshape({ targetShape: [36, CHANNELS], name: 'rows' }),
      () => tf.layers.globalAveragePooling1d({ name: 'gap' }),
      () => tf.layers.reshape({ targetShape: [1, CHANNELS], name: 'gap_keepdims' }),
    ),
    says: ['gap: keepdims'],
  },
  {
    name: 'the slope of a LeakyReLU under its new name',
    topology: chain(['LeakyReLU', 'leak', { negative_slope: 0.1 }]),
    tfjs: 'computes something else',
    right: rightChain(leakyReLU('leak', 0.1)),
    says: ['leak: negative_slope read as alpha'],
  },
  {
    name: 'a ReLU with a slope',
    topology: chain(['ReLU', 'leak', { max_value: null, negative_slope: 0.2, threshold: 0 }]),
    tfjs: 'computes something else',
    right: rightChain(leakyReLU('leak', 0.2)),
    says: ['leak: a ReLU with a negative slope replaced by LeakyReLU'],
  },
  {
    name: 'functions under names that tfjs lacks',
    topology: chain([
      'Conv2D',
      'conv',
      convolution(2, 3, {
        activation: 'silu',
        kernel_initializer: { class_name: 'LecunNormal', config: { seed: null } },
        bias_initializer: { class_name: 'Mystery', config: {} },
        kernel_regularizer: { class_name: 'L2', config: { l2: 0.01 } },
      }),
    ]),
    tfjs: 'throws',
    right: rightChain(() =>
      tf.layers.conv2d({ filters: 2, kernelSize: 3, padding: 'same', activation: 'swish', name: 'conv' }),
    ),
    says: [
      'conv: activation silu read as swish',
      'conv: initialiser LecunNormal replaced by LeCunNormal',
      'conv: initialiser Mystery replaced by Zeros',
      'conv: regulariser L2 read as L1L2',
    ],
  },
  {
    name: 'a function as an object',
    topology: chain(['Activation', 'act', { activation: { class_name: 'function', config: 'relu6' } }]),
    tfjs: 'throws',
    right: rightChain(() => tf.layers.activation({ activation: 'relu6', name: 'act' })),
    says: ['act: activation read as its name relu6'],
  },
  {
    name: 'a layer whose name is that of an initialiser',
    topology: chain(['Identity', 'same', {}]),
    tfjs: 'throws',
    right: rightChain(() => tf.layers.activation({ activation: 'linear', name: 'same' })),
    means: (x) => x,
    says: ['same: Identity replaced by a linear Activation'],
  },
];

export const LAYER_CASES: readonly RepairCase[] = [
  ...imageCases.map((repairCase) => ({ ...repairCase, inputs: [{ sizes: IMAGE }] })),
  {
    name: 'the channels first of a Conv1D, which tfjs itself leaves out',
    topology: sequential([3, 7], [['Conv1D', 'c', { filters: 5, kernel_size: [2], padding: 'same' }]]),
    weights: [{ name: 'c/kernel', shape: [2, 3, 5] }],
    tfjs: 'throws',
    right: () => {
      const x = tf.input({ shape: [3, 7], name: 'in' });
      const c = tf.layers.conv1d({
        name: 'c',
        filters: 5,
        kernelSize: 2,
        padding: 'same',
        dataFormat: 'channelsFirst',
      });
      return tf.model({ inputs: x, outputs: c.apply(x) as tf.SymbolicTensor, name: 's' });
    },
    inputs: [{ sizes: [3, 7] }],
    says: ['c: data_format channels_first, which tfjs-layers does not write, read off the weight c/kernel'],
  },
  {
    name: 'an input of bytes',
    topology: keras2.model(
      'net',
      [keras2.input('x', [4], 'uint8'), keras2.layer('Embedding', 'e', { input_dim: 5, output_dim: 3 }, 'x')],
      ['x'],
      ['e'],
    ),
    tfjs: 'throws',
    right: () => {
      const x = tf.input({ shape: [4], dtype: 'int32', name: 'x' });
      const e = tf.layers.embedding({ inputDim: 5, outputDim: 3, name: 'e' }).apply(x) as tf.SymbolicTensor;
      return tf.model({ inputs: x, outputs: e, name: 'net' });
    },
    inputs: [{ sizes: [4], dtype: 'int32' }],
    says: ['x: dtype uint8 of the input read as int32'],
  },
];
