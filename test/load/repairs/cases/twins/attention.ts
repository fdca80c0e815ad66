/** @file Twins of transformers: attention in shifted windows, over patches and over channels. */
import * as tf from '@tensorflow/tfjs';
import { keras2, type LayerJson } from '../../keras.ts';
import { gelu } from '../../means.ts';
import { BATCH } from '../../trial.ts';
import { dense, projected, slicing, type Twin, type Weights } from './build.ts';

const { lambda, lambdaOfNumber, ref } = keras2;
const ALL = { start: null, stop: null, step: null };

const [SIDE, WINDOW, WIDTH, HEADS] = [8, 4, 6, 2];
const [WINDOWS, POSITIONS, HEAD] = [(SIDE / WINDOW) ** 2, WINDOW ** 2, WIDTH / HEADS];

/** [B, H, W, C] → [B · windows, positions, C] */
function windowed(x: tf.Tensor): tf.Tensor {
  const parts = tf.reshape(x, [-1, SIDE / WINDOW, WINDOW, SIDE / WINDOW, WINDOW, WIDTH]);
  return tf.reshape(tf.transpose(parts, [0, 1, 3, 2, 4, 5]), [-1, POSITIONS, WIDTH]);
}

function attended(x: tf.Tensor, weights: Weights, scale: number): tf.Tensor {
  const [positions, width] = [x.shape[1]!, x.shape[2]!];
  const heads = tf.reshape(projected(x, weights, 'qkv'), [-1, positions, 3, HEADS, width / HEADS]);
  const [q, k, v] = tf.unstack(tf.transpose(heads, [2, 0, 3, 1, 4])) as [tf.Tensor, tf.Tensor, tf.Tensor];
  const scores = tf.softmax(tf.mul(tf.matMul(q, k, false, true), scale));
  return tf.reshape(tf.transpose(tf.matMul(scores, v), [0, 2, 1, 3]), [-1, positions, width]);
}

/** Heads of `qkv`, as keras-cv-attention-models writes them. */
const attention = (from: string, positions: number, width: number, scale: number): LayerJson[] => [
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

export const ATTENTION_TWINS: readonly Twin[] = [
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
      const out = projected(attended(windowed(shifted), weights, HEAD ** -0.5), weights, 'out');
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
      const one = tf.add(x, projected(attended(x, weights, 0.5), weights, 'out'));
      const two = tf.add(one, projected(gelu(projected(one, weights, 'up')), weights, 'down'));
      return tf.mean(tf.slice(two, [0, 1, 0], [BATCH, 8, 4]), 1);
    },
    says: ['gelu: keras.activations.gelu run as tf.gelu', 'tokens: __operators__.getitem run as tf.slice'],
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
      const [q, k] = tf.split(projected(x, weights, 'qk'), 2, -1) as [tf.Tensor, tf.Tensor];
      const scores = tf.matMul(tf.div(q, tf.norm(q, 2, 1, true)), k, true);
      const least = tf.softmax(tf.sub(tf.max(scores, -1, true), scores));
      return tf.concat([tf.sub(1, tf.matMul(x, least)), x], -1);
    },
    says: ['least: math.subtract run as tf.sub', 'q: math.l2_normalize run as tf.l2Normalize'],
  },
]; // prettier-ignore
