/** @file The weights of each layer class: their names in tfjs-layers 4.22, in the order in which Keras keeps them. */
import { isNumbers, numberAt, type Fields, type OpenShape, type Value } from './fields.ts';

export interface Variable {
  readonly name: string;
  /** Its name in Keras, where that is another one. */
  readonly keras?: string;
  /** Shape as far as the config gives it; `null` where not even the rank is known. */
  readonly shape: OpenShape | null;
}

const sizesOf = (value: Value | undefined, axes: number): number[] =>
  isNumbers(value) ? value : Array.from({ length: axes }, () => Number(value));

const bias = (config: Fields, size: number | null): Variable[] =>
  config['use_bias'] === false ? [] : [{ name: 'bias', shape: [size] }];

type VariablesOf = (config: Fields) => Variable[];

const convolution =
  (axes: number): VariablesOf =>
  (config) => {
    const filters = numberAt(config, 'filters');
    const shape = [...sizesOf(config['kernel_size'], axes), null, filters];
    return [{ name: 'kernel', shape }, ...bias(config, filters)];
  };

/** From filters to channels. */
const transposed =
  (axes: number): VariablesOf =>
  (config) => {
    const filters = numberAt(config, 'filters');
    const shape = [...sizesOf(config['kernel_size'], axes), filters, null];
    return [{ name: 'kernel', shape }, ...bias(config, filters)];
  };

/** `gates` matrices side by side. */
const recurrent =
  (gates: number): VariablesOf =>
  (config) => {
    const units = numberAt(config, 'units') ?? 0;
    return [
      { name: 'kernel', shape: [null, gates * units] },
      { name: 'recurrent_kernel', shape: [units, gates * units] },
      ...bias(config, gates * units),
    ];
  };

const affine = (config: Fields, shape: OpenShape): Variable[] => [
  ...(config['scale'] === false ? [] : [{ name: 'gamma', shape }]),
  ...(config['center'] === false ? [] : [{ name: 'beta', shape }]),
];

const VARIABLES: Readonly<Record<string, VariablesOf>> = {
  Dense: (config) => {
    const units = numberAt(config, 'units');
    return [{ name: 'kernel', shape: [null, units] }, ...bias(config, units)];
  },
  Conv1D: convolution(1),
  Conv2D: convolution(2),
  Conv3D: convolution(3),
  Conv2DTranspose: transposed(2),
  Conv3DTranspose: transposed(3),
  DepthwiseConv2D: (config) => [
    {
      name: 'depthwise_kernel',
      keras: 'kernel',
      shape: [...sizesOf(config['kernel_size'], 2), null, numberAt(config, 'depth_multiplier') ?? 1],
    },
    ...bias(config, null),
  ],
  SeparableConv2D: (config) => {
    const filters = numberAt(config, 'filters');
    const multiplier = numberAt(config, 'depth_multiplier') ?? 1;
    return [
      { name: 'depthwise_kernel', shape: [...sizesOf(config['kernel_size'], 2), null, multiplier] },
      { name: 'pointwise_kernel', shape: [1, 1, null, filters] },
      ...bias(config, filters),
    ];
  },
  BatchNormalization: (config) => [
    ...affine(config, [null]),
    { name: 'moving_mean', keras: 'mean', shape: [null] },
    { name: 'moving_variance', keras: 'variance', shape: [null] },
  ],
  LayerNormalization: (config) =>
    affine(config, isNumbers(config['axis']) ? config['axis'].map(() => null) : [null]),
  Embedding: (config) => [
    { name: 'embeddings', shape: [numberAt(config, 'input_dim'), numberAt(config, 'output_dim')] },
  ],
  ChannelScale: (config) => [{ name: 'gamma', keras: 'Variable', shape: [numberAt(config, 'channels')] }],
  PReLU: () => [{ name: 'alpha', shape: null }],
  SimpleRNN: recurrent(1),
  LSTM: recurrent(4),
  GRU: recurrent(3),
  // A bias for the product of the input, one for that of the previous output.
  GRUResetAfter: (config) =>
    recurrent(3)(config).map((variable) =>
      variable.name === 'bias' ? { name: 'bias', shape: [2, ...(variable.shape ?? [])] } : variable,
    ),
};

/** None also for a class that is not known here: its names are left as they are. */
export function variablesOf(className: string, config: Fields): Variable[] {
  return Object.hasOwn(VARIABLES, className) ? VARIABLES[className]!(config) : [];
}
