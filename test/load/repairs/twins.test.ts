/**
 * @file What Keras applications and keras-cv-attention-models write into layers models, in small: attention in windows, over
 * patches and over channels, preprocessing within the model, activations by their dotted names. Each is loaded, its count is a
 * product of the file's dimensions and theory's, its values are those of the same computation by tfjs's functions.
 */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Json, Shape } from '../../../src/core/shape.ts';
import { count, theory, TfjsFlopsError } from '../../../src/index.ts';
import { registerOwnLayers } from '../../../src/load/layers/register.ts';
import { convolution, keras2 } from './keras.ts';
import { fill, inputsOf, load, repaired, unlike } from './trial.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
  registerOwnLayers();
});

const { input, lambda, lambdaOfNumber, layer, model, ref } = keras2;
const BATCH = 2;

type Layer = ReturnType<typeof layer>;
type Weights = ReadonlyMap<string, tf.Tensor>;

interface Twin {
  readonly name: string;
  readonly sizes: Shape;
  /** The last one is the output; the input is `x`. */
  readonly layers: readonly Layer[];
  /** Of one example. */
  readonly multiplyAdds: number;
  readonly means: (x: tf.Tensor, weights: Weights) => tf.Tensor;
  readonly says: readonly string[];
  /** Layers that are left, where they are not as many. */
  readonly rows?: number;
}

const dense = (name: string, from: string, units: number): Layer =>
  layer('Dense', name, { units, use_bias: false }, from);

/** x·W over the last axis. */
const times = (x: tf.Tensor, weights: Weights, name: string): tf.Tensor => {
  const kernel = weights.get(`${name}/kernel`)!;
  return tf.reshape(tf.matMul(tf.reshape(x, [-1, x.shape.at(-1)!]), kernel as tf.Tensor2D), [
    ...x.shape.slice(0, -1),
    kernel.shape[1]!,
  ]);
};

const slicing = (name: string, from: string, slice_spec: Json): Layer => ({
  ...lambda('__operators__.getitem', name, from, { slice_spec }),
  class_name: 'SlicingOpLambda',
});
const ALL = { start: null, stop: null, step: null };
const REVERSED = { start: null, stop: null, step: -1 };
const ELLIPSIS = { class_name: '__ellipsis__' };

const gelu = (x: tf.Tensor): tf.Tensor => tf.mul(tf.mul(x, 0.5), tf.add(1, tf.erf(tf.div(x, Math.SQRT2))));

const [SIDE, WINDOW, WIDTH, HEADS] = [8, 4, 6, 2];
const [WINDOWS, POSITIONS, HEAD] = [(SIDE / WINDOW) ** 2, WINDOW ** 2, WIDTH / HEADS];

/** [B, H, W, C] → [B · windows, positions, C] */
function windowed(x: tf.Tensor): tf.Tensor {
  const parts = tf.reshape(x, [-1, SIDE / WINDOW, WINDOW, SIDE / WINDOW, WINDOW, WIDTH]);
  return tf.reshape(tf.transpose(parts, [0, 1, 3, 2, 4, 5]), [-1, POSITIONS, WIDTH]);
}

function attended(x: tf.Tensor, weights: Weights, scale: number): tf.Tensor {
  const [positions, width] = [x.shape[1]!, x.shape[2]!];
  const heads = tf.reshape(times(x, weights, 'qkv'), [-1, positions, 3, HEADS, width / HEADS]);
  const [q, k, v] = tf.unstack(tf.transpose(heads, [2, 0, 3, 1, 4])) as [tf.Tensor, tf.Tensor, tf.Tensor];
  const scores = tf.softmax(tf.mul(tf.matMul(q, k, false, true), scale));
  return tf.reshape(tf.transpose(tf.matMul(scores, v), [0, 2, 1, 3]), [-1, positions, width]);
}

