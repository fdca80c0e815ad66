/**
 * @file Layers that tfjs-layers lacks or gets wrong, and operations stand in for: the values are Keras's, the counts products
 * of the file's dimensions, the residual 0.
 */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Json, Shape } from '../../../src/core/shape.ts';
import { count, theory, TfjsFlopsError } from '../../../src/index.ts';
import { registerResetAfter } from '../../../src/load/layers/gru-reset-after.ts';
import { registerOperations } from '../../../src/load/operations/layer.ts';
import { LAYER_REPAIRS } from '../../../src/load/repairs/topology.ts';
import { LEFT_OUT_ELSEWHERE } from './faults.ts';
import { fill, inputsOf, load, repaired, unlike } from './trial.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
  registerOperations();
  registerResetAfter();
});

type Fields = { readonly [key: string]: Json };
type Layer = readonly [className: string, name: string, config: Fields];

const BATCH = 2;

/** A chain; the input is a layer of its own, or declared by the first. */
function sequential(
  sizes: Shape,
  layers: readonly Layer[],
  isDeclaredByFirst = false,
  keras_version = '2.13.1',
): Json {
  const declared = { batch_input_shape: [null, ...sizes], dtype: 'float32' };
  const input = { class_name: 'InputLayer', config: { name: 'in', ...declared } };
  const all = layers.map(([class_name, name, config], i) => ({
    class_name,
    config: { name, ...(i === 0 && isDeclaredByFirst ? declared : {}), ...config },
  }));
  return {
    keras_version,
    model_config: {
      class_name: 'Sequential',
      config: { name: 's', layers: isDeclaredByFirst ? all : [input, ...all] },
    },
  };
}

/** The same as a functional model, in which each layer reads the one before it. */
function functional(sizes: Shape, layers: readonly Layer[]): Json {
  const input = {
    class_name: 'InputLayer',
    name: 'in',
    config: { name: 'in', batch_input_shape: [null, ...sizes], dtype: 'float32' },
    inbound_nodes: [],
  };
  const all = layers.map(([class_name, name, config], i) => ({
    class_name,
    name,
    config: { name, ...config },
    inbound_nodes: [[[layers[i - 1]?.[1] ?? 'in', 0, 0, {}]]],
  }));
  const ends = { input_layers: [['in', 0, 0]], output_layers: [[layers.at(-1)![1], 0, 0]] };
  return {
    keras_version: '2.13.1',
    model_config: { class_name: 'Functional', config: { name: 'f', layers: [input, ...all], ...ends } },
  };
}

interface Lacking {
  readonly name: string;
  readonly sizes: Shape;
  readonly dtype?: 'float32' | 'int32';
  readonly layers: readonly Layer[];
  /** Of one example. */
  readonly multiplyAdds: number;
  readonly parameters: number;
  readonly means: (x: tf.Tensor, weights: readonly tf.Tensor[]) => tf.Tensor;
  readonly says: string;
}

const dense = (units: number): Layer => ['Dense', 'dense', { units, use_bias: false }];
const conv1d = (config: Fields): Layer => [
  'Conv1D',
  'c',
  { filters: 7, kernel_size: [3], strides: [1], use_bias: true, ...config },
];
const conv2d: Layer = ['Conv2D', 'c', { filters: 16, kernel_size: [3, 3], strides: [2, 2], padding: 'same' }];
const convolved = (x: tf.Tensor, [kernel, bias]: readonly tf.Tensor[]): tf.Tensor =>
  tf.add(tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, 2, 'same'), bias!);
const times = (x: tf.Tensor, kernel: tf.Tensor): tf.Tensor =>
  tf.reshape(tf.matMul(tf.reshape(x, [-1, x.shape.at(-1) ?? 1]), kernel as tf.Tensor2D), [
    ...x.shape.slice(0, -1),
    kernel.shape[1]!,
  ]);
const crop = (height: number, width: number): Layer => ['CenterCrop', 'crop', { height, width }];
const resizing = (config: Fields): Layer => [
  'Resizing',
  'r',
  { height: 5, width: 4, crop_to_aspect_ratio: false, ...config },
];

