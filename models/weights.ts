/**
 * @file What the zoo's weights are: `fill`, a constant at once, for counting and timing; or `seeded`, random
 * and repeatable, wherever outputs are compared (layer norm of constant features is constant).
 */
import * as tf from '@tensorflow/tfjs';

export const WEIGHT_KINDS = ['fill', 'seeded'] as const;
/**
 * `fill`: the same value in each kernel, 1 ÷ fan-in, ready at once; `seeded`: drawn at random, the same for the same
 * seed.
 */
export type WeightKind = (typeof WEIGHT_KINDS)[number];
/** An initializer of tfjs. */
export type Initializer = ReturnType<typeof tf.initializers.constant>;

/** Initial values, drawn anew for each layer; biases are zero and norms the identity in both kinds. */
export interface Weights {
  /** A kernel each of whose outputs sums `fanIn` products. */
  kernel(fanIn: number): Initializer;
  /** Learned tokens and positions. */
  embedding(): Initializer;
}

const EMBEDDING_LIMIT = 0.02;

/** The seed of a workload's draw `n`: 0 is the image, 1 and above the layers in the order of building. */
export const drawSeed = (seed: number, n: number): number => seed * 1000 + n;

/**
 * Serialised as tfjs's own `Constant`, but filled in place: that one multiplies a scalar by a tensor of ones,
 * which doubles the memory (VGG16's first dense layer has 411 MB) and takes ten times as long.
 */
function constant(value: number): Initializer {
  const initializer = tf.initializers.constant({ value });
  initializer.apply = (shape) => tf.fill(shape as number[], value, 'float32');
  return initializer;
}

/**
 * `fill`: 1/fanIn, so that a layer's output is the mean of its inputs: nothing grows, nothing becomes denormal.
 * `seeded`: uniform in ±√(6/fanIn), whose variance 2/fanIn keeps that of activations through ReLU (He et al.
 * 2015, eq. 10).
 */
export function weightsOf(kind: WeightKind = 'fill', seed = 1): Weights {
  if (kind === 'fill') {
    return { kernel: (fanIn) => constant(1 / fanIn), embedding: () => constant(EMBEDDING_LIMIT) };
  }
  let draws = 0;
  const uniform = (limit: number): Initializer =>
    tf.initializers.randomUniform({ minval: -limit, maxval: limit, seed: drawSeed(seed, ++draws) });
  return { kernel: (fanIn) => uniform(Math.sqrt(6 / fanIn)), embedding: () => uniform(EMBEDDING_LIMIT) };
}