/** Heads of `qkv`, as keras-cv-attention-models writes them. */
const attention = (from: string, positions: number, width: number, scale: number): Layer[] => [
  dense('qkv', from, 3 * width),
  lambda('reshape', 'heads', 'qkv', { shape: [-1, positions, 3, HEADS, width / HEADS] }),
  lambda('compat.v1.transpose', 'turned', 'heads', { perm: [2, 0, 3, 1, 4] }),
  lambda('unstack', 'parts', 'turned', { num: 3, axis: 0 }),
  {
    ...lambda('linalg.matmul', 'scores', 'parts', { b: ['parts', 0, 1], transpose_b: true, name: null }),
  },
  lambda('math.multiply', 'scaled', 'scores', { y: scale, name: null }),
  lambda('nn.softmax', 'softmax', 'scaled', { axis: -1 }),
  lambda('linalg.matmul', 'applied', 'softmax', { b: ['parts', 0, 2] }),
  lambda('compat.v1.transpose', 'back', 'applied', { perm: [0, 2, 1, 3] }),
  lambda('reshape', 'joined', 'back', { shape: [-1, positions, width] }),
];

/** Products of qkv, the scores, what they weigh, and the projection. */
const attentionProducts = (sequences: number, positions: number, width: number): number =>
  sequences * (positions * width * 3 * width + 2 * positions * positions * width + positions * width * width);

