/**
 * @file ViT-B/16 (Dosovitskiy et al. 2020) as operations of tfjs, without tfjs-layers: what a pass on shapes takes when
 * no layer stands between the model and the kernels.
 */
import * as tf from '@tensorflow/tfjs';

const [IMAGE, PATCH, CLASSES] = [224, 16, 1000];
const [DEPTH, WIDTH, HEADS, MLP] = [12, 768, 12, 3072];
const TOKENS = (IMAGE / PATCH) ** 2 + 1;
const HEAD_WIDTH = WIDTH / HEADS;
const EPSILON = 1e-6;

const weight = (...shape: number[]): tf.Tensor => tf.fill(shape, 0);

type Step = (x: tf.Tensor) => tf.Tensor;

function dense(inputs: number, units: number): Step {
  const [kernel, bias] = [weight(inputs, units) as tf.Tensor2D, weight(units)];
  return (x) => {
    const rows = tf.reshape(x, [-1, inputs]) as tf.Tensor2D;
    return tf.reshape(tf.fused.matMul({ a: rows, b: kernel, bias }), [...x.shape.slice(0, -1), units]);
  };
}

function norm(): Step {
  const [scale, offset] = [weight(WIDTH), weight(WIDTH)];
  return (x) => {
    const { mean, variance } = tf.moments(x, -1, true);
    const factor = tf.mul(tf.rsqrt(tf.add(variance, EPSILON)), scale);
    return tf.add(tf.mul(tf.sub(x, mean), factor), offset);
  };
}

/** Exact GELU. */
const gelu: Step = (x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));

function attention(): Step {
  const [qkv, out] = [dense(WIDTH, 3 * WIDTH), dense(WIDTH, WIDTH)];
  return (x) => {
    const parts = tf.reshape(qkv(x), [TOKENS, 3, HEADS, HEAD_WIDTH]);
    const [q, k, v] = tf.unstack(tf.transpose(parts, [1, 2, 0, 3]));
    const scores = tf.mul(tf.matMul(q!, k!, false, true), HEAD_WIDTH ** -0.5);
    const heads = tf.matMul(tf.softmax(scores), v!);
    return out(tf.reshape(tf.transpose(heads, [1, 0, 2]), [1, TOKENS, WIDTH]));
  };
}

function block(): Step {
  const [before, attend, between, wide, narrow] = [
    norm(),
    attention(),
    norm(),
    dense(WIDTH, MLP),
    dense(MLP, WIDTH),
  ];
  return (x) => {
    const y = tf.add(x, attend(before(x)));
    return tf.add(y, narrow(gelu(wide(between(y)))));
  };
}

/** Made on the backend on which it is run. @returns its pass of one image [1, 224, 224, 3] */
export function vitOfOperations(): () => tf.Tensor {
  const image = weight(1, IMAGE, IMAGE, 3) as tf.Tensor4D;
  const [filter, bias] = [weight(PATCH, PATCH, 3, WIDTH) as tf.Tensor4D, weight(WIDTH)];
  const [token, positions] = [weight(1, 1, WIDTH), weight(1, TOKENS, WIDTH)];
  const blocks = Array.from({ length: DEPTH }, block);
  const [last, head] = [norm(), dense(WIDTH, CLASSES)];
  return () => {
    const patches = tf.add(tf.conv2d(image, filter, PATCH, 'valid'), bias);
    const tokens = tf.concat([token, tf.reshape(patches, [1, TOKENS - 1, WIDTH])], 1);
    const x = blocks.reduce((y, each) => each(y), tf.add(tokens, positions));
    return head(tf.reshape(tf.slice(last(x), [0, 0, 0], [1, 1, WIDTH]), [1, WIDTH]));
  };
}
