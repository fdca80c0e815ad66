/** @file Models as Keras writes them, by hand: `keras2` and `keras3` differ in how layers are called. */
import type { Json, Shape } from '../../../src/core/shape.ts';

type Fields = { readonly [key: string]: Json };

export interface LayerJson {
  readonly class_name: string;
  readonly name: string;
  readonly config: Fields;
  readonly inbound_nodes: readonly Json[];
}

/** `name` or `name@call`. */
function refOf(text: string): [string, number, number] {
  const [name = '', call = '0'] = text.split('@');
  return [name, Number(call), 0];
}

const GLOROT = { class_name: 'GlorotUniform', config: { seed: null } };

const functionLayer = (called: string, name: string, node: Json): LayerJson => ({
  class_name: 'TFOpLambda',
  name,
  config: { name, trainable: true, dtype: 'float32', function: called },
  inbound_nodes: [node],
});

/** Keras 2: `"a"` is the first call of layer a, `"a@1"` the second. */
export const keras2 = {
  input: (name: string, sizes: Shape, dtype = 'float32'): LayerJson => ({
    class_name: 'InputLayer',
    name,
    config: { batch_input_shape: [null, ...sizes], dtype, sparse: false, ragged: false, name },
    inbound_nodes: [],
  }),

  /** One call; several inputs are one list. */
  layer: (class_name: string, name: string, config: Fields, ...inputs: readonly string[]): LayerJson => ({
    class_name,
    name,
    config: { name, trainable: true, dtype: 'float32', ...config },
    inbound_nodes: [inputs.map((input) => [...refOf(input), {}])],
  }),

  /** A function of a tensor or of a list of them; its other arguments are keywords, a tensor as `ref` makes it. */
  lambda: (
    called: string,
    name: string,
    input: string | readonly string[],
    keywords: Fields = {},
  ): LayerJson =>
    functionLayer(
      called,
      name,
      typeof input === 'string'
        ? [...refOf(input), keywords]
        : input.map((each) => [...refOf(each), keywords]),
    ),

  /** A function whose first argument is a number. */
  lambdaOfNumber: (called: string, name: string, value: number, keywords: Fields): LayerJson =>
    functionLayer(called, name, ['_CONSTANT_VALUE', -1, value, keywords]),

  ref: (input: string): readonly Json[] => refOf(input),

  model: (
    name: string,
    layers: readonly LayerJson[],
    inputs: readonly string[],
    outputs: readonly string[],
  ) => ({
    class_name: 'Functional',
    config: {
      name,
      trainable: true,
      layers: layers as unknown as Json,
      input_layers: inputs.map(refOf),
      output_layers: outputs.map(refOf),
    },
    keras_version: '2.15.0',
    backend: 'tensorflow',
  }),
} as const;

export const policy = (name: string): Json => ({
  module: 'keras',
  class_name: 'DTypePolicy',
  config: { name },
  registered_name: null,
});

/** A tensor as an argument: the layer's output, with its shape behind the batch. */
export const tensor = (layer: string, sizes: Shape): Json => ({
  class_name: '__keras_tensor__',
  config: { shape: [null, ...sizes], dtype: 'float32', keras_history: refOf(layer) },
});

const call = (args: readonly Json[], kwargs: Fields = {}): Json => ({ args, kwargs });

export const keras3 = {
  input: (name: string, sizes: Shape, dtype: Json = 'float32'): LayerJson => ({
    class_name: 'InputLayer',
    name,
    config: { batch_shape: [null, ...sizes], dtype, sparse: false, ragged: false, name, optional: false },
    inbound_nodes: [],
  }),

  layer: (class_name: string, name: string, config: Fields, ...args: readonly Json[]): LayerJson => ({
    class_name,
    name,
    config: { name, trainable: true, dtype: policy('float32'), ...config },
    inbound_nodes: [call(args, { mask: null })],
  }),

  /** An operation has a name in its config and no dtype. */
  operation: (class_name: string, name: string, config: Fields, ...args: readonly Json[]): LayerJson => ({
    class_name,
    name,
    config: { name, ...config },
    inbound_nodes: [call(args)],
  }),

  /** The same layer called several times, each time on one tensor. */
  shared: (layer: LayerJson, ...inputs: readonly Json[]): LayerJson => ({
    ...layer,
    inbound_nodes: inputs.map((input) => call([input], { training: false })),
  }),

  /** One input and one output stand alone, several in a list. */
  functional: (
    name: string,
    layers: readonly LayerJson[],
    inputs: readonly string[],
    outputs: readonly string[],
  ) => {
    const ends = (names: readonly string[]): Json =>
      names.length === 1 ? refOf(names[0]!) : names.map(refOf);
    const config: Fields = {
      name,
      trainable: true,
      layers: layers as unknown as Json,
      input_layers: ends(inputs),
      output_layers: ends(outputs),
    };
    return { class_name: 'Functional', name, config, inbound_nodes: [] };
  },

  /** A chain: its layers have no calls. */
  sequential: (name: string, layers: readonly LayerJson[]) => {
    const chain = layers.map(({ class_name, config }) => ({ class_name, config }));
    const config: Fields = {
      name,
      trainable: true,
      dtype: policy('float32'),
      layers: chain,
    };
    return { class_name: 'Sequential', name, config, inbound_nodes: [] };
  },
} as const;

/** As Keras 3 spells it. */
export const convolution = (filters: number, size: number, more: Fields = {}): Fields => ({
  filters,
  kernel_size: [size, size],
  strides: [1, 1],
  padding: 'same',
  data_format: 'channels_last',
  dilation_rate: [1, 1],
  groups: 1,
  activation: 'linear',
  use_bias: true,
  kernel_initializer: { module: 'keras.initializers', ...GLOROT, registered_name: null },
  kernel_regularizer: null,
  kernel_constraint: null,
  ...more,
});