const TWINS: readonly Twin[] = [
  {
    name: 'VGG with its preprocessing: channels turned, means subtracted',
    sizes: [6, 6, 3],
    layers: [
      slicing('turned', 'x', [ELLIPSIS, REVERSED]),
      lambda('nn.bias_add', 'centred', 'turned', { bias: [-103.939, -116.779, -123.68], data_format: 'NHWC' }),
      layer('Conv2D', 'c', convolution(4, 3, { use_bias: false }), 'centred'),
    ],
    multiplyAdds: 3 * 3 * 3 * 4 * 6 * 6,
    means: (x, weights) => tf.conv2d(tf.add(tf.reverse(x, -1), [-103.939, -116.779, -123.68]) as tf.Tensor4D, weights.get('c/kernel') as tf.Tensor4D, 1, 'same'),
    says: ['turned: __operators__.getitem run as tf.slice', 'centred: nn.bias_add run as tf.add'],
  },
  {
    name: 'MobileNetV3: hard swish from functions, squeeze and excitation from a mean',
    sizes: [4, 4, 6],
    layers: [
      lambda('__operators__.add', 'plus', 'x', { y: 3, name: null }),
      lambda('nn.relu6', 'six', 'plus'),
      lambda('math.multiply', 'sixth', 'six', { y: 1 / 6 }),
      lambda('math.multiply', 'swish', 'x', { y: ref('sixth') }),
      lambda('math.reduce_mean', 'mean', 'swish', { axis: [1, 2], keepdims: true }),
      layer('Conv2D', 'c', convolution(6, 1, { use_bias: false }), 'mean'),
      lambda('keras.activations.hard_sigmoid', 'gate', 'c'),
      lambda('math.multiply', 'end', 'swish', { y: ref('gate') }),
    ],
    multiplyAdds: 6 * 6,
    means: (x, weights) => {
      const swish = tf.mul(x, tf.div(tf.relu6(tf.add(x, 3)), 6));
      const c = tf.conv2d(tf.mean(swish, [1, 2], true) as tf.Tensor4D, weights.get('c/kernel') as tf.Tensor4D, 1, 'same');
      return tf.mul(swish, tf.clipByValue(tf.add(tf.mul(c, 0.2), 0.5), 0, 1));
    },
    says: ['gate: keras.activations.hard_sigmoid run as tf.hardSigmoid', 'mean: keepdims replaced by a Reshape'],
    rows: 8 + 1,
  },
  {
    name: 'Swin: attention in shifted windows',
    sizes: [SIDE, SIDE, WIDTH],
    layers: [
      lambda('roll', 'shifted', 'x', { shift: [-2, -2], axis: [1, 2] }),
      lambda('reshape', 'cut', 'shifted', { shape: [-1, SIDE / WINDOW, WINDOW, SIDE / WINDOW, WINDOW, WIDTH] }),
      lambda('compat.v1.transpose', 'beside', 'cut', { perm: [0, 1, 3, 2, 4, 5] }),
      lambda('reshape', 'windows', 'beside', { shape: [-1, POSITIONS, WIDTH] }),
      ...attention('windows', POSITIONS, WIDTH, HEAD ** -0.5),
      dense('out', 'joined', WIDTH),
      lambda('reshape', 'grid', 'out', { shape: [-1, SIDE / WINDOW, SIDE / WINDOW, WINDOW, WINDOW, WIDTH] }),
      lambda('compat.v1.transpose', 'rows', 'grid', { perm: [0, 1, 3, 2, 4, 5] }),
      lambda('reshape', 'image', 'rows', { shape: [-1, SIDE, SIDE, WIDTH] }),
      lambda('__operators__.add', 'end', 'x', { y: ref('image') }),
    ],
    multiplyAdds: attentionProducts(WINDOWS, POSITIONS, WIDTH),
    means: (x, weights) => {
      const ordered = Array.from({ length: SIDE }, (_, i) => (i + 2) % SIDE);
      const shifted = tf.gather(tf.gather(x, ordered, 1), ordered, 2);
      const out = times(attended(windowed(shifted), weights, HEAD ** -0.5), weights, 'out');
      const grid = tf.reshape(out, [-1, SIDE / WINDOW, SIDE / WINDOW, WINDOW, WINDOW, WIDTH]);
      return tf.add(x, tf.reshape(tf.transpose(grid, [0, 1, 3, 2, 4, 5]), [-1, SIDE, SIDE, WIDTH]));
    },
    says: ['run as tf.transpose', 'shifted: roll run as tf.roll', 'run as tf.matMul', 'run as tf.unstack'],
  },
  {
    name: 'ViT: patches, a dotted gelu, a mean of tokens',
    sizes: [9, 4],
    layers: [
      ...attention('x', 9, 4, 0.5),
      dense('out', 'joined', 4),
      lambda('__operators__.add', 'one', 'x', { y: ref('out') }),
      dense('up', 'one', 10),
      lambda('keras.activations.gelu', 'gelu', 'up', { approximate: false }),
      dense('down', 'gelu', 4),
      lambda('math.add', 'two', 'one', { y: ref('down') }),
      slicing('tokens', 'two', [ALL, { start: 1, stop: null, step: null }]),
      lambda('math.reduce_mean', 'pooled', 'tokens', { axis: 1, keepdims: false }),
    ],
    multiplyAdds: attentionProducts(1, 9, 4) + 2 * 9 * 4 * 10,
    means: (x, weights) => {
      const one = tf.add(x, times(attended(x, weights, 0.5), weights, 'out'));
      const two = tf.add(one, times(gelu(times(one, weights, 'up')), weights, 'down'));
      return tf.mean(tf.slice(two, [0, 1, 0], [BATCH, 8, 4]), 1);
    },
    says: ['gelu: keras.activations.gelu run as tf.gelu', 'tokens: __operators__.getitem run as tf.slice'],
  },
  {
    name: 'a batch that is read from the shape',
    sizes: [4, 6],
    layers: [
      lambda('compat.v1.shape', 'shape', 'x'),
      slicing('batch', 'shape', 0),
      lambda('reshape', 'flat', 'x', { shape: [ref('batch'), 24] }),
      dense('d', 'flat', 5),
      lambda('reshape', 'end', 'd', { shape: [ref('batch'), 1, 5] }),
    ],
    multiplyAdds: 24 * 5,
    means: (x, weights) => tf.reshape(times(tf.reshape(x, [BATCH, 24]), weights, 'd'), [BATCH, 1, 5]),
    says: ['flat, end: reshape run as tf.reshape', 'batch, shape: left out: sizes are read from the tensor that has them'],
    rows: 3,
  },
  {
    name: 'sizes that are stacked and unstacked',
    sizes: [4, 6],
    layers: [
      lambda('compat.v1.shape', 'shape', 'x', { out_type: 'int32' }),
      lambda('unstack', 'sizes', 'shape', { num: 3, axis: 0 }),
      { ...lambda('stack', 'wanted', ['sizes'], { axis: 0 }), inbound_nodes: [[['sizes', 0, 0, { axis: 0 }], ['_CONSTANT_VALUE', -1, 3, { axis: 0 }], ['_CONSTANT_VALUE', -1, 8, { axis: 0 }]]] },
      lambda('reshape', 'flat', 'x', { shape: ref('wanted') }),
      dense('d', 'flat', 5),
    ],
    multiplyAdds: 3 * 8 * 5,
    means: (x, weights) => times(tf.reshape(x, [BATCH, 3, 8]), weights, 'd'),
    says: ['flat: reshape run as tf.reshape'],
    rows: 2,
  },
  {
    name: 'MobileViT: padded, enlarged, folded into patches',
    sizes: [5, 5, 4],
    layers: [
      lambda('cast', 'float', 'x', { dtype: 'float32' }),
      lambda('compat.v1.pad', 'padded', 'float', { paddings: [[0, 0], [0, 1], [0, 1], [0, 0]], mode: 'CONSTANT', name: null, constant_values: 0 }),
      lambda('image.resize', 'large', 'padded', { size: [8, 8], method: 'bilinear', preserve_aspect_ratio: false, antialias: false, name: null }),
      lambda('reshape', 'patches', 'large', { shape: [-1, 4, 2, 4, 8] }),
      lambda('transpose', 'beside', 'patches', { perm: [0, 2, 1, 3, 4], conjugate: false }),
      lambda('expand_dims', 'more', 'beside', { axis: -1, name: null }),
      lambda('compat.v1.squeeze', 'less', 'more', { axis: [5] }),
      dense('d', 'less', 3),
    ],
    multiplyAdds: 2 * 4 * 4 * 8 * 3,
    means: (x, weights) => {
      const large = tf.image.resizeBilinear(tf.pad(x, [[0, 0], [0, 1], [0, 1], [0, 0]]) as tf.Tensor4D, [8, 8], false, true);
      return times(tf.transpose(tf.reshape(large, [-1, 4, 2, 4, 8]), [0, 2, 1, 3, 4]), weights, 'd');
    },
    says: ['padded: compat.v1.pad run as tf.pad', 'large: image.resize run as tf.resize'],
  },
  {
    name: 'attention over channels: split, normalised, a difference and a quotient',
    sizes: [6, 4],
    layers: [
      dense('qk', 'x', 8),
      lambda('split', 'parts', 'qk', { num_or_size_splits: 2, axis: -1, num: null, name: 'split' }),
      lambda('math.l2_normalize', 'q', 'parts', { axis: 1, epsilon: 1e-12 }),
      { ...lambda('linalg.matmul', 'scores', 'q', { b: ['parts', 0, 1], transpose_a: true }) },
      lambda('math.reduce_max', 'largest', 'scores', { axis: -1, keepdims: true }),
      lambda('math.subtract', 'least', 'largest', { y: ref('scores') }),
      lambda('nn.softmax', 'weights', 'least', { axis: -1 }),
      lambda('linalg.matmul', 'applied', 'x', { b: ref('weights') }),
      lambdaOfNumber('math.subtract', 'rest', 1, { y: ref('applied') }),
      lambda('concat', 'both', ['rest', 'x'], { axis: -1 }),
    ],
    multiplyAdds: 6 * 4 * 8 + 2 * 4 * 6 * 4,
    means: (x, weights) => {
      const [q, k] = tf.split(times(x, weights, 'qk'), 2, -1) as [tf.Tensor, tf.Tensor];
      const scores = tf.matMul(tf.div(q, tf.norm(q, 2, 1, true)), k, true);
      const least = tf.softmax(tf.sub(tf.max(scores, -1, true), scores));
      return tf.concat([tf.sub(1, tf.matMul(x, least)), x], -1);
    },
    says: ['least: math.subtract run as tf.sub', 'q: math.l2_normalize run as tf.l2Normalize'],
  },
  {
    name: 'ConvNeXt: a scale for each channel, stochastic depth',
    sizes: [4, 4, 6],
    layers: [
      layer('DepthwiseConv2D', 'dw', { kernel_size: [3, 3], padding: 'same', use_bias: false }, 'x'),
      dense('up', 'dw', 12),
      layer('Activation', 'act', { activation: 'gelu' }, 'up'),
      dense('down', 'act', 6),
      layer('LayerScale', 'scale', { init_values: 1e-6, projection_dim: 6 }, 'down'),
      layer('StochasticDepth', 'depth', { drop_path_rate: 0.1 }, 'scale'),
      lambda('__operators__.add', 'end', 'x', { y: ref('depth') }),
    ],
    multiplyAdds: 4 * 4 * (3 * 3 * 6 + 2 * 6 * 12),
    means: (x, weights) => {
      const dw = tf.depthwiseConv2d(x as tf.Tensor4D, weights.get('dw/depthwise_kernel') as tf.Tensor4D, 1, 'same');
      return tf.add(x, tf.mul(times(gelu(times(dw, weights, 'up')), weights, 'down'), weights.get('scale/gamma')!));
    },
    says: ['scale: LayerScale of Keras applications run as ChannelScale', 'depth: StochasticDepth replaced by a linear Activation'],
  },
  {
    name: 'activations under dotted names',
    sizes: [3],
    layers: [
      layer('Activation', 'a', { activation: 'keras.activations.gelu' }, 'x'),
      layer('Activation', 'b', { activation: 'kecamCommon>hard_swish' }, 'a'),
      layer('Activation', 'c', { activation: 'tf.keras.activations.swish' }, 'b'),
      layer('Dense', 'd', { units: 4, use_bias: false, activation: 'keras.activations.relu' }, 'c'),
    ],
    multiplyAdds: 3 * 4,
    means: (x, weights) => {
      const a = gelu(x);
      const b = tf.mul(a, tf.div(tf.relu6(tf.add(a, 3)), 6));
      return tf.relu(times(tf.mul(b, tf.sigmoid(b)), weights, 'd'));
    },
    says: ['a: activation keras.activations.gelu read as gelu', 'b: activation kecamCommon>hard_swish run as tf.hardSwish'],
  },
]; // prettier-ignore