const CASES: readonly Lacking[] = [
  ...[1, 4].map((dilation): Lacking => ({
    name: `a causal Conv1D of dilation ${dilation}`,
    sizes: [50, 5],
    layers: [conv1d({ padding: 'causal', dilation_rate: [dilation] })],
    multiplyAdds: 3 * 5 * 7 * 50,
    parameters: 3 * 5 * 7 + 7,
    means: (x, [kernel, bias]) => {
      const padded = tf.pad(x, [[0, 0], [2 * dilation, 0], [0, 0]]) as tf.Tensor3D;
      return tf.add(tf.conv1d(padded, kernel as tf.Tensor3D, 1, 'valid', 'NWC', dilation), bias!);
    },
    says: 'c: causal padding replaced by zeros before it, tf.pad',
  })),
  {
    name: 'a causal Conv1D that strides',
    sizes: [9, 2],
    layers: [conv1d({ padding: 'causal', strides: [2], kernel_size: [4], filters: 3 })],
    multiplyAdds: 4 * 2 * 3 * 5,
    parameters: 4 * 2 * 3 + 3,
    means: (x, [kernel, bias]) => tf.add(tf.conv1d(tf.pad(x, [[0, 0], [3, 0], [0, 0]]) as tf.Tensor3D, kernel as tf.Tensor3D, 2, 'valid'), bias!),
    says: 'causal',
  },
  {
    name: 'ZeroPadding1D',
    sizes: [10, 4],
    layers: [['ZeroPadding1D', 'pad', { padding: [1, 2] }], conv1d({ filters: 2, padding: 'valid' })],
    multiplyAdds: 3 * 4 * 2 * (10 + 3 - 2),
    parameters: 3 * 4 * 2 + 2,
    means: (x, [kernel, bias]) => tf.add(tf.conv1d(tf.pad(x, [[0, 0], [1, 2], [0, 0]]) as tf.Tensor3D, kernel as tf.Tensor3D, 1, 'valid'), bias!),
    says: 'pad: ZeroPadding1D run as tf.pad',
  },
  {
    name: 'ZeroPadding1D by one number',
    sizes: [3, 4],
    layers: [['ZeroPadding1D', 'pad', { padding: 2 }], dense(5)],
    multiplyAdds: 4 * 5 * (3 + 4),
    parameters: 4 * 5,
    means: (x, [kernel]) => times(tf.pad(x, [[0, 0], [2, 2], [0, 0]]), kernel!),
    says: 'tf.pad',
  },
  ...([[2, 1], [1, 0]] as const).map(([before, after]): Lacking => ({
    name: `Cropping1D by ${before} and ${after}`,
    sizes: [10, 4],
    layers: [['Cropping1D', 'cut', { cropping: [before, after] }], dense(5)],
    multiplyAdds: 4 * 5 * (10 - before - after),
    parameters: 4 * 5,
    means: (x, [kernel]) => times(tf.slice(x, [0, before, 0], [BATCH, 10 - before - after, 4]), kernel!),
    says: 'cut: Cropping1D run as tf.slice',
  })),
  {
    name: 'UpSampling1D',
    sizes: [10, 4],
    layers: [['UpSampling1D', 'up', { size: 3 }], dense(4)],
    multiplyAdds: 4 * 4 * 3 * 10,
    parameters: 4 * 4,
    means: (x, [kernel]) => times(tf.gather(x, Array.from({ length: 30 }, (_, i) => Math.floor(i / 3)), 1), kernel!),
    says: 'up: UpSampling1D run as tf.repeat',
  },
  {
    name: 'CenterCrop first',
    sizes: [48, 64, 3],
    layers: [crop(32, 30), conv2d],
    multiplyAdds: 3 * 3 * 3 * 16 * (32 / 2) * (30 / 2),
    parameters: 3 * 3 * 3 * 16 + 16,
    means: (x, weights) => convolved(tf.slice(x, [0, 8, 17, 0], [BATCH, 32, 30, 3]), weights),
    says: 'crop: CenterCrop run as tf.centerCrop',
  },
  {
    name: 'CenterCrop by odd numbers',
    sizes: [9, 8, 3],
    layers: [crop(4, 3), conv2d],
    multiplyAdds: 3 * 3 * 3 * 16 * 2 * 2,
    parameters: 3 * 3 * 3 * 16 + 16,
    means: (x, weights) => convolved(tf.slice(x, [0, 2, 2, 0], [BATCH, 4, 3, 3]), weights),
    says: 'tf.centerCrop',
  },
  {
    name: 'Resizing first',
    sizes: [48, 64, 3],
    layers: [resizing({ height: 32, width: 32, interpolation: 'bilinear' }), conv2d],
    multiplyAdds: 3 * 3 * 3 * 16 * 16 * 16,
    parameters: 3 * 3 * 3 * 16 + 16,
    means: (x, weights) => convolved(tf.image.resizeBilinear(x as tf.Tensor4D, [32, 32], false, true), weights),
    says: 'r: Resizing run as tf.resize',
  },
  {
    name: 'Resizing last',
    sizes: [9, 9, 3],
    layers: [conv2d, resizing({ interpolation: 'nearest' })],
    multiplyAdds: 3 * 3 * 3 * 16 * 5 * 5,
    parameters: 3 * 3 * 3 * 16 + 16,
    means: (x, weights) => tf.image.resizeNearestNeighbor(convolved(x, weights) as tf.Tensor4D, [5, 4], false, true),
    says: 'tf.resize',
  },
  {
    name: 'Resizing alone, upwards',
    sizes: [3, 2, 1],
    layers: [resizing({})],
    multiplyAdds: 0,
    parameters: 0,
    means: (x) => tf.image.resizeBilinear(x as tf.Tensor4D, [5, 4], false, true),
    says: 'tf.resize',
  },
  ...(['multi_hot', 'count', 'one_hot'] as const).map((output_mode): Lacking => {
    const [tokens, indices] = [6, output_mode === 'one_hot' ? 1 : 4];
    const rows = (x: tf.Tensor): tf.Tensor => tf.sum(tf.oneHot(tf.cast(x, 'int32'), tokens), 1);
    return {
      name: `CategoryEncoding, ${output_mode}`,
      sizes: [indices],
      dtype: 'int32',
      layers: [['CategoryEncoding', 'ce', { num_tokens: tokens, output_mode, sparse: false }], dense(3)],
      multiplyAdds: tokens * 3,
      parameters: tokens * 3,
      means: (x, [kernel]) => times(output_mode === 'multi_hot' ? tf.minimum(rows(x), 1) : rows(x), kernel!),
      says: 'ce: CategoryEncoding run as tf.encode',
    };
  }),
  {
    name: 'augmentation',
    sizes: [8, 8, 3],
    layers: [
      ['RandomFlip', 'flip', { mode: 'horizontal', seed: null }],
      ['RandomRotation', 'turn', { factor: 0.1, fill_mode: 'reflect' }],
      ['RandomWidth', 'wide', { factor: 0.3 }],
      ['RandomZoom', 'zoom', { height_factor: 0.1, width_factor: null }],
      conv2d,
    ],
    multiplyAdds: 3 * 3 * 3 * 16 * 4 * 4,
    parameters: 3 * 3 * 3 * 16 + 16,
    means: convolved,
    says: 'flip: RandomFlip replaced by a linear Activation: it changes nothing outside training',
  },
]; // prettier-ignore

