/** @file One token out of a sequence. */
import * as tf from '@tensorflow/tfjs';
import type { LayerArgs } from './layer-args.ts';

/** Arguments of {@link TakeToken}. */
export interface TakeTokenArgs extends LayerArgs {
  /** Position of the token, from 0. */
  readonly index: number;
}

/** [B, N, D] → [B, D]. */
export class TakeToken extends tf.layers.Layer {
  static readonly className: string = 'TakeToken';
  private readonly index: number;

  constructor(args: TakeTokenArgs) {
    super(args);
    this.index = args.index;
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    const [batch, , width] = inputShape as [number | null, number, number];
    return [batch, width];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = [inputs].flat()[0] as tf.Tensor3D;
      const [batch, , width] = x.shape;
      return tf.reshape(tf.slice(x, [0, this.index, 0], [batch, 1, width]), [batch, width]);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), index: this.index };
  }
}

tf.serialization.registerClass(TakeToken);