const topologyOf = ({ sizes, layers }: Pick<Twin, 'sizes' | 'layers'>): Json =>
  model('net', [input('x', sizes), ...layers], ['x'], [layers.at(-1)!.name]);

describe('a twin of a public file', () => {
  it.each(TWINS)('$name', async (twin) => {
    const { topology, repairs } = repaired(topologyOf(twin));
    for (const part of twin.says) expect(repairs.join('\n')).toContain(part);
    const live = await load(topology);
    fill(live, 3);
    const [x] = inputsOf({ inputs: [{ sizes: twin.sizes }] });
    const weights = new Map(live.weights.map((weight) => [weight.originalName, weight.read()]));
    expect(unlike(live.predict(x!) as tf.Tensor, twin.means(x!, weights))).toBeNull();
    const report = count(() => live.predict(x!, { batchSize: BATCH }), { models: [live] });
    expect(report.total.counted.multiplyAdds).toBe(BATCH * twin.multiplyAdds);
    expect(report.total.residual).toBe(0);
    expect(report.total.parameters.total).toBe(live.countParams());
    const rows = theory({ format: 'layers', topology, inputs: [x!.shape] });
    expect(rows.filter(({ state }) => state !== 'derived')).toEqual([]);
    expect(rows).toHaveLength(twin.rows ?? twin.layers.length);
    live.dispose();
  });
});

describe('a layer of a library’s own', () => {
  it.each([
    ['keras-cv-attention-models', 'kecam>ClassToken', {}],
    ['keras-cv-attention-models', 'kecam>MultiHeadRelativePositionalEmbedding', { with_cls_token: true }],
    ['another one', 'LayerScale', { dim: 4 }],
    ['keras-cv, which joins two tensors', 'StochasticDepth', { rate: 0.1 }],
  ])('of %s is refused by its name: %s', (_, className, config) => {
    const refusal = (): unknown =>
      repaired(topologyOf({ sizes: [3, 4], layers: [layer(className, 'own', config, 'x')] }));
    expect(refusal).toThrow(TfjsFlopsError);
    expect(refusal).toThrow(`layer "own" (${className}) has no tfjs class`);
  });
});