interface Written {
  readonly of: string;
  readonly topologyOf: (repairCase: Lacking) => Json;
}

const WRITTEN: readonly Written[] = [
  { of: 'a chain', topologyOf: ({ sizes, layers }) => sequential(sizes, layers) },
  {
    of: 'a chain without an input layer',
    topologyOf: ({ sizes, layers }) => sequential(sizes, layers, true),
  },
  { of: 'a functional model', topologyOf: ({ sizes, layers }) => functional(sizes, layers) },
];

/** A model, its output, and what is counted of it. */
async function ran(topology: Json, sizes: Shape, dtype: 'float32' | 'int32' = 'float32') {
  const { topology: mended, repairs } = repaired(topology);
  const live = await load(mended);
  fill(live, 3);
  const [x] = inputsOf({ inputs: [{ sizes, dtype }] });
  const output = live.predict(x!) as tf.Tensor;
  const report = count(() => live.predict(x!), { models: [live] });
  const rows = theory({ format: 'layers', topology: mended, inputs: [x!.shape] });
  return { live, x: x!, output, report, rows, repairs, mended };
}

describe.each(WRITTEN)('of $of', ({ topologyOf }) => {
  it.each(CASES)('$name', async (repairCase) => {
    const { live, x, output, report, rows, repairs, mended } = await ran(
      topologyOf(repairCase),
      repairCase.sizes,
      repairCase.dtype,
    );
    expect(repairs.join('\n')).toContain(repairCase.says);
    expect(unlike(output, repairCase.means(x, live.getWeights()))).toBeNull();
    expect(report.total.counted.multiplyAdds).toBe(BATCH * repairCase.multiplyAdds);
    expect(report.total.parameters.total).toBe(repairCase.parameters);
    expect(report.total.residual).toBe(0);
    expect(rows.every(({ state }) => state === 'derived')).toBe(true);
    expect(live.inputs[0]!.shape).toEqual([null, ...repairCase.sizes]);
    expect(repaired(mended)).toMatchObject({ topology: mended, repairs: [] });
    live.dispose();
  });
});

