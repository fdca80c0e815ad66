/**
 * @file Custom layers around kernels that no layer of tfjs reaches: einsum, and a matrix product whose batch is
 * broadcast. Their closed forms are passed to `count` as a user passes those of custom layers.
 */
import * as tf from '@tensorflow/tfjs';
import { amount, type LayerFormulas, type LayerFormula, type Shape } from '../../src/index.ts';

type LayerArgs = NonNullable<ConstructorParameters<typeof tf.layers.Layer>[0]>;

const only = (inputs: tf.Tensor | tf.Tensor[]): tf.Tensor => [inputs].flat()[0]!;

/** x·xᵀ of each matrix: [B, N, D] → [B, N, N]. */
export class Gram extends tf.layers.Layer {
  static readonly className: string = 'Gram';

  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return [shape[0]!, shape[1]!, shape[1]!];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => tf.einsum('bnd,bmd->bnm', only(inputs), only(inputs)));
  }
}

/** Every product of two features, none of them summed: [B, D] → [B, D, D]. */
export class Outer extends tf.layers.Layer {
  static readonly className: string = 'Outer';

  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return [shape[0]!, shape[1]!, shape[1]!];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => tf.einsum('bi,bj->bij', only(inputs), only(inputs)));
  }
}

/** The same `tokens` × N matrix of ones times every example: [B, N, D] → [B, tokens, D]. */
export class MixTokens extends tf.layers.Layer {
  static readonly className: string = 'MixTokens';
  readonly #tokens: number;

  constructor(args: LayerArgs & { readonly tokens: number }) {
    super(args);
    this.#tokens = args.tokens;
  }

  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return [shape[0]!, this.#tokens, shape[2]!];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = only(inputs);
      return tf.matMul(tf.ones([1, this.#tokens, x.shape[1]!]), x);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), tokens: this.#tokens };
  }
}

const NONE = { trainable: 0, nonTrainable: 0, frozen: 0, total: 0 };

const gram: LayerFormula = (_, [input = []]) => {
  const [batch = 0, rows = 0, summed = 0] = input;
  return {
    outputs: [[batch, rows, rows]],
    work: [amount('products', 'multiplyAdds', { rows, columns: rows, summed, batch })],
    parameters: NONE,
  };
};

const outer: LayerFormula = (_, [input = []]) => {
  const [batch = 0, width = 0] = input;
  return { outputs: [[batch, width, width] satisfies Shape], work: [], parameters: NONE };
};

const mixTokens: LayerFormula = (config, [input = []]) => {
  const [batch = 0, summed = 0, width = 0] = input;
  const tokens = Number(config['tokens']);
  return {
    outputs: [[batch, tokens, width]],
    work: [amount('products', 'multiplyAdds', { tokens, summed, width, batch })],
    parameters: NONE,
  };
};

export const CONTRACTIONS: LayerFormulas = { Gram: gram, Outer: outer, MixTokens: mixTokens };