/** Whether a model that is repaired by these runs, and has Keras's values. */
async function isRight(
  { sizes, dtype = 'float32', layers, means }: Lacking,
  repairs: typeof LAYER_REPAIRS,
): Promise<boolean> {
  try {
    const live = await load(repaired(sequential(sizes, layers), repairs).topology);
    fill(live, 3);
    const [x] = inputsOf({ inputs: [{ sizes, dtype }] });
    return unlike(live.predict(x!) as tf.Tensor, means(x!, live.getWeights())) === null;
  } catch {
    return false;
  }
}

/** Tried by models of their own. Without their repairs tfjs has no class for these. */
const ELSEWHERE: ReadonlyMap<string, Layer> = new Map([
  ['repairResetAfter', ['GRU', 'g', { units: 2, reset_after: true }]],
  ['repairSubtract', ['Subtract', 's', {}]],
  ['repairLayerScale', ['LayerScale', 'l', { init_values: 1, projection_dim: 4 }]],
  ['repairStochasticDepth', ['StochasticDepth', 'd', { drop_path_rate: 0.5 }]],
]);

describe('a repair that is left out', () => {
  it.each(LEFT_OUT_ELSEWHERE.filter((name) => !ELSEWHERE.has(name)))('%s is noticed', async (name) => {
    const others = Object.fromEntries(Object.entries(LAYER_REPAIRS).filter(([key]) => key !== name));
    const outcomes = [];
    for (const repairCase of CASES) outcomes.push(await isRight(repairCase, others));
    expect(outcomes).toContain(false);
    expect(outcomes).toContain(true);
  });

  it.each([...ELSEWHERE])('%s is noticed', async (name, layer) => {
    const others = Object.fromEntries(Object.entries(LAYER_REPAIRS).filter(([key]) => key !== name));
    const topology = sequential([5, 4], [layer]);
    expect(repaired(topology).repairs).toHaveLength(1);
    await expect((async () => load(repaired(topology, others).topology))()).rejects.toThrow();
  });
});

const UNITS = 4;
const gru = (config: Fields = {}): Layer => [
  'GRU',
  'g',
  {
    units: UNITS,
    activation: 'tanh',
    recurrent_activation: 'sigmoid',
    reset_after: true,
    return_sequences: true,
    ...config,
  },
];

/** Keras's own equations, step by step, with the matrices of each gate apart. */
function keras(x: tf.Tensor, [kernel, recurrent, bias]: readonly tf.Tensor[], isReversed = false): tf.Tensor {
  const steps = tf.unstack(x, 1);
  const part = (of: tf.Tensor, gate: number): tf.Tensor2D =>
    tf.slice(of, [0, gate * UNITS], [-1, UNITS]) as tf.Tensor2D;
  let state: tf.Tensor = tf.zeros([BATCH, UNITS]);
  const outputs = (isReversed ? steps.toReversed() : steps).map((step) => {
    const ofInput = (gate: number): tf.Tensor =>
      tf.add(tf.matMul(step as tf.Tensor2D, part(kernel!, gate)), part(bias!, gate).gather([0]));
    const ofState = (gate: number): tf.Tensor =>
      tf.add(tf.matMul(state as tf.Tensor2D, part(recurrent!, gate)), part(bias!, gate).gather([1]));
    const z = tf.sigmoid(tf.add(ofInput(0), ofState(0)));
    const r = tf.sigmoid(tf.add(ofInput(1), ofState(1)));
    const h = tf.tanh(tf.add(ofInput(2), tf.mul(r, ofState(2))));
    state = tf.add(tf.mul(z, state), tf.mul(tf.sub(1, z), h));
    return state;
  });
  return tf.stack(outputs, 1);
}

describe('a GRU with reset_after', () => {
  const [STEPS, WIDTH] = [6, 3];
  const products = 3 * UNITS * (WIDTH + UNITS) * STEPS;
  const parameters = 3 * UNITS * (WIDTH + UNITS + 2);

  it('has Keras’s values, counts and two biases', async () => {
    const { live, x, output, report, repairs } = await ran(sequential([STEPS, WIDTH], [gru()]), [
      STEPS,
      WIDTH,
    ]);
    expect(repairs).toContain('g: a GRU with reset_after run as GRUResetAfter');
    expect(unlike(output, keras(x, live.getWeights()))).toBeNull();
    expect(report.total.counted.multiplyAdds).toBe(BATCH * products);
    expect(report.total.parameters.total).toBe(parameters);
    expect(report.total.residual).toBe(0);
    expect(live.weights.map(({ originalName }) => originalName)).toEqual([
      'g/kernel',
      'g/recurrent_kernel',
      'g/bias',
    ]);
  });

  it('in both directions', async () => {
    const config = { layer: { class_name: 'GRU', config: { name: 'g', ...gru()[2] } }, merge_mode: 'concat' };
    const { live, x, output, report } = await ran(
      sequential([STEPS, WIDTH], [['Bidirectional', 'b', config]]),
      [STEPS, WIDTH],
    );
    const weights = live.getWeights();
    const back = tf.reverse(keras(x, weights.slice(3), true), 1);
    expect(unlike(output, tf.concat([keras(x, weights.slice(0, 3)), back], 2))).toBeNull();
    expect(report.total.counted.multiplyAdds).toBe(2 * BATCH * products);
    expect(report.total.parameters.total).toBe(2 * parameters);
    expect(report.total.residual).toBe(0);
  });

  it('without biases', async () => {
    const { report } = await ran(sequential([STEPS, WIDTH], [gru({ use_bias: false })]), [STEPS, WIDTH]);
    expect(report.total.parameters.total).toBe(3 * UNITS * (WIDTH + UNITS));
    expect(report.total.residual).toBe(0);
  });

  it('of the last step, behind another one', async () => {
    const two: readonly Layer[] = [gru(), ['GRU', 'h', { units: 2, reset_after: true, activation: 'relu' }]];
    const { report, output } = await ran(sequential([STEPS, WIDTH], two), [STEPS, WIDTH]);
    expect(output.shape).toEqual([BATCH, 2]);
    expect(report.total.counted.multiplyAdds).toBe(BATCH * (products + 3 * 2 * (UNITS + 2) * STEPS));
    expect(report.total.residual).toBe(0);
  });
});

describe('what has no certain meaning', () => {
  const refusal = (layers: readonly Layer[], sizes: Shape = [8, 8, 3]): string => {
    try {
      repaired(sequential(sizes, layers));
      return 'let through';
    } catch (error) {
      if (error instanceof TfjsFlopsError) return error.message;
      throw error;
    }
  };
  it.each([
    [
      'another interpolation',
      [resizing({ interpolation: 'bicubic' })],
      'interpolates bicubic, which tfjs lacks',
    ],
    ['a crop to the aspect ratio', [resizing({ crop_to_aspect_ratio: true })], 'has crop_to_aspect_ratio'],
    [
      'RandomCrop, which crops at inference too',
      [['RandomCrop', 'c', { height: 2, width: 2 }]],
      '"c" (RandomCrop) has no tfjs class',
    ],
    [
      'a cell with reset_after',
      [['RNN', 'r', { cell: { class_name: 'GRUCell', config: { name: 'g', units: 2, reset_after: true } } }]],
      'has reset_after',
    ],
  ] as const)('%s', (_, layers, says) => {
    expect(refusal(layers)).toContain(says);
  });

  it('a crop that is larger than its image is told at the run', async () => {
    const { topology } = repaired(sequential([4, 4, 3], [crop(8, 8)]));
    const live = await load(topology);
    expect(() => live.predict(tf.zeros([1, 4, 4, 3]))).toThrow('it crops an image of 4 × 4 to 8 × 8');
  });

  it('RandomWidth that tfjs wrote is random, and stays', () => {
    const topology = sequential(
      [8, 8, 3],
      [['RandomWidth', 'w', { factor: 0.3 }]],
      false,
      'tfjs-layers 4.22.0',
    );
    expect(repaired(topology).repairs).toEqual([]);
  });
});
